import type { ReactElement } from 'react';
import { boot, t } from '../boot.js';
import { daysBefore } from '../failures/failure-filter.js';
import type { Address } from '../hooks.js';
import { Segments } from '../kit/controls.js';
import { DayField } from '../kit/day-field.js';

interface PeriodProps {
  readonly address: Address;
  /** Days, both within. */
  readonly filter: { readonly from: string; readonly to: string };
  /** Lengths to choose from, in days that end today. */
  readonly presets: readonly number[];
}

/** The period of a report, by its length or by its days, kept in the address; a day that is emptied stays as it was. */
export function Period({ address, filter, presets }: PeriodProps): ReactElement {
  const preset = presets.find(
    (days) => filter.to === boot.today && filter.from === daysBefore(boot.today, days - 1),
  );
  return (
    <>
      <Segments
        label={t('failures.period')}
        value={preset === undefined ? '' : String(preset)}
        options={presets.map((days) => ({ value: String(days), label: t('failures.days', { count: days }) }))}
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
    </>
  );
}
