import type { ReactElement } from 'react';
import { Link } from 'react-router-dom';
import type { CustomerDetail, SubscriptionView } from '../../panel-services.js';
import { date, money, t, word } from '../boot.js';
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
            <Service key={subscription.id} customerId={customer.id} subscription={subscription} />
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

interface ServiceProps {
  readonly customerId: string;
  readonly subscription: SubscriptionView;
}

/** One service in two lines; all about it stands in its own tab. */
function Service({ customerId, subscription }: ServiceProps): ReactElement {
  const { name, state, price, period, service_type: type, billing_mode: mode } = subscription;
  return (
    <li>
      <div className="oc-subscription-head">
        <Link to={`/admin/resources/customers/records/${customerId}/subscriptions`}>
          <bdi>{name}</bdi>
        </Link>
        <Badge tone={toneOf(state)}>{word('subscription_state', state)}</Badge>
      </div>
      <p>
        <Dots>
          <span>{word('service_type', type)}</span>
          <span>{word('billing_mode', mode)}</span>
          <span>{t('customer.price', { price: money(price), period: word('period', period) })}</span>
        </Dots>
      </p>
    </li>
  );
}
