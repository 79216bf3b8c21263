import type { ReactElement } from 'react';
import { useEffect, useRef, useState } from 'react';
import { Search, X } from 'react-feather';
import type { TextKey } from '../../locale/translate.js';
import type { FilterField } from '../../resources/list-view.js';
import { t, word } from '../boot.js';
import type { Address } from '../hooks.js';
import { Button, Select } from '../kit/controls.js';
import { DayField } from '../kit/day-field.js';
import { CustomerFilter } from './customer-filter.js';

const TYPING_MS = 300;

/** The filters of a list; each change goes into the address. */
export function Filters({
  fields,
  address,
}: {
  readonly fields: readonly FilterField[];
  readonly address: Address;
}): ReactElement | null {
  if (fields.length === 0) return null;
  const set = fields.filter((field) => address.values[field.key]);
  return (
    <div className="oc-filters" role="search">
      {fields.map((field) => drawField(field, address))}
      {set.length > 0 ? (
        <Button
          look="quiet"
          small
          icon={<X size={15} aria-hidden="true" />}
          onClick={() => {
            address.filter(Object.fromEntries(fields.map((field) => [field.key, null])));
          }}
        >
          {t('list.clear')}
        </Button>
      ) : null}
    </div>
  );
}

function drawField(field: FilterField, address: Address): ReactElement {
  const Field = {
    choice: ChoiceFilter,
    customer: CustomerFilter,
    day: DayFilter,
    search: TypedFilter,
    text: TypedFilter,
  }[field.kind];
  return <Field key={field.key} field={field} address={address} />;
}

interface FieldProps {
  readonly field: FilterField;
  readonly address: Address;
}

function ChoiceFilter({ field, address }: FieldProps): ReactElement {
  const options = (field.values ?? []).map((value) => ({
    value,
    label: word(field.vocabulary ?? '', value),
  }));
  return (
    <Select
      label={labelOf(field)}
      value={address.values[field.key] ?? ''}
      options={[{ value: '', label: t('list.all') }, ...options]}
      onPick={(value) => {
        address.filter({ [field.key]: value });
      }}
    />
  );
}

function DayFilter({ field, address }: FieldProps): ReactElement {
  return (
    <DayField
      label={labelOf(field)}
      value={address.values[field.key] ?? ''}
      onPick={(value) => {
        address.filter({ [field.key]: value });
      }}
    />
  );
}

function TypedFilter({ field, address }: FieldProps): ReactElement {
  const inAddress = address.values[field.key] ?? '';
  const [typed, setTyped] = useState(inAddress);
  const timer = useRef<ReturnType<typeof setTimeout> | null>(null);
  useEffect(() => {
    setTyped(inAddress);
  }, [inAddress]);
  const type = (value: string): void => {
    setTyped(value);
    if (timer.current) clearTimeout(timer.current);
    timer.current = setTimeout(() => {
      address.filter({ [field.key]: value.trim() }, true);
    }, TYPING_MS);
  };
  return (
    <label className={`oc-search${field.kind === 'search' ? ' is-wide' : ''}`}>
      <Search size={16} aria-hidden="true" />
      <input
        type="search"
        value={typed}
        placeholder={labelOf(field)}
        aria-label={labelOf(field)}
        onChange={(event) => {
          type(event.target.value);
        }}
      />
    </label>
  );
}

function labelOf(field: FilterField): string {
  return t(`filters.${field.key}` as TextKey);
}
