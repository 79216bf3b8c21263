import type { ReactElement } from 'react';
import { useEffect, useState } from 'react';
import type { PaymentRow } from '../../panel-billing.js';
import type { CaseDetail } from '../../panel-dunning.js';
import type { MoneyView } from '../../panel-services.js';
import { newKey, writeOnce } from '../api.js';
import { MethodChoice, usualMethod } from '../billing/method-choice.js';
import { methodOf } from '../billing/words.js';
import { money, t } from '../boot.js';
import { Outcome } from '../dunning/retry-dialog.js';
import { aboutOf } from '../dunning/words.js';
import { useTask, type Task } from '../hooks.js';
import { Button } from '../kit/controls.js';
import { methodName } from '../kit/method.js';
import { Refused } from '../kit/states.js';
import type { Call, CallScene } from './call-state.js';
import type { StepProps } from './method-steps.js';

const LOOK_EVERY_MS = 1_500;
const LOOKS = 6;

interface Tried {
  readonly state: string;
  readonly bucket: string | null;
  readonly brand: string | null;
  readonly last4: string | null;
  readonly vendor: string;
}

interface Charge {
  readonly owed: MoneyView | null;
  readonly isNothing: boolean;
  readonly isLooking: boolean;
  readonly chosen: string | null;
  readonly pick: (method: string) => void;
  /** What became of the last try, where it did not go through. */
  readonly last: Tried | null;
  readonly task: Task<[]>;
}

/** Takes what is owed. A new default is charged by itself within seconds, which is waited for before anybody charges by hand. */
export function ChargeStep({ call, identity }: StepProps): ReactElement {
  const charge = useCharge(call, identity);
  const { dunning, invoice, methods } = call.scene;
  const { owed, isNothing, last, chosen, task } = charge;
  if (charge.isLooking)
    return (
      <p role="status" className="oc-phone-wait">
        <span className="oc-spinner" aria-hidden="true" />
        {t('phone.charging')}
      </p>
    );
  if (!owed || isNothing) return <p>{t('phone.nothingOwed')}</p>;
  return (
    <>
      <p>
        {t('phone.chargeOf', { what: dunning ? aboutOf(dunning) : (invoice?.number ?? '') })}:{' '}
        <strong>{money(owed)}</strong>
      </p>
      {last ? <Outcome attempt={last} /> : null}
      <MethodChoice methods={methods} value={chosen} onPick={charge.pick} />
      <Refused error={task.error} />
      <Button look="primary" busy={task.busy} disabled={chosen === null} onClick={() => void task.run()}>
        {t('phone.charge', { amount: money(owed) })}
      </Button>
    </>
  );
}

function useCharge(call: Call, identity: StepProps['identity']): Charge {
  const { dunning, methods } = call.scene;
  const owed = owedIn(call.scene);
  const isDefault = methods.some(({ id, is_default: is }) => id === call.added?.id && is);
  const [isLooking, setLooking] = useState(isDefault && dunning !== null);
  const [last, setLast] = useState<Tried | null>(null);
  const [picked, setPicked] = useState<string | null>(null);
  const [key, setKey] = useState(newKey);
  const chosen = picked ?? call.added?.id ?? usualMethod(methods, null);
  const settled = (amount: MoneyView, tried: Tried | null): void => {
    if (!call.paid) endPaid(call, amount, tried);
    call.reload();
  };
  useLooks(isLooking ? call.reload : null, () => {
    setLooking(false);
  });
  const isNothing = owed === null || owed.amount === 0;
  useSettled(call, isNothing, settled);
  const task = useTask(async () => {
    const method = chosen === null ? {} : { payment_method_id: chosen };
    const tried = await identity.guard(() => chargeOnce(call, { key, ...method }));
    setKey(newKey());
    if (tried?.state === 'succeeded' && owed) settled(owed, tried);
    else setLast(tried);
  });
  const pick = (method: string): void => {
    setPicked(method);
    setKey(newKey());
  };
  return { owed, isNothing, isLooking, chosen, pick, last, task };
}

/** Ends the step when what was owed has been paid by itself, or when nothing ever was. */
function useSettled(
  call: Call,
  isNothing: boolean,
  settled: (amount: MoneyView, tried: Tried | null) => void,
): void {
  const { dunning } = call.scene;
  const before = owedIn(call.before);
  const isPaid = dunning?.state === 'recovered';
  useEffect(() => {
    if (isPaid && before && before.amount > 0) settled(before, dunning.attempts.at(-1) ?? null);
    else if (isNothing) call.end('retry', { how: 'not_needed', text: t('phone.nothingOwed') });
  }, [isPaid, isNothing]);
}

async function chargeOnce(
  { scene: { dunning, invoice } }: Call,
  wish: { readonly key: string; readonly payment_method_id?: string },
): Promise<Tried | null> {
  if (dunning) {
    const after = await writeOnce<CaseDetail>('dunning-cases', 'retry', { ...wish, id: dunning.id });
    return after.attempts.at(-1) ?? null;
  }
  if (!invoice) return null;
  const payment = await writeOnce<PaymentRow>('invoices', 'pay', { ...wish, invoice_id: invoice.id });
  const last = payment.attempts.at(-1);
  return last ? { ...last, bucket: last.decline?.bucket ?? null } : null;
}

function endPaid(call: Call, owed: MoneyView, tried: Tried | null): void {
  const amount = money(owed);
  const method = tried
    ? methodName(
        methodOf({
          payment_type: tried.vendor === 'paypal' ? 'paypal' : 'card',
          brand: tried.brand,
          last4: tried.last4,
        }),
      )
    : '';
  call.setPaid({ amount, method });
  call.end('retry', { how: 'done', text: t('phone.done.retry', { amount }) });
}

function owedIn({ dunning, invoice }: CallScene): MoneyView | null {
  return dunning ? dunning.owed : (invoice?.total ?? null);
}

/** Looks again some times whether what is owed was paid by itself; null: not now. */
function useLooks(look: (() => void) | null, onGivenUp: () => void): void {
  const isOn = look !== null;
  useEffect(() => {
    if (!look) return undefined;
    let left = LOOKS;
    const timer = setInterval(() => {
      left -= 1;
      if (left === 0) onGivenUp();
      else look();
    }, LOOK_EVERY_MS);
    return () => {
      clearInterval(timer);
    };
  }, [isOn]);
}
