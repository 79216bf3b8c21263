import type { ReactElement } from 'react';
import { useEffect, useRef, useState } from 'react';
import { Plus } from 'react-feather';
import { useLocation } from 'react-router-dom';
import type { BalanceView } from '../../panel-prepaid.js';
import type { CustomerDetail, SubscriptionView } from '../../panel-services.js';
import { read } from '../api.js';
import { date, day, instant, money, t } from '../boot.js';
import type { Identity } from '../customer/identity.js';
import { useLoad, useMay, useSay } from '../hooks.js';
import { Amount, Button } from '../kit/controls.js';
import { Loaded } from '../kit/states.js';
import { ChargeDialog } from './charge-dialog.js';
import { Ledger } from './ledger.js';
import { RechargeDialog } from './recharge-dialog.js';
import { TopUpAmount } from './top-up-amount.js';

interface Props {
  readonly customer: CustomerDetail;
  readonly identity: Identity;
  readonly onChanged: () => void;
}

/** The balance of each prepaid service: what moved it, topping it up, and how it recharges itself. */
export function PrepaidBalances(props: Props): ReactElement | null {
  const may = useMay();
  const { hash } = useLocation();
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (hash === '#prepaid') place.current?.scrollIntoView({ block: 'start' });
  }, [hash]);
  const prepaid = props.customer.subscriptions.filter(({ billing_mode: mode }) => mode === 'prepaid');
  if (prepaid.length === 0 || !may('ledger:read')) return null;
  return (
    <div id="prepaid" className="oc-anchor" ref={place}>
      {prepaid.map((subscription) => (
        <Balance key={subscription.id} subscription={subscription} {...props} />
      ))}
    </div>
  );
}

interface BalanceProps extends Props {
  readonly subscription: SubscriptionView;
}

type Open = { readonly what: 'amount' | 'recharge' } | { readonly what: 'charge'; readonly amount: number };

const ENDED = ['terminated', 'expired'];

function Balance(props: BalanceProps): ReactElement {
  const { subscription } = props;
  const may = useMay();
  const [open, setOpen] = useState<Open | null>(null);
  const [turn, setTurn] = useState(0);
  const load = useLoad(subscription.id, () =>
    read<BalanceView>('customers', 'balance', { subscription_id: subscription.id }),
  );
  const changed = (): void => {
    load.reload();
    setTurn((before) => before + 1);
    props.onChanged();
  };
  const isOver = ENDED.includes(subscription.state);
  return (
    <section className="oc-panel" aria-busy={load.loading}>
      <div className="oc-panel-head">
        <div>
          <h2>{t('prepaid.title', { service: `\u2068${subscription.name}\u2069` })}</h2>
          <p>{t('prepaid.lead')}</p>
        </div>
        <div className="oc-actions">
          {may('ledger:write') && !isOver ? (
            <Button
              onClick={() => {
                setOpen({ what: 'recharge' });
              }}
            >
              {t('prepaid.recharge')}
            </Button>
          ) : null}
          {may('payments:write') && !isOver ? (
            <Button
              look="primary"
              icon={<Plus size={16} aria-hidden="true" />}
              onClick={() => {
                setOpen({ what: 'amount' });
              }}
            >
              {t('prepaid.topUp')}
            </Button>
          ) : null}
        </div>
      </div>
      <Loaded load={load} skeleton={2}>
        {(balance) => (
          <>
            <Standing balance={balance} />
            <Ledger subscriptionId={subscription.id} turn={turn} />
            <Dialogs {...props} open={open} balance={balance} onOpen={setOpen} onChanged={changed} />
          </>
        )}
      </Loaded>
    </section>
  );
}

function Standing({ balance: view }: { readonly balance: BalanceView }): ReactElement {
  const { balance, auto_recharge: recharge, renewal_waiting: waiting } = view;
  return (
    <div className="oc-balance">
      <strong className={balance.amount <= 0 ? 'is-bad' : undefined}>
        <Amount money={balance} />
      </strong>
      <div>
        <p>{rechargeText(view)}</p>
        {recharge.enabled && recharge.next_attempt_at !== null ? (
          <p className="oc-note">{t('prepaid.next', { time: instant(recharge.next_attempt_at) })}</p>
        ) : null}
        {recharge.enabled && recharge.refusals > 0 ? (
          <p className="oc-bad-text">{t('prepaid.refusals', { count: recharge.refusals })}</p>
        ) : null}
        {waiting ? (
          <p className="oc-bad-text">
            {t('prepaid.waiting', {
              day: day(waiting.due_on),
              price: money(waiting.price),
              end: date(waiting.expires_at),
            })}
          </p>
        ) : null}
      </div>
    </div>
  );
}

function rechargeText({ auto_recharge: recharge }: BalanceView): string {
  const { enabled, threshold, amount, daily_cap: cap } = recharge;
  if (!enabled || !threshold || !amount || !cap) return t('prepaid.rechargeOff');
  return t('prepaid.rechargeOn', { amount: money(amount), threshold: money(threshold), cap: money(cap) });
}

interface DialogsProps extends BalanceProps {
  readonly open: Open | null;
  readonly balance: BalanceView;
  readonly onOpen: (open: Open | null) => void;
}

function Dialogs(props: DialogsProps): ReactElement | null {
  const { open, subscription, customer, identity, balance, onOpen, onChanged } = props;
  const say = useSay();
  const close = (): void => {
    onOpen(null);
  };
  const done = (text: string): void => {
    close();
    say(text);
    onChanged();
  };
  if (open?.what === 'amount')
    return (
      <TopUpAmount
        subscription={subscription}
        currency={balance.balance.currency}
        onClose={close}
        onNext={(amount) => {
          onOpen({ what: 'charge', amount });
        }}
      />
    );
  if (open?.what === 'recharge')
    return (
      <RechargeDialog
        balance={balance}
        subscription={subscription}
        customer={customer}
        identity={identity}
        onClose={close}
        onDone={done}
      />
    );
  if (open?.what !== 'charge') return null;
  const wish = {
    subscription_id: subscription.id,
    subscriptionId: subscription.id,
    service: subscription.name,
    number: null,
    money: { amount: open.amount, currency: balance.balance.currency },
  };
  return (
    <ChargeDialog
      wish={wish}
      customer={customer}
      identity={identity}
      onClose={close}
      onChanged={onChanged}
      onDone={done}
    />
  );
}
