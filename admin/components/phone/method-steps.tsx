import type { ReactElement } from 'react';
import { useEffect, useState } from 'react';
import type { PaymentMethodView } from '../../panel-services.js';
import { write } from '../api.js';
import { t, time } from '../boot.js';
import type { Identity } from '../customer/identity.js';
import { IdentityMethods, type IdentityMethod } from '../customer/identity-methods.js';
import { RemoveMethod } from '../customer/remove-method.js';
import { useTask } from '../hooks.js';
import { Button } from '../kit/controls.js';
import { MethodBadge, methodName, MethodSource } from '../kit/method.js';
import { Alarm, Refused } from '../kit/states.js';
import { isUsable } from '../method-rules.js';
import type { Call, StepEnd } from './call-state.js';

export interface StepProps {
  readonly call: Call;
  readonly identity: Identity;
}

const notNeeded = (): StepEnd => ({ how: 'not_needed', text: t('phone.done.notNeeded') });

/** Who is calling; a check that stands is taken as it is. */
export function IdentityStep({ call }: { readonly call: Call }): ReactElement {
  const { customer } = call.scene;
  const [method, setMethod] = useState<IdentityMethod | null>(null);
  const [isMissed, setMissed] = useState(false);
  const check = customer.identity_check;
  useEffect(() => {
    if (check)
      call.end('identity', {
        how: 'done',
        text: t('phone.done.identity', { time: time(check.valid_until) }),
      });
  }, [check?.checked_at]);
  const confirm = useTask(async () => {
    await write('customers', 'verify_identity', { customer_id: customer.id, method });
    call.reload();
  });
  return (
    <>
      <IdentityMethods
        method={method}
        onPick={(picked) => {
          setMethod(picked);
          setMissed(false);
        }}
      />
      {isMissed ? <Alarm>{t('form.choose', { field: t('identity.method') })}</Alarm> : null}
      <Refused error={confirm.error} />
      <Button
        look="primary"
        busy={confirm.busy}
        onClick={() => {
          if (method === null) setMissed(true);
          else void confirm.run();
        }}
      >
        {t('identity.confirm')}
      </Button>
    </>
  );
}

/** Makes the new method the default, or another that can be charged. */
export function DefaultStep({ call, identity }: StepProps): ReactElement {
  const { methods } = call.scene;
  const [wanted, setWanted] = useState(call.added?.id ?? null);
  const chosen = methods.find(({ id }) => id === wanted);
  const others = methods.filter((method) => !method.is_default && isUsable(method));
  const choices = call.added && chosen ? [chosen] : others;
  // Only once it stands so: the next step goes by what is the default then.
  const isDone = chosen?.is_default === true;
  const hasNone = choices.length === 0;
  useEffect(() => {
    if (isDone) call.end('default', doneWith(chosen));
    else if (hasNone) call.end('default', notNeeded());
  }, [isDone, hasNone]);
  const make = useTask(async (method: PaymentMethodView) => {
    await identity.guard(() => write('customers', 'set_default', { id: method.id }));
    setWanted(method.id);
    call.reload();
  });
  return (
    <>
      {choices.map((method) => (
        <Button
          key={method.id}
          look={choices.length === 1 ? 'primary' : 'plain'}
          busy={make.busy}
          onClick={() => void make.run(method)}
        >
          {t('phone.makeDefault', { method: methodName(method) })}
        </Button>
      ))}
      <Refused error={make.error} />
    </>
  );
}

function doneWith(method: PaymentMethodView): StepEnd {
  return { how: 'done', text: t('phone.done.default', { method: methodName(method) }) };
}

/** Deletes what is not needed any more, by the rules of the customer's page. */
export function RemoveStep({ call, identity }: StepProps): ReactElement {
  const { customer, methods } = call.scene;
  const [open, setOpen] = useState<PaymentMethodView | null>(null);
  const old = methods.filter(
    ({ id, is_default: isDefault, status }) => id !== call.added?.id && !isDefault && status !== 'removing',
  );
  const hasNone = old.length === 0;
  useEffect(() => {
    if (hasNone) call.end('remove', { how: 'not_needed', text: t('phone.nothingToDelete') });
  }, [hasNone]);
  return (
    <>
      <ul className="oc-lines">
        {old.map((method) => (
          <li key={method.id} className="oc-phone-method">
            <span className="oc-together">
              <MethodSource method={method} />
              <MethodBadge method={method} />
            </span>
            <Button
              small
              aria-label={t('phone.deleteOne', { method: methodName(method) })}
              onClick={() => {
                setOpen(method);
              }}
            >
              {t('methods.delete')}
            </Button>
          </li>
        ))}
      </ul>
      {open ? (
        <RemoveMethod
          method={open}
          methods={methods}
          customer={customer}
          identity={identity}
          onMakeDefault={async (method) => {
            await identity.guard(() => write('customers', 'set_default', { id: method.id }));
            call.reload();
          }}
          onClose={() => {
            setOpen(null);
          }}
          onDone={() => {
            call.end('remove', {
              how: 'done',
              text: t('phone.done.remove', { method: methodName(open) }),
            });
            call.reload();
          }}
        />
      ) : null}
    </>
  );
}
