import type { ReactElement } from 'react';
import { useState } from 'react';
import { Clock, Filter, X } from 'react-feather';
import { read } from '../api.js';
import { number, t, word } from '../boot.js';
import { useLoad, type Address } from '../hooks.js';
import { Badge, Button, Check, Segments, Select } from '../kit/controls.js';

const RANGES = ['30', '60', '90', 'expired', 'all'] as const;
const FOLLOW_UP = ['3', '7', '14', '30'];
const KEYS = ['range', 'customer_type', 'service_type', 'vendor', 'default_only', 'not_acted_since_days'];
const NARROWING = KEYS.filter((key) => key !== 'range');

/** The filter in the address; opens on 60 days. */
export function filterOf(values: Readonly<Record<string, string>>): Record<string, string> {
  const given = Object.entries(values).filter(([key, value]) => KEYS.includes(key) && value !== '');
  return { range: '60', ...Object.fromEntries(given) };
}

/** Every filter of the list, each kept in the address; on a phone all but the first wait behind a button. */
export function ExpiringFilters({ address }: { readonly address: Address }): ReactElement {
  const filter = filterOf(address.values);
  const narrowed = NARROWING.filter((key) => filter[key]).length;
  const [open, setOpen] = useState(false);
  return (
    <div className="oc-filters">
      <Segments
        label={t('expiring.range')}
        value={filter['range'] ?? '60'}
        options={RANGES.map((value) => ({ value, label: t(`expiring.ranges.${value}`) }))}
        onPick={(range) => {
          address.filter({ range });
        }}
      />
      <button
        type="button"
        className="oc-button oc-button-plain oc-only-phone"
        aria-expanded={open}
        onClick={() => {
          setOpen(!open);
        }}
      >
        <Filter size={15} aria-hidden="true" />
        {t('list.filters')}
        {narrowed > 0 ? <Badge tone="accent">{number(narrowed)}</Badge> : null}
      </button>
      <div className={`oc-filters-more${open ? ' is-open' : ''}`}>
        <Choices filter={filter} address={address} />
        <Check
          checked={filter['default_only'] === 'true'}
          onToggle={(checked) => {
            address.filter({ default_only: checked ? 'true' : null });
          }}
        >
          {t('expiring.defaultOnly')}
        </Check>
        {narrowed > 0 ? (
          <Button
            look="quiet"
            small
            icon={<X size={15} aria-hidden="true" />}
            onClick={() => {
              address.filter(Object.fromEntries(NARROWING.map((key) => [key, null])));
            }}
          >
            {t('list.clear')}
          </Button>
        ) : null}
      </div>
    </div>
  );
}

interface ChoicesProps {
  readonly filter: Readonly<Record<string, string>>;
  readonly address: Address;
}

function Choices({ filter, address }: ChoicesProps): ReactElement {
  const services = useLoad('service-types', () =>
    read<{ service_types: readonly string[] }>('expiring-cards', 'service_types'),
  );
  const words = (vocabulary: string, values: readonly string[]): readonly Option[] =>
    values.map((value) => ({ value, label: word(vocabulary, value) }));
  const choices: readonly (readonly [string, string, readonly Option[]])[] = [
    ['customer_type', t('expiring.customerType'), words('customer_type', ['individual', 'business'])],
    ['service_type', t('expiring.serviceType'), words('service_type', services.data?.service_types ?? [])],
    ['vendor', t('expiring.vendor'), words('vendor', ['stripe', 'paypal', 'paytabs'])],
    [
      'not_acted_since_days',
      t('expiring.followUp'),
      FOLLOW_UP.map((value) => ({ value, label: t('expiring.days', { count: Number(value) }) })),
    ],
  ];
  return (
    <>
      {choices.map(([key, label, options]) => (
        <Select
          key={key}
          label={label}
          value={filter[key] ?? ''}
          options={[{ value: '', label: t('expiring.any') }, ...options]}
          onPick={(value) => {
            address.filter({ [key]: value });
          }}
        />
      ))}
    </>
  );
}

interface Option {
  readonly value: string;
  readonly label: string;
}

/** Says that this is the follow-up list, so that nobody takes it for the whole. */
export function FollowUpBanner({ address }: { readonly address: Address }): ReactElement | null {
  const since = address.values['not_acted_since_days'];
  if (!since) return null;
  return (
    <p className="oc-follow-up">
      <Clock size={16} aria-hidden="true" />
      {t('expiring.followUpBanner', { count: Number(since) })}
    </p>
  );
}
