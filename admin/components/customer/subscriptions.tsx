import type { ReactElement } from 'react';
import { Package } from 'react-feather';
import type { CustomerDetail, SubscriptionView } from '../../panel-services.js';
import { date, day, money, t, word } from '../boot.js';
import { BalanceLine } from '../billing/balance-line.js';
import { Badge, Dots, toneOf } from '../kit/controls.js';
import { Empty } from '../kit/states.js';
import { Table } from '../kit/table.js';

/** What the customer has: each service with what was handed out for it. */
export function Subscriptions({ customer }: { readonly customer: CustomerDetail }): ReactElement {
  if (customer.subscriptions.length === 0)
    return (
      <section className="oc-panel">
        <Empty
          icon={<Package size={22} />}
          title={t('customer.noSubscriptions')}
          text={t('customer.noSubscriptionsText')}
        />
      </section>
    );
  return (
    <>
      {customer.subscriptions.map((subscription) => (
        <section key={subscription.id} className="oc-panel oc-subscription">
          <Subscription customerId={customer.id} subscription={subscription} />
          <Inventory items={subscription.inventory} />
        </section>
      ))}
    </>
  );
}

function Inventory({ items }: { readonly items: SubscriptionView['inventory'] }): ReactElement {
  if (items.length === 0) return <p className="oc-note">{t('customer.noInventory')}</p>;
  return (
    <Table
      ruled
      heads={[t('customer.item'), t('customer.serial'), t('customer.description'), t('columns.state')]}
    >
      {items.map((item) => (
        <tr key={item.serial}>
          <td data-label={t('customer.item')}>{word('inventory_kind', item.kind)}</td>
          <td data-label={t('customer.serial')}>
            <bdi dir="ltr" className="oc-code">
              {item.serial}
            </bdi>
          </td>
          <td data-label={t('customer.description')}>
            {item.description ? <bdi>{item.description}</bdi> : <span className="oc-faint">–</span>}
          </td>
          <td data-label={t('columns.state')}>{word('inventory_state', item.state)}</td>
        </tr>
      ))}
    </Table>
  );
}

interface SubscriptionProps {
  readonly customerId: string;
  readonly subscription: SubscriptionView;
}

function Subscription({ customerId, subscription }: SubscriptionProps): ReactElement {
  const price = t('customer.price', {
    price: money(subscription.price),
    period: word('period', subscription.period),
  });
  return (
    <header className="oc-inset">
      <div className="oc-subscription-head">
        <h2>
          <bdi>{subscription.name}</bdi>
        </h2>
        <Badge tone={toneOf(subscription.state)}>{word('subscription_state', subscription.state)}</Badge>
      </div>
      <p>
        <Dots>
          <span>{word('service_type', subscription.service_type)}</span>
          <span>{word('billing_mode', subscription.billing_mode)}</span>
          <span>{price}</span>
          <span>
            {subscription.next_invoice_on
              ? t('customer.nextInvoice', { day: day(subscription.next_invoice_on) })
              : t('customer.notBilled')}
          </span>
          {subscription.requires_payment_method ? <span>{t('customer.needsMethod')}</span> : null}
        </Dots>
      </p>
      {subscription.billing_mode === 'prepaid' ? (
        <BalanceLine customerId={customerId} subscriptionId={subscription.id} />
      ) : null}
      {subscription.suspensions.map((suspension) => (
        <p key={suspension.reason} className="oc-bad-text">
          {t('customer.suspendedFor', {
            reason: word('suspension_reason', suspension.reason),
            day: date(suspension.suspended_at),
          })}
        </p>
      ))}
    </header>
  );
}
