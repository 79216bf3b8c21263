import type { ReactElement } from 'react';
import { FAILURE_GROUPS } from '../../panel-billing.js';
import { t } from '../boot.js';
import type { Address } from '../hooks.js';
import { Select } from '../kit/controls.js';
import type { reportFilter } from './failure-filter.js';
import { Period } from './period.js';

const PRESETS = [7, 30, 90, 365];

interface FiltersProps {
  readonly address: Address;
  readonly filter: ReturnType<typeof reportFilter>;
}

/** The period, by its length or by its days, and what failures are told apart by; all of it kept in the address. */
export function FailureFilters({ address, filter }: FiltersProps): ReactElement {
  return (
    <div className="oc-filters">
      <Period address={address} filter={filter} presets={PRESETS} />
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
