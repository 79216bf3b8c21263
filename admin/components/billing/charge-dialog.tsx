import type { ReactElement } from 'react';
import { useState } from 'react';
import { CreditCard } from 'react-feather';
import type { PaymentRow } from '../../panel-billing.js';
import type { CustomerDetail, MoneyView, PaymentMethodView } from '../../panel-services.js';
import { newKey, read, writeOnce } from '../api.js';
import { money, t } from '../boot.js';
import type { Identity } from '../customer/identity.js';
import { useLoad, useTask, type Load, type Task } from '../hooks.js';
import { Amount } from '../kit/controls.js';
import { FormDialog } from '../kit/form-dialog.js';
import { Alarm, Empty, Loaded, Warning } from '../kit/states.js';
import { ActionLink } from './action-link.js';
import { MethodChoice, usualMethod } from './method-choice.js';
import { declineWords, invoiceName } from './words.js';

/** What is to be charged: an open invoice, a payment that failed, or a top-up of a prepaid balance. */
export type ChargeWish =
  | {
      readonly invoice_id: string;
      readonly money: MoneyView;
      readonly number: string | null;
      readonly subscriptionId: string | null;
    }
  | { readonly payment_id: string; readonly money: MoneyView; readonly number: string | null }
  | {
      readonly subscription_id: string;
      readonly money: MoneyView;
      readonly number: null;
      readonly subscriptionId: string;
      /** Whose balance it fills. */
      readonly service: string;
    };

interface ChargeProps {
  readonly wish: ChargeWish;
  readonly customer: CustomerDetail;
  readonly identity: Identity;
  readonly onClose: () => void;
  /** Something has changed, whether the dialog stays open or not. */
  readonly onChanged: () => void;
  readonly onDone: (text: string) => void;
}

/** Charges with a chosen method and stays to say what became of it; after a decline the same dialog tries another method. */
export function ChargeDialog(props: ChargeProps): ReactElement {
  const { wish, customer, onClose } = props;
  const load = useLoad(customer.id, () =>
    read<{ methods: readonly PaymentMethodView[] }>('customers', 'methods', { customer_id: customer.id }),
  );
  const charge = useCharge(props, load.data?.methods ?? []);
  const { made, chosen } = charge;
  const isOver = made !== null && made.state !== 'declined';
  return (
    <FormDialog
      title={titleOf(wish)}
      submit={isOver || isWithout(load, chosen) ? null : buttonOf(wish, made)}
      cancel={t(isOver ? 'shell.close' : 'form.cancel')}
      task={charge.task}
      isReady={load.data !== null}
      onClose={onClose}
    >
      <What wish={wish} />
      {made ? <Outcome payment={made} /> : null}
      {isOver ? null : <Methods load={load} chosen={chosen} onPick={charge.pick} />}
    </FormDialog>
  );
}

function What({ wish }: { readonly wish: ChargeWish }): ReactElement {
  return (
    <p className="oc-charge-what">
      <strong>
        <Amount money={wish.money} />
      </strong>
      <span>{forWhat(wish)}</span>
    </p>
  );
}

interface Charge {
  readonly chosen: string | null;
  readonly pick: (method: string) => void;
  /** What became of the last try; null before it, and where it went through. */
  readonly made: PaymentRow | null;
  readonly task: Task<[]>;
}

function useCharge(
  { wish: first, customer, identity, onChanged, onDone }: ChargeProps,
  methods: readonly PaymentMethodView[],
): Charge {
  const [picked, setPicked] = useState<string | null>(null);
  const [made, setMade] = useState<PaymentRow | null>(null);
  // One key for each thing that is asked for: a second click on the same is the same.
  const [key, setKey] = useState(newKey);
  const chosen = picked ?? usualMethod(methods, namedBy(first, customer));
  const task = useTask(async () => {
    const wish = made?.state === 'declined' ? { ...first, payment_id: made.id } : first;
    const payment = await identity.guard(() => send(wish, chosen, key));
    setKey(newKey());
    if (payment.state === 'succeeded') {
      onDone(t('payments.paidDone', { amount: money(payment.money) }));
      return;
    }
    setMade(payment);
    onChanged();
  });
  const pick = (method: string): void => {
    setPicked(method);
    setKey(newKey());
  };
  return { chosen, pick, made, task };
}

interface MethodsProps {
  readonly load: Load<{ readonly methods: readonly PaymentMethodView[] }>;
  readonly chosen: string | null;
  readonly onPick: (method: string) => void;
}

function Methods({ load, chosen, onPick }: MethodsProps): ReactElement {
  return (
    <Loaded load={load} skeleton={2}>
      {({ methods }) =>
        methods.length === 0 ? (
          <Empty icon={<CreditCard size={22} />} title={t('methods.empty')} text={t('payments.noMethod')} />
        ) : (
          <MethodChoice methods={methods} value={chosen} onPick={onPick} />
        )
      }
    </Loaded>
  );
}

function isWithout({ data, error }: MethodsProps['load'], chosen: string | null): boolean {
  return error !== null || (data !== null && chosen === null);
}

function titleOf(wish: ChargeWish): string {
  if ('payment_id' in wish) return t('payments.retryTitle');
  return t('service' in wish ? 'prepaid.topUpTitle' : 'payments.payTitle');
}

function buttonOf({ money: amount }: ChargeWish, made: PaymentRow | null): string {
  return made ? t('payments.tryAgain') : t('payments.chargeButton', { amount: money(amount) });
}

function forWhat(wish: ChargeWish): string {
  if ('service' in wish) return t('prepaid.topUpOf', { service: `\u2068${wish.service}\u2069` });
  return wish.number === null ? t('payments.oneOff') : invoiceName(wish.number);
}

function send(wish: ChargeWish, method: string | null, key: string): Promise<PaymentRow> {
  const chosen = method === null ? { key } : { key, payment_method_id: method };
  if ('payment_id' in wish) return writeOnce('payments', 'retry', { ...chosen, payment_id: wish.payment_id });
  if ('invoice_id' in wish) return writeOnce('invoices', 'pay', { ...chosen, invoice_id: wish.invoice_id });
  const { subscription_id, money: amount } = wish;
  return writeOnce('customers', 'top_up', { ...chosen, subscription_id, money: amount });
}

function namedBy(wish: ChargeWish, { subscriptions }: CustomerDetail): string | null {
  if (!('subscriptionId' in wish)) return null;
  return subscriptions.find(({ id }) => id === wish.subscriptionId)?.payment_method_id ?? null;
}

/** What became of a charge that did not simply go through. */
function Outcome({ payment }: { readonly payment: PaymentRow }): ReactElement {
  const { state } = payment;
  if (state === 'declined' || state === 'canceled') {
    const { reason, hint } = declineWords(payment);
    return (
      <Alarm>
        <strong>{t('payments.declined', { reason })}</strong>
        <p>{hint}</p>
      </Alarm>
    );
  }
  return (
    <Warning role="status">
      <p>{t(`payments.became.${state === 'requires_action' || state === 'review' ? state : 'pending'}`)}</p>
      {state === 'requires_action' ? <ActionLink action={payment.next_action ?? null} /> : null}
    </Warning>
  );
}
