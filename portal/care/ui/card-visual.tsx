import type { ReactNode } from 'react';
import { brandLabel } from '../../../src/modules/notifications/brand-label.js';
import { PAYPAL_MARK } from '../../paypal-mark.js';
import type { MethodFace, NamedMethod } from '../care-types.js';
import { useTexts } from '../language.js';
import { monthOf, urgencyOf } from '../method-words.js';

/** A payment card as it lies on the table; screen readers get one sentence. */
export function CardVisual({
  method,
  isNew = false,
}: {
  readonly method: MethodFace;
  readonly isNew?: boolean;
}): ReactNode {
  const texts = useTexts();
  const tone = isNew ? 'new' : urgencyOf(method);
  const label = isNew ? `${texts.newCard}: ${texts.cardLabel(method)}` : texts.cardLabel(method);
  const badge = isNew ? texts.newCard : texts.badge(method);
  const isWallet = method.payment_type === 'paypal';
  return (
    <div className={`card ${tone}${isWallet ? ' wallet' : ''}`} role="img" aria-label={label}>
      <div className="card-face" aria-hidden="true">
        <div className="card-top">
          <bdi className="card-nickname">{method.nickname ?? ''}</bdi>
          <BrandMark method={method} />
        </div>
        {isWallet ? (
          <bdi className="wallet-account" dir="ltr">
            {method.account_email_masked ?? ''}
          </bdi>
        ) : (
          <CardNumber last4={method.last4} />
        )}
        <div className="card-bottom">
          <Month method={method} />
          {badge !== null && <bdi className={`card-badge ${tone}`}>{badge}</bdi>}
        </div>
      </div>
    </div>
  );
}

function CardNumber({ last4 }: { readonly last4: string | null }): ReactNode {
  return (
    <>
      <span className="card-chip" />
      <bdi className="card-number" dir="ltr">{`•••• •••• •••• ${last4 ?? '••••'}`}</bdi>
    </>
  );
}

function Month({ method }: { readonly method: MethodFace }): ReactNode {
  const texts = useTexts();
  const month = monthOf(method);
  if (month === null) return null;
  return (
    <div>
      <bdi className="card-caption">{texts.validThrough}</bdi>
      <bdi className="card-month" dir="ltr">
        {month}
      </bdi>
    </div>
  );
}

function BrandMark({ method }: { readonly method: MethodFace }): ReactNode {
  if (method.payment_type === 'paypal')
    return (
      <bdi className="brand brand-paypal" dir="ltr">
        <PaypalMark />
        <span>PayPal</span>
      </bdi>
    );
  const brand = method.brand ?? '';
  return (
    <bdi className={`brand brand-${brand}`} dir="ltr">
      {brand === 'mastercard' ? <Discs /> : brand && brandLabel(brand)}
    </bdi>
  );
}

function Discs(): ReactNode {
  return (
    <>
      <span className="disc" />
      <span className="disc" />
    </>
  );
}

function PaypalMark(): ReactNode {
  return (
    <svg viewBox="0 0 24 24" className="paypal-mark" aria-hidden="true">
      {PAYPAL_MARK.map(({ colour, path }) => (
        <path key={colour} d={path} fill={colour} />
      ))}
    </svg>
  );
}

/** A small mark and the last digits, as in a row of a table; screen readers get the name. */
export function Source({ method }: { readonly method: NamedMethod }): ReactNode {
  const texts = useTexts();
  const isWallet = method.payment_type === 'paypal';
  const brand = method.brand ?? '';
  return (
    <span className="source">
      <span className={`mark mark-${isWallet ? 'paypal' : brand}`} aria-hidden="true">
        {isWallet ? <PaypalMark /> : <SmallMark brand={brand} />}
      </span>
      <span className="sr">{texts.nameOf(method)}</span>
      <span className="source-words" aria-hidden="true">
        <bdi dir="ltr" className="source-brand">
          {isWallet ? 'PayPal' : brandLabel(brand || 'card')}
        </bdi>
        <bdi dir="ltr" className="source-digits">
          {isWallet ? method.account_email_masked : `•••• ${method.last4 ?? ''}`}
        </bdi>
      </span>
    </span>
  );
}

function SmallMark({ brand }: { readonly brand: string }): ReactNode {
  if (brand === 'mastercard') return <Discs />;
  return <span>{SHORT[brand] ?? brandLabel(brand).slice(0, 5)}</span>;
}

const SHORT: Readonly<Record<string, string>> = {
  visa: 'VISA',
  amex: 'AMEX',
  diners: 'DINERS',
  discover: 'DISC',
  unionpay: 'UPay',
  jcb: 'JCB',
  mada: 'mada',
};
