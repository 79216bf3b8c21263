import type { ReactElement } from 'react';
import { Briefcase, User, UserX } from 'react-feather';
import { NavLink } from 'react-router-dom';
import type { CustomerDetail } from '../../panel-services.js';
import { read } from '../api.js';
import { t, word } from '../boot.js';
import { useAddress, useLoad, useMay, type Load } from '../hooks.js';
import { Badge, Dots, type Tone } from '../kit/controls.js';
import { Empty, Failed, Skeleton } from '../kit/states.js';
import { Page } from '../kit/page.js';
import { MailOutlook } from '../messages/mail-outlook.js';
import { ListPanel } from '../list/keyset-list.js';
import { BackLink } from '../list/record-page.js';
import type { RecordPageProps } from '../shell/routes.js';
import { useResourceView } from '../shell/resource-view.js';
import { Dunning } from '../dunning/customer-dunning.js';
import { CallButton } from '../phone/call-button.js';
import { Billing } from './billing.js';
import { Overview } from './overview.js';
import { Subscriptions } from './subscriptions.js';

/** The tabs of a customer, each a record action of its own and so with an address of its own; `list` is a list of that customer's rows. */
const TABS = [
  { action: 'show', scope: 'customers:read' },
  { action: 'billing', scope: 'payment_methods:read' },
  { action: 'subscriptions', scope: 'customers:read' },
  { action: 'dunning', scope: 'dunning:read' },
  { action: 'messages', scope: 'messages:read' },
  { action: 'history', scope: 'audit:read', list: 'audit' },
] as const;

export function CustomerPage({ action, recordId }: RecordPageProps): ReactElement {
  const may = useMay();
  const load = useLoad(recordId, () =>
    read<{ customer: CustomerDetail }>('customers', 'get', { id: recordId }),
  );
  const customer = load.data?.customer.id === recordId ? load.data.customer : null;
  return (
    <Page title={customer?.name ?? t('resources.customers')}>
      <BackLink to="/admin/resources/customers" label={t('resources.customers')} />
      {load.error && !customer ? <MissingOrFailed load={load} /> : null}
      {!customer && !load.error ? <Skeleton rows={3} /> : null}
      {customer ? (
        <>
          <Head customer={customer} onChanged={load.reload} />
          <nav className="oc-tabs" aria-label={customer.name}>
            {TABS.filter((tab) => may(tab.scope)).map((tab) => (
              <NavLink
                ref={intoView}
                key={tab.action}
                to={`/admin/resources/customers/records/${recordId}/${tab.action}`}
              >
                {t(`customer.tabs.${tab.action}`)}
              </NavLink>
            ))}
          </nav>
          <Tab name={action.name} customer={customer} onChanged={load.reload} />
        </>
      ) : null}
    </Page>
  );
}

// On a phone there are more tabs than its width holds.
function intoView(link: HTMLAnchorElement | null): void {
  if (link?.getAttribute('aria-current') === 'page')
    link.scrollIntoView({ block: 'nearest', inline: 'nearest' });
}

interface TabProps {
  readonly name: string;
  readonly customer: CustomerDetail;
  readonly onChanged: () => void;
}

function Tab({ name, customer, onChanged }: TabProps): ReactElement {
  const tab = TABS.find((candidate) => candidate.action === name);
  if (name === 'dunning') return <Dunning customer={customer} onChanged={onChanged} />;
  if (name === 'billing') return <Billing customer={customer} onChanged={onChanged} />;
  if (name === 'subscriptions') return <Subscriptions customer={customer} />;
  if (name === 'messages')
    return (
      <>
        <MailOutlook customer={customer} />
        <CustomerList resourceId="messages" customerId={customer.id} />
      </>
    );
  if (tab && 'list' in tab) return <CustomerList resourceId={tab.list} customerId={customer.id} />;
  return <Overview customer={customer} />;
}

function CustomerList({
  resourceId,
  customerId,
}: {
  readonly resourceId: string;
  readonly customerId: string;
}): ReactElement {
  return (
    <ListPanel
      resourceId={resourceId}
      view={useResourceView(resourceId)}
      address={useAddress()}
      fixed={{ customer_id: customerId }}
    />
  );
}

function Head({
  customer,
  onChanged,
}: {
  readonly customer: CustomerDetail;
  readonly onChanged: () => void;
}): ReactElement {
  const state = stateOf(customer);
  const Shape = customer.type === 'business' ? Briefcase : User;
  return (
    <header className="oc-customer-head">
      <span className="oc-customer-icon" aria-hidden="true">
        <Shape size={22} />
      </span>
      <div>
        <h1>
          <bdi>{customer.name}</bdi>
          <Badge tone={state.tone}>{t(`customer.state.${state.name}`)}</Badge>
        </h1>
        <p>
          <Dots>
            {customer.external_id ? (
              <bdi dir="ltr" className="oc-code">
                {customer.external_id}
              </bdi>
            ) : null}
            <span>{word('customer_type', customer.type)}</span>
            {customer.email ? <bdi dir="ltr">{customer.email}</bdi> : null}
            {customer.phone ? <bdi dir="ltr">{customer.phone}</bdi> : null}
          </Dots>
        </p>
      </div>
      <div className="oc-actions oc-head-actions">
        <CallButton customer={customer} onChanged={onChanged} />
      </div>
    </header>
  );
}

function stateOf({ subscriptions }: CustomerDetail): {
  readonly name: 'active' | 'suspended' | 'pending' | 'inactive';
  readonly tone: Tone;
} {
  const states = new Set(subscriptions.map((subscription) => subscription.state));
  if (states.has('suspended')) return { name: 'suspended', tone: 'bad' };
  if (states.has('active')) return { name: 'active', tone: 'good' };
  if (states.has('pending_payment_method')) return { name: 'pending', tone: 'warn' };
  return { name: 'inactive', tone: 'neutral' };
}

function MissingOrFailed({ load }: { readonly load: Load<unknown> }): ReactElement | null {
  if (!load.error) return null;
  if (load.error.code !== 'not_found') return <Failed error={load.error} onRetry={load.reload} />;
  return (
    <Empty
      heading="h1"
      icon={<UserX size={22} />}
      title={t('customer.missing')}
      text={t('customer.missingText')}
    />
  );
}
