import type { KeyboardEvent, ReactElement } from 'react';
import { useEffect, useId, useState } from 'react';
import { Search, X } from 'react-feather';
import type { ListAnswer } from '../../contract.js';
import type { CustomerDetail, CustomerRow } from '../../panel-services.js';
import { read } from '../api.js';
import { t } from '../boot.js';
import { useLoad, type Address } from '../hooks.js';

const TYPING_MS = 300;
const SHOWN = 6;

interface FilterProps {
  readonly field: { readonly key: string };
  readonly address: Address;
}

/** One customer, found by the beginning of the name, e-mail or id; the address keeps the id. */
export function CustomerFilter({ field, address }: FilterProps): ReactElement {
  const id = address.values[field.key];
  const pick = (chosen: string | null): void => {
    address.filter({ [field.key]: chosen });
  };
  return id ? (
    <Chosen
      id={id}
      onClear={() => {
        pick(null);
      }}
    />
  ) : (
    <Find onPick={pick} />
  );
}

function Chosen({ id, onClear }: { readonly id: string; readonly onClear: () => void }): ReactElement {
  const load = useLoad(id, () => read<{ customer: CustomerDetail }>('customers', 'get', { id }));
  const name = load.data?.customer.name ?? '…';
  return (
    <span className="oc-select is-set oc-chosen">
      <span>
        {t('filters.customer_id')}: <bdi>{name}</bdi>
      </span>
      <button
        type="button"
        className="oc-icon-button"
        aria-label={t('filters.clearCustomer')}
        onClick={onClear}
      >
        <X size={15} aria-hidden="true" />
      </button>
    </span>
  );
}

function Find({ onPick }: { readonly onPick: (id: string) => void }): ReactElement {
  const list = useId();
  const [typed, setTyped] = useState('');
  const [asked, setAsked] = useState('');
  useEffect(() => {
    const timer = setTimeout(() => {
      setAsked(typed.trim());
    }, TYPING_MS);
    return () => {
      clearTimeout(timer);
    };
  }, [typed]);
  const load = useLoad(asked, () =>
    asked === '' ? Promise.resolve(null) : read<ListAnswer<CustomerRow>>('customers', 'list', { q: asked }),
  );
  const found = asked === '' ? null : (load.data?.rows.slice(0, SHOWN) ?? null);
  const onKey = (event: KeyboardEvent): void => {
    if (event.key === 'Escape') setTyped('');
    const [only] = found ?? [];
    if (event.key === 'Enter' && only) onPick(only.id);
  };
  return (
    <span className="oc-find-one" onKeyDown={onKey}>
      <label className="oc-search">
        <Search size={16} aria-hidden="true" />
        <input
          type="search"
          value={typed}
          placeholder={t('filters.customer_id')}
          aria-label={t('filters.customer_id')}
          aria-controls={list}
          onChange={(event) => {
            setTyped(event.target.value);
          }}
        />
      </label>
      <ul id={list} className="oc-found" hidden={found === null} aria-label={t('filters.customer_id')}>
        {found?.map((customer) => (
          <li key={customer.id}>
            <button
              type="button"
              onClick={() => {
                onPick(customer.id);
              }}
            >
              <bdi>{customer.name}</bdi>
              <small dir="ltr">{customer.external_id ?? customer.email ?? ''}</small>
            </button>
          </li>
        ))}
        {found?.length === 0 ? <li className="oc-faint">{t('list.noMatch')}</li> : null}
      </ul>
    </span>
  );
}
