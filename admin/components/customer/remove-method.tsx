import type { ReactElement } from 'react';
import { useState } from 'react';
import type { CustomerDetail, PaymentMethodView } from '../../panel-services.js';
import { write } from '../api.js';
import { boot, t, word } from '../boot.js';
import { useMay, useTask } from '../hooks.js';
import { Button, Check } from '../kit/controls.js';
import { FormDialog } from '../kit/form-dialog.js';
import { expiryText, methodName } from '../kit/method.js';
import { Warning } from '../kit/states.js';
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

/** Deletes a method here and at its vendor; says what stands against that first. */
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
  const mayForce = useMay()('payment_methods:force');
  const canSend = obstacle === 'none' || obstacle === 'last' || (obstacle === 'held' && mayForce);
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
    <FormDialog
      danger
      title={t('methods.removeTitle')}
      submit={canSend ? t('methods.removeButton') : null}
      task={remove}
      onClose={onClose}
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
        <Warning>
          <p>{t('methods.removeLast')}</p>
          <Check required checked={confirmed} onToggle={setConfirmed}>
            {t('methods.removeLastConfirm')}
          </Check>
        </Warning>
      ) : null}
      {obstacle === 'held' ? (
        <Held customer={customer} mayForce={mayForce} confirmed={confirmed} onConfirm={setConfirmed} />
      ) : null}
    </FormDialog>
  );
}

function DefaultFirst({
  method,
  methods,
  onMakeDefault,
}: Pick<RemoveProps, 'method' | 'methods' | 'onMakeDefault'>): ReactElement {
  return (
    <Warning>
      <p>{t('methods.removeDefault')}</p>
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
  readonly mayForce: boolean;
  readonly confirmed: boolean;
  readonly onConfirm: (confirmed: boolean) => void;
}

function Held({ customer, mayForce, confirmed, onConfirm }: HeldProps): ReactElement {
  const why = customer.holds.length > 0 ? 'methods.removeHeld' : 'methods.removeBlocked';
  return (
    <Warning>
      <p>
        {t('methods.removeLast')} {t(why)}
      </p>
      <ul>
        {customer.holds.map((hold) => (
          <li key={hold.kind + hold.label}>
            {word('hold', hold.kind)}: <bdi>{hold.label}</bdi>
          </li>
        ))}
      </ul>
      {mayForce ? (
        <Check required checked={confirmed} onToggle={onConfirm}>
          {t('methods.removeForce')}
        </Check>
      ) : null}
    </Warning>
  );
}
