import type { ReactElement } from 'react';
import type { CustomerDetail, SubscriptionView } from '../../panel-services.js';
import { date, day, money, t, word } from '../boot.js';
import { BalanceLine } from '../billing/balance-line.js';
import { Badge, Dots, toneOf } from '../kit/controls.js';
import { Facts } from '../kit/facts.js';

/** Who the customer is and what they have. */
export function Overview({ customer }: { readonly customer: CustomerDetail }): ReactElement {
  return (
    <div className="oc-columns">
      <section className="oc-panel">
        <h2>{t('customer.subscriptions')}</h2>
        {customer.subscriptions.length === 0 ? (
          <p className="oc-note">{t('customer.noSubscriptions')}</p>
        ) : null}
        <ul className="oc-subscriptions">
          {customer.subscriptions.map((subscription) => (
            <Subscription key={subscription.id} customerId={customer.id} subscription={subscription} />
          ))}
        </ul>
      </section>
      <div>
        <Facts
          title={t('customer.contact')}
          facts={[
            [t('customer.email'), customer.email ? <bdi dir="ltr">{customer.email}</bdi> : null],
            [t('customer.phone'), customer.phone ? <bdi dir="ltr">{customer.phone}</bdi> : null],
            [t('customer.language'), word('locale', customer.locale)],
            [t('customer.timeZone'), <bdi dir="ltr">{customer.time_zone}</bdi>],
          ]}
        />
        <Facts
          title={t('customer.account')}
          facts={[
            [t('customer.currency'), <bdi dir="ltr">{customer.currency}</bdi>],
            [t('customer.autoPay'), t(customer.auto_pay ? 'customer.on' : 'customer.off')],
            [
              t('customer.reminders'),
              t(customer.reminders_opt_out ? 'customer.remindersOff' : 'customer.on'),
            ],
            [t('customer.since'), date(customer.created_at)],
          ]}
        />
      </div>
    </div>
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
    <li>
      <div className="oc-subscription-head">
        <strong>
          <bdi>{subscription.name}</bdi>
        </strong>
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
      {subscription.inventory.map((item) => (
        <p key={item.serial}>
          <Dots>
            <span>{word('inventory_kind', item.kind)}</span>
            {item.description ? <bdi>{item.description}</bdi> : null}
            <bdi dir="ltr" className="oc-code">
              {item.serial}
            </bdi>
            <span>{word('inventory_state', item.state)}</span>
          </Dots>
        </p>
      ))}
    </li>
  );
}
