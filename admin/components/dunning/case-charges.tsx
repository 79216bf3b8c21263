import type { ReactElement } from 'react';
import { Link } from 'react-router-dom';
import { methodOf } from '../billing/words.js';
import type { CardCaps, CaseAttempt } from '../../panel-dunning.js';
import type { PaymentMethodView } from '../../panel-services.js';
import { date, instant, number, t, word } from '../boot.js';
import { Badge, toneOf } from '../kit/controls.js';
import { MethodSource } from '../kit/method.js';

/** Every charge of a case, the newest first. */
export function Attempts({ attempts }: { readonly attempts: readonly CaseAttempt[] }): ReactElement | null {
  if (attempts.length === 0) return null;
  return (
    <section className="oc-panel">
      <h2>{t('dunning.attempts')}</h2>
      <ol className="oc-steps">
        {attempts.toReversed().map((attempt) => (
          <li key={attempt.id}>
            <div className="oc-subscription-head">
              <MethodSource
                method={methodOf({
                  payment_type: attempt.vendor === 'paypal' ? 'paypal' : 'card',
                  brand: attempt.brand,
                  last4: attempt.last4,
                })}
              />
              <Badge tone={toneOf(attempt.state)}>{word('attempt_state', attempt.state)}</Badge>
            </div>
            {attempt.bucket === null ? null : <p>{word('decline_bucket', attempt.bucket)}</p>}
            <p className="oc-dots oc-small">
              <Link to={`/admin/resources/payments/records/${attempt.payment_id}/show`}>
                <time dateTime={attempt.started_at}>{instant(attempt.started_at)}</time>
              </Link>
              <span>{word('attempt_cause', attempt.cause)}</span>
            </p>
          </li>
        ))}
      </ol>
    </section>
  );
}

interface CapsProps {
  readonly caps: readonly CardCaps[];
  readonly methods: readonly PaymentMethodView[];
}

/** How much each card of the case may still be asked. */
export function Caps({ caps, methods }: CapsProps): ReactElement | null {
  if (caps.length === 0) return null;
  return (
    <section className="oc-panel">
      <h2>{t('dunning.caps')}</h2>
      <p className="oc-note">{t('dunning.capsLead')}</p>
      <ul className="oc-caps">
        {caps.map((one) => (
          <li key={one.payment_method_id}>
            <CardLine caps={one} method={methods.find(({ id }) => id === one.payment_method_id)} />
            {one.most.in_24h === null ? null : (
              <Meter label={t('dunning.cap24h')} used={one.used.in_24h} most={one.most.in_24h} />
            )}
            <Meter label={t('dunning.cap30d')} used={one.used.in_30d} most={one.most.in_30d} />
            {one.most.by_hand_in_30d === one.most.in_30d ? null : (
              <Meter label={t('dunning.capByHand')} used={one.used.in_30d} most={one.most.by_hand_in_30d} />
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}

function CardLine({
  caps,
  method,
}: {
  readonly caps: CardCaps;
  readonly method: PaymentMethodView | undefined;
}): ReactElement {
  const network = caps.network === 'other' ? t('dunning.otherCards') : word('brand', caps.network);
  return (
    <div className="oc-subscription-head">
      {method ? <MethodSource method={method} /> : <span>{network}</span>}
      {caps.free_at === null ? (
        <Badge tone="good">{t('dunning.capFree')}</Badge>
      ) : (
        <Badge tone="bad">{t('dunning.capFull', { day: date(caps.free_at) })}</Badge>
      )}
    </div>
  );
}

function Meter({
  label,
  used,
  most,
}: {
  readonly label: string;
  readonly used: number;
  readonly most: number;
}): ReactElement {
  const share = most === 0 ? 100 : Math.min(100, Math.round((used / most) * 100));
  return (
    <p className="oc-meter">
      <span>{label}</span>
      <span className="oc-bar" aria-hidden="true">
        <span className={share >= 100 ? 'is-full' : undefined} style={{ inlineSize: `${String(share)}%` }} />
      </span>
      <span className="oc-number">{t('dunning.capOf', { used: number(used), most: number(most) })}</span>
    </p>
  );
}
