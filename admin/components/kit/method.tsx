import type { ReactElement } from 'react';
import { PAYPAL_MARK } from '../../../portal/paypal-mark.js';
import { boot, t, word } from '../boot.js';
import type { PaymentMethodView } from '../../panel-services.js';
import { expiresSoon } from '../method-rules.js';
import { Badge } from './controls.js';

/** Mark, number and nothing else: the way a card is recognised. */
export function MethodSource({ method }: { readonly method: PaymentMethodView }): ReactElement {
  return (
    <span className="oc-method">
      <BrandMark brand={method.payment_type === 'paypal' ? 'paypal' : (method.brand ?? 'unknown')} />
      {method.payment_type === 'paypal' ? (
        <bdi className="oc-method-account">{method.account_email_masked ?? 'PayPal'}</bdi>
      ) : (
        <bdi dir="ltr" className="oc-number" aria-label={methodName(method)}>
          •••• {method.last4}
        </bdi>
      )}
    </span>
  );
}

/** `MM/YYYY`, from the integers that the vendor gave. */
export function Expiry({ method }: { readonly method: PaymentMethodView }): ReactElement {
  const text = expiryText(method);
  if (!text) return <span className="oc-faint">–</span>;
  return (
    <bdi dir="ltr" className="oc-number">
      {text}
    </bdi>
  );
}

/** Expired, soon to be, or a state that needs a look; nothing for a method that is simply fine. */
export function MethodBadge({ method }: { readonly method: PaymentMethodView }): ReactElement | null {
  if (method.status === 'removing' || method.status === 'invalid') {
    return (
      <Badge tone={method.status === 'invalid' ? 'bad' : 'warn'}>
        {word('method_status', method.status)}
      </Badge>
    );
  }
  if (method.expired) return <Badge tone="bad">{t('methods.expired')}</Badge>;
  if (expiresSoon(method, boot.today)) return <Badge tone="warn">{t('methods.soon')}</Badge>;
  return null;
}

/** "Visa card ending in 1234". */
export function methodName(method: PaymentMethodView): string {
  if (method.payment_type === 'paypal')
    return t('methods.paypal', { email: method.account_email_masked ?? '' });
  return t('methods.card', { brand: word('brand', method.brand ?? 'unknown'), last4: method.last4 ?? '' });
}

export function expiryText({ exp_month: month, exp_year: year }: PaymentMethodView): string {
  return month === null || year === null ? '' : `${String(month).padStart(2, '0')}/${String(year)}`;
}

const LETTERS: Readonly<Record<string, string>> = {
  visa: 'VISA',
  amex: 'AMEX',
  discover: 'DISC',
  diners: 'DC',
  jcb: 'JCB',
  unionpay: 'UP',
  mada: 'mada',
};

/** A small mark of our own drawing for each brand. */
function BrandMark({ brand }: { readonly brand: string }): ReactElement {
  const title = word(brand === 'paypal' ? 'vendor' : 'brand', brand);
  return (
    <span
      className={`oc-brand oc-brand-${brand in LETTERS || brand === 'paypal' ? brand : 'drawn'}`}
      title={title}
    >
      {LETTERS[brand] ? <span aria-hidden="true">{LETTERS[brand]}</span> : <Drawn brand={brand} />}
    </span>
  );
}

function Drawn({ brand }: { readonly brand: string }): ReactElement {
  if (brand === 'paypal') {
    return (
      <svg viewBox="0 0 24 24" aria-hidden="true">
        {PAYPAL_MARK.map(({ colour, path }) => (
          <path key={colour} d={path} fill={colour} />
        ))}
      </svg>
    );
  }
  if (brand === 'mastercard') {
    return (
      <svg viewBox="0 0 34 22" aria-hidden="true">
        <circle cx="13.5" cy="11" r="6.5" fill="#d9382b" />
        <circle cx="20.5" cy="11" r="6.5" fill="#eda52c" />
        <path d="M17 5.6a6.5 6.5 0 0 1 0 10.8 6.5 6.5 0 0 1 0-10.8z" fill="#e5702a" />
      </svg>
    );
  }
  return (
    <svg viewBox="0 0 34 22" fill="none" stroke="currentColor" aria-hidden="true">
      <rect x="7" y="5" width="20" height="12" rx="2" strokeWidth="1.5" />
      <path d="M7 9h20" strokeWidth="2" />
    </svg>
  );
}
