import { useState, type FormEvent, type ReactNode } from 'react';
import { announce } from '../announcer.js';
import { api } from '../care-api.js';
import type { AutoRecharge, BalanceState, ListedMethod, Money, Subscription } from '../care-types.js';
import { useTexts } from '../language.js';
import { isUsable } from '../method-words.js';
import { Field, Toggle } from '../ui/fields.js';
import { Action, Notice } from '../ui/parts.js';
import { useAction } from '../use-action.js';
import { amountOf, typedOf } from './amount.js';

const AMOUNTS = ['threshold', 'amount', 'daily_cap'] as const;
type AmountName = (typeof AMOUNTS)[number];
type Typed = Readonly<Record<AmountName, string>>;

const NONE: AutoRecharge = {
  enabled: false,
  threshold: null,
  amount: null,
  daily_cap: null,
  payment_method_id: null,
};

interface AutoRechargeProps {
  readonly subscription: Subscription;
  readonly balance: BalanceState;
  readonly methods: readonly ListedMethod[];
  readonly onSaved: () => Promise<void>;
}

/** When a balance tops itself up, by how much, how often at most, and with what. */
export function AutoRechargeForm({ subscription, balance, methods, onSaved }: AutoRechargeProps): ReactNode {
  const texts = useTexts();
  const words = texts.balance;
  const { currency } = balance.balance;
  const rule = balance.auto_recharge ?? NONE;
  const [isOn, setOn] = useState(rule.enabled);
  const [typed, setTyped] = useState<Typed>({
    threshold: typedOf(rule.threshold),
    amount: typedOf(rule.amount),
    daily_cap: typedOf(rule.daily_cap),
  });
  const [method, setMethod] = useState(rule.payment_method_id ?? '');
  const [isChecked, setChecked] = useState(false);
  const [isSaved, setSaved] = useState(false);
  const action = useAction();
  const amounts = amountsOf(typed, currency);
  const isRight = !isOn || Object.values(amounts).every((amount) => amount !== null);
  const save = (event: FormEvent): void => {
    event.preventDefault();
    setChecked(true);
    setSaved(false);
    if (!isRight) return;
    void action.run(async () => {
      await api.setAutoRecharge(subscription.id, {
        enabled: isOn,
        ...amounts,
        payment_method_id: method === '' ? null : method,
      });
      await onSaved();
      setSaved(true);
      announce(words.saved);
    });
  };
  const labels: Readonly<Record<AmountName, string>> = {
    threshold: words.threshold(currency),
    amount: words.rechargeAmount(currency),
    daily_cap: words.dailyCap(currency),
  };
  return (
    <section className="box">
      <h2>{words.rechargeTitle}</h2>
      <form className="form" onSubmit={save} noValidate>
        <Toggle label={words.enabled} help={words.rechargeHelp} isOn={isOn} onChange={setOn} />
        {isOn && (
          <div className="amounts">
            {AMOUNTS.map((name) => (
              <Field
                key={name}
                label={labels[name]}
                value={typed[name]}
                onChange={(text) => {
                  setTyped({ ...typed, [name]: text });
                }}
                inputMode="decimal"
                isLtr
                error={isChecked && amounts[name] === null ? words.amountWrong(currency) : null}
              />
            ))}
            <MethodSelect methods={methods} value={method} onChange={setMethod} />
          </div>
        )}
        {action.refusal !== null && <Notice tone="danger" title={action.refusal} isAlert />}
        {isSaved && <Notice tone="success" title={words.saved} />}
        {(isOn || rule.enabled) && (
          <Action type="submit" look="quiet" isBusy={action.isBusy}>
            {texts.save}
          </Action>
        )}
      </form>
    </section>
  );
}

function amountsOf(typed: Typed, currency: string): Readonly<Record<AmountName, Money | null>> {
  return {
    threshold: amountOf(typed.threshold, currency),
    amount: amountOf(typed.amount, currency),
    daily_cap: amountOf(typed.daily_cap, currency),
  };
}

function MethodSelect({
  methods,
  value,
  onChange,
}: {
  readonly methods: readonly ListedMethod[];
  readonly value: string;
  readonly onChange: (id: string) => void;
}): ReactNode {
  const texts = useTexts();
  return (
    <label className="field">
      <span>{texts.balance.method}</span>
      <select
        className="input"
        value={value}
        onChange={(event) => {
          onChange(event.target.value);
        }}
      >
        <option value="">{texts.balance.byDefault}</option>
        {methods.filter(isUsable).map((method) => (
          <option key={method.id} value={method.id}>
            {texts.nameOf(method)}
          </option>
        ))}
      </select>
    </label>
  );
}
