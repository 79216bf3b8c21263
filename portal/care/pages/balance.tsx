import { useState, type FormEvent, type ReactNode } from 'react';
import { api } from '../care-api.js';
import type { BalanceState, LedgerEntry, ListedMethod, Subscription } from '../care-types.js';
import { useLanguage, useTexts } from '../language.js';
import { Field } from '../ui/fields.js';
import { Loaded } from '../ui/loaded.js';
import { Action, Badge, Empty, Money } from '../ui/parts.js';
import { NewsNotice } from '../ui/news-notice.js';
import { usePayment } from '../use-payment.js';
import { useMethods } from '../use-methods.js';
import { useResource } from '../use-resource.js';
import { useOverview } from '../use-session.js';
import { useTitle } from '../use-title.js';
import { isTopUp, topUpLimits } from '../../../src/common/top-up-limits.js';
import { amountOf } from './amount.js';
import { AutoRechargeForm } from './auto-recharge.js';
import { firstChoice, MethodChoice } from './method-choice.js';
import { PaymentSteps, PaymentTrouble } from './payment-steps.js';

/** Prepaid services: what is left, topping up, and topping up by itself. */
export function BalancePage(): ReactNode {
  const { balance } = useTexts();
  const { subscriptions } = useOverview();
  const heading = useTitle(balance.title);
  const prepaid = subscriptions.filter(({ billing_mode }) => billing_mode === 'prepaid');
  return (
    <>
      <h1 ref={heading} tabIndex={-1}>
        {balance.title}
      </h1>
      <NewsNotice />
      {prepaid.length === 0 && <Empty icon="wallet" title={balance.none} body={balance.noneBody} />}
      {prepaid.map((subscription) => (
        <Account key={subscription.id} subscription={subscription} />
      ))}
    </>
  );
}

function Account({ subscription }: { readonly subscription: Subscription }): ReactNode {
  const { version } = useOverview();
  const { list } = useMethods();
  const state = useResource(`balance ${subscription.id}`, version, () => api.balance(subscription.id));
  return (
    <section className="account" aria-label={subscription.name}>
      <Loaded resource={state}>
        {(balance) => (
          <Loaded resource={list}>
            {({ data: methods }) => (
              <div className="account-parts">
                <div className="account-side">
                  <Current subscription={subscription} balance={balance} />
                  <TopUp subscription={subscription} balance={balance} methods={methods} />
                </div>
                <div className="account-side">
                  <AutoRechargeForm
                    subscription={subscription}
                    balance={balance}
                    methods={methods}
                    onSaved={state.reload}
                  />
                  <Ledger subscription={subscription} balance={balance} />
                </div>
              </div>
            )}
          </Loaded>
        )}
      </Loaded>
    </section>
  );
}

function Current({
  subscription,
  balance,
}: {
  readonly subscription: Subscription;
  readonly balance: BalanceState;
}): ReactNode {
  const { texts } = useLanguage();
  const isSuspended = subscription.state === 'suspended';
  return (
    <div className="plan">
      <p className="plan-head">
        <bdi>{subscription.name}</bdi>
        {isSuspended && <Badge tone="danger">{texts.overview.states.suspended}</Badge>}
      </p>
      <p className="muted">{texts.balance.current}</p>
      <p className="plan-price">
        <Money value={balance.balance} />
      </p>
    </div>
  );
}

/** An amount that is none, or one that cannot be topped up at once. */
type AmountFault = 'none' | 'beyond';

function faultOf(typed: Parameters<typeof isTopUp>[0] | null): AmountFault | null {
  if (typed === null) return 'none';
  return isTopUp(typed) ? null : 'beyond';
}

interface AmountFieldProps {
  readonly currency: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly wrong: AmountFault | null;
}

function AmountField({ currency, value, onChange, wrong }: AmountFieldProps): ReactNode {
  const { texts, money } = useLanguage();
  const { least, most } = topUpLimits(currency);
  const ends = [money(least), money(most)] as const;
  const errors = { none: texts.balance.amountWrong(currency), beyond: texts.balance.amountBeyond(...ends) };
  return (
    <Field
      label={texts.balance.amount(currency)}
      value={value}
      onChange={onChange}
      inputMode="decimal"
      isLtr
      help={texts.balance.amountLimits(...ends)}
      error={wrong && errors[wrong]}
    />
  );
}

interface TopUpProps {
  readonly subscription: Subscription;
  readonly balance: BalanceState;
  readonly methods: readonly ListedMethod[];
}

function TopUp({ subscription, balance, methods }: TopUpProps): ReactNode {
  const { texts, money } = useLanguage();
  const { currency } = balance.balance;
  const run = usePayment();
  const [amount, setAmount] = useState('');
  const [isWrong, setWrong] = useState(false);
  const [wish, setWish] = useState<string | null>(null);
  const chosen = wish ?? firstChoice(methods);
  const typed = amountOf(amount, currency);
  const fault = faultOf(typed);
  const pay = (event: FormEvent): void => {
    event.preventDefault();
    setWrong(fault !== null);
    if (typed && fault === null) void run.start((key) => api.topUp(subscription.id, typed, chosen, key));
  };
  const isOpen = run.step === 'idle' || run.step === 'declined' || run.step === 'failed';
  return (
    <section className="box">
      <h2>{texts.balance.topUpTitle}</h2>
      {isOpen ? (
        <form className="form" onSubmit={pay} noValidate>
          <PaymentTrouble run={run} />
          {chosen !== null && (
            <AmountField
              currency={currency}
              value={amount}
              onChange={setAmount}
              wrong={isWrong ? fault : null}
            />
          )}
          <MethodChoice methods={methods} value={chosen} onChange={setWish} />
          {chosen !== null && (
            <Action type="submit">
              {typed ? texts.balance.topUp(money(typed)) : texts.balance.topUpPlain}
            </Action>
          )}
        </form>
      ) : (
        <PaymentSteps
          run={run}
          done={{ title: texts.balance.credited, body: texts.balance.creditedBody }}
          onFinish={() => {
            setAmount('');
            run.reset();
          }}
        />
      )}
    </section>
  );
}

function Ledger({
  subscription,
  balance,
}: {
  readonly subscription: Subscription;
  readonly balance: BalanceState;
}): ReactNode {
  const texts = useTexts();
  const [older, setOlder] = useState<readonly LedgerEntry[]>([]);
  const [next, setNext] = useState<string | null | undefined>(undefined);
  const cursor = next === undefined ? balance.next_cursor : next;
  const more = async (): Promise<void> => {
    if (cursor === null) return;
    const page = await api.ledger(subscription.id, cursor).catch(() => null);
    if (!page) return;
    setOlder([...older, ...page.data]);
    setNext(page.next_cursor);
  };
  const entries = [...balance.ledger, ...older];
  return (
    <section className="box">
      <h2>{texts.balance.ledger}</h2>
      {entries.length === 0 ? (
        <p className="muted">{texts.balance.emptyLedger}</p>
      ) : (
        <ul className="rows ledger">
          {entries.map((entry) => (
            <Entry key={`${entry.at} ${String(entry.balance_after.amount)}`} entry={entry} />
          ))}
        </ul>
      )}
      {cursor !== null && (
        <Action look="quiet" onPress={() => void more()}>
          {texts.more}
        </Action>
      )}
    </section>
  );
}

function Entry({ entry }: { readonly entry: LedgerEntry }): ReactNode {
  const { texts, instant, change } = useLanguage();
  const kinds: Readonly<Partial<Record<string, string>>> = texts.balance.kinds;
  return (
    <li className="entry">
      <span>
        {kinds[entry.kind] ?? entry.kind}
        <span className="muted small">
          <bdi>{instant(entry.at)}</bdi>
        </span>
      </span>
      <span className={`entry-amount${entry.money.amount > 0 ? ' plus' : ''}`}>
        <bdi className="money">{change(entry.money)}</bdi>
        <span className="muted small">
          {texts.balance.columns.after} <Money value={entry.balance_after} />
        </span>
      </span>
    </li>
  );
}
