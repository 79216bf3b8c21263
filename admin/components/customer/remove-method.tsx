import type { ReactElement } from 'react';
import { useState } from 'react';
import { AlertTriangle } from 'react-feather';
import type { CustomerDetail, PaymentMethodView } from '../../panel-services.js';
import { write } from '../api.js';
import { boot, t, word } from '../boot.js';
import { useMay, useTask } from '../hooks.js';
import { Button, Check } from '../kit/controls.js';
import { Dialog } from '../kit/dialog.js';
import { expiryText, methodName } from '../kit/method.js';
import { Refused } from '../kit/states.js';
import { isUsable, obstacleTo } from '../method-rules.js';
import type { Identity } from './identity.js';

interface RemoveProps {
  readonly method: PaymentMethodView;
  readonly methods: readonly PaymentMethodView[];
  readonly customer: CustomerDetail;
  readonly identity: Identity;
  readonly onMakeDefault: (method: PaymentMethodView) => Promise<void>;
  readonly onClose: () => void;
  readonly onDone: (text: string) => void;
}

export function RemoveMethod({
  method,
  methods,
  customer,
  identity,
  onMakeDefault,
  onClose,
  onDone,
}: RemoveProps): ReactElement {
  const [confirmed, setConfirmed] = useState(false);
  const obstacle = obstacleTo(method, methods, { holds: customer.holds, policy: boot.lastMethodPolicy });
  const name = methodName(method);
  const remove = useTask(async () => {
    const call = (): Promise<{ pending: boolean }> =>
      obstacle === 'held'
        ? write('customers', 'force_remove', { id: method.id })
        : write('customers', 'remove', { id: method.id, confirm_last: obstacle === 'last' && confirmed });
    const { pending } = await identity.guard(call);
    onDone(t(pending ? 'methods.removePending' : 'methods.removed', { method: name }));
  });
  return (
    <Dialog
      title={t('methods.removeTitle')}
      onClose={onClose}
      footer={
        <>
          <Button autoFocus onClick={onClose}>
            {t('methods.cancel')}
          </Button>
          <Button
            look="danger"
            busy={remove.busy}
            disabled={obstacle !== 'none' && !confirmed}
            onClick={() => void remove.run()}
          >
            {t('methods.removeButton')}
          </Button>
        </>
      }
    >
      <p>
        {t(method.payment_type === 'paypal' ? 'methods.removePaypal' : 'methods.removeText', {
          method: name,
          expiry: expiryText(method),
          vendor: word('vendor', method.vendor),
        })}
      </p>
      {obstacle === 'default' ? (
        <DefaultFirst method={method} methods={methods} onMakeDefault={onMakeDefault} />
      ) : null}
      {obstacle === 'last' ? (
        <Warning text={t('methods.removeLast')}>
          <Check checked={confirmed} onToggle={setConfirmed}>
            {t('methods.removeLastConfirm')}
          </Check>
        </Warning>
      ) : null}
      {obstacle === 'held' ? (
        <Held customer={customer} confirmed={confirmed} onConfirm={setConfirmed} />
      ) : null}
      <Refused error={remove.error} />
    </Dialog>
  );
}

function DefaultFirst({
  method,
  methods,
  onMakeDefault,
}: Pick<RemoveProps, 'method' | 'methods' | 'onMakeDefault'>): ReactElement {
  return (
    <Warning text={t('methods.removeDefault')}>
      <div className="oc-actions is-start">
        {methods
          .filter((other) => other.id !== method.id && isUsable(other))
          .map((other) => (
            <Button key={other.id} small onClick={() => void onMakeDefault(other)}>
              {t('methods.makeDefaultInstead', { method: methodName(other) })}
            </Button>
          ))}
      </div>
    </Warning>
  );
}

interface HeldProps {
  readonly customer: CustomerDetail;
  readonly confirmed: boolean;
  readonly onConfirm: (confirmed: boolean) => void;
}

function Held({ customer, confirmed, onConfirm }: HeldProps): ReactElement {
  const may = useMay();
  return (
    <Warning
      text={`${t('methods.removeLast')} ${t(customer.holds.length > 0 ? 'methods.removeHeld' : 'methods.removeBlocked')}`}
    >
      <ul>
        {customer.holds.map((hold) => (
          <li key={hold.kind + hold.label}>
            {word('hold', hold.kind)}: <bdi>{hold.label}</bdi>
          </li>
        ))}
      </ul>
      {may('payment_methods:force') ? (
        <Check checked={confirmed} onToggle={onConfirm}>
          {t('methods.removeForce')}
        </Check>
      ) : null}
    </Warning>
  );
}

function Warning({
  text,
  children,
}: {
  readonly text: string;
  readonly children: React.ReactNode;
}): ReactElement {
  return (
    <div className="oc-warning">
      <AlertTriangle size={18} aria-hidden="true" />
      <div>
        <p>{text}</p>
        {children}
      </div>
    </div>
  );
}
