import type { ReactElement } from 'react';
import { useState } from 'react';
import { Check, CreditCard, Plus, Send, Shield } from 'react-feather';
import type { CustomerDetail, PaymentMethodView } from '../../panel-services.js';
import { read, write } from '../api.js';
import { PrepaidBalances } from '../billing/prepaid-balances.js';
import { CustomerMoney } from '../billing/customer-money.js';
import { date, t, time } from '../boot.js';
import { useLoad, useMay, useSay, useTask } from '../hooks.js';
import { Button } from '../kit/controls.js';
import { Menu, type MenuItem } from '../kit/menu.js';
import { Expiry, MethodBadge, methodName, MethodSource } from '../kit/method.js';
import { Empty, Loaded, Refused } from '../kit/states.js';
import { Table } from '../kit/table.js';
import { isUsable } from '../method-rules.js';
import { AddMethod } from './add-method.js';
import { useIdentity, type Identity } from './identity.js';
import { RemoveMethod } from './remove-method.js';
import { RenameMethod } from './rename-method.js';

interface BillingProps {
  readonly customer: CustomerDetail;
  readonly onChanged: () => void;
}

type Open =
  { readonly what: 'add' } | { readonly what: 'rename' | 'remove'; readonly method: PaymentMethodView };

/** A customer's payment methods and what can be done with them, and what he owes and has paid. */
export function Billing({ customer, onChanged }: BillingProps): ReactElement {
  const mayChange = useMay()('payment_methods:write');
  const say = useSay();
  const [open, setOpen] = useState<Open | null>(null);
  const load = useLoad(customer.id, () =>
    read<{ methods: readonly PaymentMethodView[] }>('customers', 'methods', { customer_id: customer.id }),
  );
  const identity = useIdentity(customer, onChanged);
  const told = (text: string): void => {
    say(text);
    load.reload();
    onChanged();
  };
  const makeDefault = useTask(async (method: PaymentMethodView) => {
    await identity.guard(() => write('customers', 'set_default', { id: method.id }));
    told(t('methods.defaultChanged', { method: methodName(method) }));
  });
  // The form is opened for somebody known: two dialogs at once would leave the caller waiting behind the second.
  const add = async (): Promise<void> => {
    if (await identity.confirmed()) setOpen({ what: 'add' });
  };
  const items = (method: PaymentMethodView): MenuItem[] =>
    mayChange ? itemsOf(method, setOpen, makeDefault.run) : [];
  return (
    <>
      <section className="oc-panel" aria-busy={load.loading}>
        <div className="oc-panel-head">
          <div>
            <h2>{t('methods.title')}</h2>
            <p>{t('methods.lead')}</p>
          </div>
          <div className="oc-actions">
            <SendLink customer={customer} />
            {mayChange ? (
              <Button look="primary" icon={<Plus size={16} aria-hidden="true" />} onClick={() => void add()}>
                {t('methods.add')}
              </Button>
            ) : null}
          </div>
        </div>
        <IdentityLine customer={customer} identity={identity} />
        <Refused error={makeDefault.error} />
        <Loaded load={load} skeleton={3}>
          {({ methods }) => (
            <>
              {methods.length > 0 ? <MethodsTable methods={methods} itemsOf={items} /> : <NoMethods />}
              <Dialogs
                open={open}
                methods={methods}
                customer={customer}
                identity={identity}
                onMakeDefault={makeDefault.run}
                onClose={() => {
                  setOpen(null);
                }}
                onDone={(text) => {
                  setOpen(null);
                  told(text);
                }}
              />
            </>
          )}
        </Loaded>
        {identity.dialog}
      </section>
      <PrepaidBalances customer={customer} identity={identity} onChanged={onChanged} />
      <CustomerMoney customer={customer} identity={identity} onChanged={onChanged} />
    </>
  );
}

interface DialogsProps {
  readonly open: Open | null;
  readonly methods: readonly PaymentMethodView[];
  readonly customer: CustomerDetail;
  readonly identity: Identity;
  readonly onMakeDefault: (method: PaymentMethodView) => Promise<void>;
  readonly onClose: () => void;
  readonly onDone: (text: string) => void;
}

function Dialogs({ open, ...rest }: DialogsProps): ReactElement | null {
  if (!open) return null;
  if (open.what === 'add') return <AddMethod {...rest} />;
  if (open.what === 'rename') {
    return <RenameMethod method={open.method} onClose={rest.onClose} onDone={rest.onDone} />;
  }
  const fresh = rest.methods.find((method) => method.id === open.method.id);
  return <RemoveMethod method={fresh ?? open.method} {...rest} />;
}

function NoMethods(): ReactElement {
  return <Empty icon={<CreditCard size={22} />} title={t('methods.empty')} text={t('methods.emptyText')} />;
}

function itemsOf(
  method: PaymentMethodView,
  open: (what: Open) => void,
  makeDefault: (method: PaymentMethodView) => Promise<void>,
): MenuItem[] {
  return [
    {
      label: t('methods.setDefault'),
      disabled: method.is_default || !isUsable(method),
      onPick: () => void makeDefault(method),
    },
    {
      label: t('methods.rename'),
      onPick: () => {
        open({ what: 'rename', method });
      },
    },
    {
      label: t('methods.delete'),
      danger: true,
      disabled: method.status === 'removing',
      onPick: () => {
        open({ what: 'remove', method });
      },
    },
  ];
}

interface TableProps {
  readonly methods: readonly PaymentMethodView[];
  readonly itemsOf: (method: PaymentMethodView) => MenuItem[];
}

function MethodsTable({ methods, itemsOf: items }: TableProps): ReactElement {
  return (
    <Table
      className="oc-methods"
      heads={[
        t('methods.nickname'),
        t('methods.source'),
        t('methods.expiry'),
        t('methods.added'),
        t('methods.default'),
        { hidden: t('list.actions') },
      ]}
    >
      {methods.map((method) => (
        <MethodRow key={method.id} method={method} items={items(method)} />
      ))}
    </Table>
  );
}

function MethodRow({
  method,
  items,
}: {
  readonly method: PaymentMethodView;
  readonly items: MenuItem[];
}): ReactElement {
  return (
    <tr className={isUsable(method) ? undefined : 'is-dim'}>
      <td data-label={t('methods.nickname')}>
        {method.nickname ? (
          <bdi>{method.nickname}</bdi>
        ) : (
          <span className="oc-faint">{t('methods.noNickname')}</span>
        )}
        {method.name ? <small>{method.name}</small> : null}
      </td>
      <td data-label={t('methods.source')}>
        <MethodSource method={method} />
      </td>
      <td data-label={t('methods.expiry')}>
        <span className="oc-together">
          <Expiry method={method} />
          <MethodBadge method={method} />
        </span>
      </td>
      <td data-label={t('methods.added')}>{date(method.created_at)}</td>
      <td data-label={t('methods.default')}>
        {method.is_default ? (
          <span
            className="oc-default"
            role="img"
            aria-label={t('methods.isDefault')}
            title={t('methods.isDefault')}
          >
            <Check size={15} strokeWidth={3} aria-hidden="true" />
          </span>
        ) : null}
      </td>
      <td className="oc-row-menu">
        {items.length > 0 ? (
          <Menu label={t('methods.actionsFor', { method: methodName(method) })} items={items} />
        ) : null}
      </td>
    </tr>
  );
}

function SendLink({ customer }: { readonly customer: CustomerDetail }): ReactElement | null {
  const may = useMay();
  const say = useSay();
  const send = useTask(async () => {
    const { expires_at: until } = await write<{ expires_at: string }>('customers', 'send_link', {
      customer_id: customer.id,
    });
    say(t('secureLink.done', { email: customer.email ?? '', day: date(until) }));
  });
  if (!may('secure_links:write')) return null;
  return (
    <>
      <Button
        busy={send.busy}
        disabled={customer.email === null}
        title={customer.email === null ? t('secureLink.noEmail') : undefined}
        icon={<Send size={15} aria-hidden="true" className="oc-mirror" />}
        onClick={() => void send.run()}
      >
        {t('secureLink.send')}
      </Button>
      <Refused error={send.error} />
    </>
  );
}

function IdentityLine({
  customer,
  identity,
}: {
  readonly customer: CustomerDetail;
  readonly identity: Identity;
}): ReactElement | null {
  const may = useMay();
  if (!may('identity_checks:write')) return null;
  const check = customer.identity_check;
  return (
    <p className={`oc-identity${check ? ' is-valid' : ''}`}>
      <Shield size={15} aria-hidden="true" />
      <span>{check ? t('identity.valid', { time: time(check.valid_until) }) : t('identity.none')}</span>
      {check ? null : (
        <button type="button" className="oc-link" onClick={identity.ask}>
          {t('identity.check')}
        </button>
      )}
    </p>
  );
}
