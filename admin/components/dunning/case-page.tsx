import type { ReactElement } from 'react';
import { Link } from 'react-router-dom';
import type { CaseDetail } from '../../panel-dunning.js';
import type { CustomerDetail, PaymentMethodView } from '../../panel-services.js';
import { read } from '../api.js';
import { CustomerLink } from '../billing/customer-link.js';
import { day, instant, t, word } from '../boot.js';
import { useLoad } from '../hooks.js';
import { Amount, Badge, Dots, toneOf } from '../kit/controls.js';
import { Facts, type Fact } from '../kit/facts.js';
import { Page } from '../kit/page.js';
import { Loaded } from '../kit/states.js';
import { BackLink } from '../list/record-page.js';
import { CallButton } from '../phone/call-button.js';
import type { RecordPageProps } from '../shell/routes.js';
import { CaseActions } from './case-actions.js';
import { Attempts, Caps } from './case-charges.js';
import { Forecast, Timeline } from './case-timeline.js';
import { Ladder } from './ladder.js';
import { aboutOf } from './words.js';

interface Whole {
  readonly row: CaseDetail;
  readonly customer: CustomerDetail;
  readonly methods: readonly PaymentMethodView[];
}

async function readWhole(id: string): Promise<Whole> {
  const { row } = await read<{ row: CaseDetail }>('dunning-cases', 'row', { id });
  const of = { customer_id: row.customer_id };
  const [{ customer }, { methods }] = await Promise.all([
    read<{ customer: CustomerDetail }>('customers', 'get', { id: row.customer_id }),
    read<{ methods: readonly PaymentMethodView[] }>('customers', 'methods', of),
  ]);
  return { row, customer, methods };
}

/** One case: where it stands, what happened, what comes, and what people can do about it. */
export function DunningCasePage({ recordId }: RecordPageProps): ReactElement {
  const load = useLoad(recordId, () => readWhole(recordId));
  return (
    <Page title={load.data?.row.customer.name ?? t('dunning.one')}>
      <BackLink to="/admin/resources/dunning-cases" label={t('resources.dunning-cases')} />
      <Loaded load={load}>{(whole) => <CaseBody whole={whole} onChanged={load.reload} />}</Loaded>
    </Page>
  );
}

function CaseBody({
  whole: { row, customer, methods },
  onChanged,
}: {
  readonly whole: Whole;
  readonly onChanged: () => void;
}): ReactElement {
  return (
    <>
      <header className="oc-page-head">
        <div>
          <h1>
            <span className="oc-together">
              <bdi>{row.customer.name}</bdi>
              <Badge tone={toneOf(row.stage)}>{word('dunning_stage', row.stage)}</Badge>
              {row.state === 'open' ? null : (
                <Badge tone={toneOf(row.state)}>{word('case_state', row.state)}</Badge>
              )}
            </span>
          </h1>
          <p>
            <Dots>
              <bdi>{aboutOf(row)}</bdi>
              <span>
                {t('dunning.owed')}: <Amount money={row.owed} />
              </span>
              {row.day === null ? null : <span>{t('dunning.day', { day: row.day })}</span>}
            </Dots>
          </p>
        </div>
        <div className="oc-actions">
          <CallButton customer={customer} caseId={row.id} onChanged={onChanged} />
          <CaseActions row={row} customer={customer} methods={methods} onChanged={onChanged} />
        </div>
      </header>
      {row.closed_at === null ? <Ladder document={row.policy.document} current={row.stage} /> : null}
      <div className="oc-columns">
        <div>
          <Timeline entries={row.timeline} />
          <Attempts attempts={row.attempts} />
        </div>
        <div>
          {row.closed_at === null ? <Forecast outlook={row.outlook} methods={methods} /> : null}
          <Facts facts={factsOf(row)} />
          <Caps caps={row.caps} methods={methods} />
        </div>
      </div>
    </>
  );
}

function factsOf(row: CaseDetail): Fact[] {
  const { name, version } = row.policy;
  return [
    [t('columns.customer_name'), <CustomerLink id={row.customer_id} name={row.customer.name} />],
    [t('customer.phone'), row.customer.phone ? <bdi dir="ltr">{row.customer.phone}</bdi> : null],
    [t('dunning.invoices'), <InvoiceLinks invoices={row.invoices} />],
    [t('dunning.opened'), instant(row.opened_at)],
    [t('dunning.day', { day: 1 }), day(row.day_one)],
    [t('dunning.ladder'), t('dunning.policyVersion', { name, version })],
    ...(row.closed_at === null ? [] : [[t('dunning.closed'), instant(row.closed_at)] as const]),
    ...(row.waits_for === null ? [] : [[t('dunning.waits'), word('case_wait', row.waits_for)] as const]),
    ...(row.no_charge === null || row.closed_at !== null
      ? []
      : [[t('dunning.noCharge'), word('no_charge', row.no_charge)] as const]),
  ];
}

function InvoiceLinks({ invoices }: { readonly invoices: CaseDetail['invoices'] }): ReactElement {
  return (
    <ul className="oc-lines">
      {invoices.map((invoice) => (
        <li key={invoice.id} className="oc-together">
          <Link to={`/admin/resources/invoices/records/${invoice.id}/show`}>
            <bdi dir="ltr" className="oc-code">
              {invoice.number ?? '–'}
            </bdi>
          </Link>
          <Amount money={invoice.money} />
          <Badge tone={toneOf(invoice.state)}>{word('invoice_state', invoice.state)}</Badge>
        </li>
      ))}
    </ul>
  );
}
