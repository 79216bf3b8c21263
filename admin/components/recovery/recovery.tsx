import type { ReactElement } from 'react';
import { CheckCircle, Download } from 'react-feather';
import { RECOVERY_GROUPS, type RecoveryReport } from '../../panel-recovery.js';
import { read } from '../api.js';
import { boot, t } from '../boot.js';
import { daysBefore } from '../failures/failure-filter.js';
import { Period } from '../failures/period.js';
import { useAddress, useLoad, type Address } from '../hooks.js';
import { Select } from '../kit/controls.js';
import { Page } from '../kit/page.js';
import { Empty, Loaded } from '../kit/states.js';
import { CurrencyRecovery, type RecoveryGroup } from './currency-recovery.js';

interface Filter {
  readonly from: string;
  readonly to: string;
  readonly group_by: RecoveryGroup;
}

const PRESETS = [30, 90, 365];

/** What the report is asked for, out of the address; the last ninety days by reason unless it says otherwise. */
function filterOf(values: Readonly<Record<string, string>>): Filter {
  const to = values['to'] ?? boot.today;
  const group = RECOVERY_GROUPS.find((one) => one === values['group_by']);
  return { from: values['from'] ?? daysBefore(to, 89), to, group_by: group ?? 'bucket' };
}

/** How much of what failed came in after all, for each currency. */
export function Recovery(): ReactElement {
  const address = useAddress();
  const filter = filterOf(address.values);
  const load = useLoad(JSON.stringify(filter), () =>
    read<RecoveryReport>('recovery', 'report', { ...filter }),
  );
  return (
    <Page title={t('resources.recovery')}>
      <header className="oc-page-head">
        <div>
          <h1>{t('resources.recovery')}</h1>
          <p>{t('leads.recovery')}</p>
        </div>
        <a
          className="oc-button oc-button-plain"
          href={`/admin/export/recovery.csv?${new URLSearchParams({ ...filter }).toString()}`}
          download
        >
          <Download size={16} aria-hidden="true" />
          {t('expiring.csv')}
        </a>
      </header>
      <section className="oc-panel" aria-busy={load.loading}>
        <div className="oc-panel-tools">
          <Filters address={address} filter={filter} />
        </div>
        <Loaded load={load} skeleton={5}>
          {({ data }) =>
            data.length === 0 ? (
              <Empty
                icon={<CheckCircle size={22} />}
                title={t('recovery.empty')}
                text={t('recovery.emptyText')}
              />
            ) : null
          }
        </Loaded>
      </section>
      {load.data && !load.error
        ? load.data.data.map((one) => (
            <CurrencyRecovery key={one.currency} recovery={one} group={filter.group_by} />
          ))
        : null}
    </Page>
  );
}

function Filters({ address, filter }: { readonly address: Address; readonly filter: Filter }): ReactElement {
  return (
    <div className="oc-filters">
      <Period address={address} filter={filter} presets={PRESETS} />
      <Select
        label={t('failures.groupBy')}
        value={filter.group_by}
        options={RECOVERY_GROUPS.map((value) => ({ value, label: t(`recovery.groups.${value}`) }))}
        onPick={(group) => {
          address.filter({ group_by: group });
        }}
      />
    </div>
  );
}
