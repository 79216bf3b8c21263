import type { ReactElement } from 'react';
import { useState } from 'react';
import type { BalanceView } from '../../panel-prepaid.js';
import type { CustomerDetail, MoneyView, PaymentMethodView, SubscriptionView } from '../../panel-services.js';
import { read, write } from '../api.js';
import { t } from '../boot.js';
import type { Identity } from '../customer/identity.js';
import { useLoad, useTask } from '../hooks.js';
import { Check, Select } from '../kit/controls.js';
import { FormDialog } from '../kit/form-dialog.js';
import { methodName } from '../kit/method.js';
import { isUsable } from '../method-rules.js';
import { MoneyField } from './money-field.js';
import { amountIn, amountText } from './typed-amount.js';

interface Props {
  readonly balance: BalanceView;
  readonly subscription: SubscriptionView;
  readonly customer: CustomerDetail;
  readonly identity: Identity;
  readonly onClose: () => void;
  readonly onDone: (text: string) => void;
}

const FIELDS = ['threshold', 'amount', 'daily_cap'] as const;
type Field = (typeof FIELDS)[number];

/** At which balance it recharges itself, by how much, how much a day at most, and with which method. */
export function RechargeDialog(props: Props): ReactElement {
  const { balance, subscription, identity, onClose, onDone } = props;
  const { currency } = balance.balance;
  const before = balance.auto_recharge;
  const [enabled, setEnabled] = useState(true);
  const [method, setMethod] = useState(before.payment_method_id ?? '');
  const [typed, setTyped] = useState(() => startingFrom(balance, subscription));
  const most = { amount: Number.MAX_SAFE_INTEGER, currency };
  const amounts = Object.fromEntries(FIELDS.map((field) => [field, amountIn(typed[field], most)])) as Record<
    Field,
    MoneyView | null
  >;
  const isTooLow = (amounts.daily_cap?.amount ?? 0) < (amounts.amount?.amount ?? 0);
  const save = useTask(async () => {
    const wish = enabled ? { enabled, ...amounts, payment_method_id: method || null } : { enabled };
    await identity.guard(() => write('customers', 'recharge', { subscription_id: subscription.id, ...wish }));
    onDone(t(enabled ? 'prepaid.rechargeSaved' : 'prepaid.rechargeStopped'));
  });
  return (
    <FormDialog title={t('prepaid.recharge')} submit={t('methods.save')} task={save} onClose={onClose}>
      <Check checked={enabled} onToggle={setEnabled}>
        {t('prepaid.rechargeItself')}
      </Check>
      {enabled
        ? FIELDS.map((field) => (
            <MoneyField
              key={field}
              label={t(`prepaid.fields.${field}`, { currency })}
              hint={t(`prepaid.hints.${field}`)}
              typed={typed[field]}
              fault={
                amounts[field] === null || (field === 'daily_cap' && isTooLow) ? t('prepaid.amountBad') : null
              }
              onType={(value) => {
                setTyped({ ...typed, [field]: value });
              }}
            />
          ))
        : null}
      {enabled ? <Method customer={props.customer} value={method} onPick={setMethod} /> : null}
    </FormDialog>
  );
}

interface MethodProps {
  readonly customer: CustomerDetail;
  readonly value: string;
  readonly onPick: (id: string) => void;
}

function Method({ customer, value, onPick }: MethodProps): ReactElement {
  const load = useLoad(customer.id, () =>
    read<{ methods: readonly PaymentMethodView[] }>('customers', 'methods', { customer_id: customer.id }),
  );
  const usable = (load.data?.methods ?? []).filter((each) => isUsable(each) || each.id === value);
  return (
    <Select
      label={t('prepaid.with')}
      value={value}
      options={[
        { value: '', label: t('prepaid.usualMethod') },
        ...usable.map((each) => ({ value: each.id, label: methodName(each) })),
      ]}
      onPick={onPick}
    />
  );
}

function startingFrom(
  { balance, auto_recharge: recharge }: BalanceView,
  { price }: SubscriptionView,
): Record<Field, string> {
  const of = (given: MoneyView | null, periods: number): string =>
    amountText(given ?? { amount: Math.max(1, price.amount) * periods, currency: balance.currency });
  return {
    threshold: of(recharge.threshold, 1),
    amount: of(recharge.amount, 1),
    daily_cap: of(recharge.daily_cap, 2),
  };
}
