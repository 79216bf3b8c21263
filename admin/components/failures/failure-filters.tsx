import type { ReactElement } from 'react';
import { FAILURE_GROUPS } from '../../panel-billing.js';
import { boot, t } from '../boot.js';
import type { Address } from '../hooks.js';
import { Segments, Select } from '../kit/controls.js';
import { DayField } from '../kit/day-field.js';
import { daysBefore, type reportFilter } from './failure-filter.js';

const PRESETS = [7, 30, 90, 365];

interface FiltersProps {
  readonly address: Address;
  readonly filter: ReturnType<typeof reportFilter>;
}

/** The period, by its length or by its days, and what failures are told apart by; all of it kept in the address. */
export function FailureFilters({ address, filter }: FiltersProps): ReactElement {
  const preset = PRESETS.find(
    (days) => filter.to === boot.today && filter.from === daysBefore(boot.today, days - 1),
  );
  return (
    <div className="oc-filters">
      <Segments
        label={t('failures.period')}
        value={preset === undefined ? '' : String(preset)}
        options={PRESETS.map((days) => ({ value: String(days), label: t('failures.days', { count: days }) }))}
        onPick={(days) => {
          address.filter({ from: daysBefore(boot.today, Number(days) - 1), to: boot.today });
        }}
      />
      <DayField
        label={t('failures.from')}
        value={filter.from}
        max={filter.to}
        onPick={(from) => {
          if (from) address.filter({ from, to: filter.to });
        }}
      />
      <DayField
        label={t('failures.to')}
        value={filter.to}
        min={filter.from}
        onPick={(to) => {
          if (to) address.filter({ from: filter.from, to });
        }}
      />
      <Select
        label={t('failures.groupBy')}
        value={filter.group_by}
        options={FAILURE_GROUPS.map((value) => ({ value, label: t(`failures.groups.${value}`) }))}
        onPick={(group) => {
          address.filter({ group_by: group });
        }}
      />
    </div>
  );
}
