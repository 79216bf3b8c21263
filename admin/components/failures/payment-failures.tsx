import type { ReactElement } from 'react';
import { CheckCircle, Download } from 'react-feather';
import type { FailureReport } from '../../panel-billing.js';
import { read } from '../api.js';
import { boot, t } from '../boot.js';
import { useAddress, useLoad, type Address } from '../hooks.js';
import { Empty, Loaded } from '../kit/states.js';
import { Page } from '../kit/page.js';
import { CurrencyFailures } from './currency-failures.js';
import { FailedAttempts } from './failed-attempts.js';
import { FailureFilters } from './failure-filters.js';
import { reportFilter } from './failure-filter.js';

/** Why payments failed: figures for each currency, and below them the failures themselves. */
export function PaymentFailures(): ReactElement {
  const address = useAddress();
  const filter = reportFilter(address.values, boot.today);
  const load = useLoad(JSON.stringify(filter), () =>
    read<FailureReport>('payment-failures', 'report', filter),
  );
  return (
    <Page title={t('resources.payment-failures')}>
      <Head filter={filter} />
      <section className="oc-panel" aria-busy={load.loading}>
        <div className="oc-panel-tools">
          <FailureFilters address={address} filter={filter} />
        </div>
        <Loaded load={load} skeleton={5}>
          {({ data }) => (data.length === 0 ? <NoFailures /> : null)}
        </Loaded>
      </section>
      {load.data && !load.error ? <Figures report={load.data} filter={filter} address={address} /> : null}
    </Page>
  );
}

interface FiguresProps {
  readonly report: FailureReport;
  readonly filter: ReturnType<typeof reportFilter>;
  readonly address: Address;
}

function Figures({ report, filter, address }: FiguresProps): ReactElement | null {
  if (report.data.length === 0) return null;
  return (
    <>
      {report.data.map((one) => (
        <CurrencyFailures key={one.currency} failures={one} filter={filter} />
      ))}
      <FailedAttempts address={address} />
    </>
  );
}

function Head({ filter }: { readonly filter: Record<string, string> }): ReactElement {
  return (
    <header className="oc-page-head">
      <div>
        <h1>{t('resources.payment-failures')}</h1>
        <p>{t('leads.payment-failures')}</p>
      </div>
      <a
        className="oc-button oc-button-plain"
        href={`/admin/export/payment-failures.csv?${new URLSearchParams(filter).toString()}`}
        download
      >
        <Download size={16} aria-hidden="true" />
        {t('expiring.csv')}
      </a>
    </header>
  );
}

function NoFailures(): ReactElement {
  return (
    <Empty icon={<CheckCircle size={22} />} title={t('failures.empty')} text={t('failures.emptyText')} />
  );
}
