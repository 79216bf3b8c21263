import type { ButtonHTMLAttributes, ReactElement, ReactNode, SelectHTMLAttributes } from 'react';
import { Children, useId } from 'react';
import { Link } from 'react-router-dom';
import type { MoneyView } from '../../panel-services.js';
import { money } from '../boot.js';

type Look = 'primary' | 'plain' | 'quiet' | 'danger';

interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  readonly look?: Look;
  readonly busy?: boolean;
  readonly small?: boolean;
  readonly icon?: ReactNode;
}

/** While it is busy it does nothing and keeps the focus, which a disabled one would lose. */
export function Button({
  look = 'plain',
  busy = false,
  small = false,
  icon,
  children,
  ...rest
}: ButtonProps): ReactElement {
  return (
    <button
      type="button"
      {...rest}
      className={`oc-button oc-button-${look}${small ? ' oc-button-small' : ''}`}
      aria-disabled={busy || undefined}
      aria-busy={busy || undefined}
      onClick={(event) => {
        if (busy) event.preventDefault();
        else rest.onClick?.(event);
      }}
    >
      {busy ? <span className="oc-spinner" aria-hidden="true" /> : icon}
      {children}
    </button>
  );
}

interface ButtonLinkProps {
  readonly to: string;
  readonly look?: Look;
  readonly small?: boolean;
  readonly title?: string;
  readonly onClick?: () => void;
  readonly children: ReactNode;
}

export function ButtonLink({
  look = 'plain',
  small = false,
  children,
  ...rest
}: ButtonLinkProps): ReactElement {
  return (
    <Link {...rest} className={`oc-button oc-button-${look}${small ? ' oc-button-small' : ''}`}>
      {children}
    </Link>
  );
}

interface SelectProps extends Omit<SelectHTMLAttributes<HTMLSelectElement>, 'onChange'> {
  readonly label: string;
  readonly value: string;
  readonly options: readonly { readonly value: string; readonly label: string }[];
  readonly onPick: (value: string) => void;
}

export function Select({ label, value, options, onPick, ...rest }: SelectProps): ReactElement {
  const id = useId();
  return (
    <div className={`oc-select${value ? ' is-set' : ''}`}>
      <label htmlFor={id}>{label}</label>
      <select
        {...rest}
        id={id}
        value={value}
        onChange={(event) => {
          onPick(event.target.value);
        }}
      >
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.label}
          </option>
        ))}
      </select>
    </div>
  );
}

interface SegmentsProps {
  readonly label: string;
  readonly value: string;
  readonly options: readonly { readonly value: string; readonly label: string }[];
  readonly onPick: (value: string) => void;
}

/** One of a few, all visible. */
export function Segments({ label, value, options, onPick }: SegmentsProps): ReactElement {
  const name = useId();
  return (
    <fieldset role="radiogroup" className="oc-segments">
      <legend className="oc-hidden">{label}</legend>
      {options.map((option) => (
        <label key={option.value} className={option.value === value ? 'is-on' : undefined}>
          <input
            type="radio"
            name={name}
            value={option.value}
            checked={option.value === value}
            onChange={() => {
              onPick(option.value);
            }}
          />
          {option.label}
        </label>
      ))}
    </fieldset>
  );
}

interface CheckProps {
  readonly checked: boolean;
  readonly onToggle: (checked: boolean) => void;
  /** Nothing is sent without it. */
  readonly required?: boolean;
  readonly children: ReactNode;
}

export function Check({ checked, onToggle, required, children }: CheckProps): ReactElement {
  return (
    <label className="oc-check">
      <input
        type="checkbox"
        checked={checked}
        required={required}
        onChange={(event) => {
          onToggle(event.target.checked);
        }}
      />
      <span>{children}</span>
    </label>
  );
}

/** Small facts in a row; each in a box of its own, because a left-to-right one would put the dot on its wrong side. */
export function Dots({ children }: { readonly children: ReactNode }): ReactElement {
  return (
    <span className="oc-dots">
      {Children.toArray(children).map((child, index) => (
        <span key={index}>{child}</span>
      ))}
    </span>
  );
}

/** Money on one line, whole whatever the text around it reads like. */
export function Amount({ money: value }: { readonly money: MoneyView }): ReactElement {
  return <bdi className="oc-number">{money(value)}</bdi>;
}

/** A few letters of state, in a colour that says how good it is. */
export function Badge({
  tone = 'neutral',
  children,
}: {
  readonly tone?: Tone;
  readonly children: ReactNode;
}): ReactElement {
  return <span className={`oc-badge oc-tone-${tone}`}>{children}</span>;
}

export type Tone = 'neutral' | 'good' | 'warn' | 'bad' | 'accent';

const TONES: Readonly<Record<string, Tone>> = {
  active: 'good',
  delivered: 'good',
  opened: 'good',
  clicked: 'good',
  sent: 'good',
  applied: 'good',
  queued: 'accent',
  sending: 'accent',
  suspended: 'bad',
  failed: 'bad',
  bounced: 'bad',
  blocked: 'bad',
  spam: 'bad',
  invalid: 'bad',
  parked: 'bad',
  pending: 'warn',
  pending_payment_method: 'warn',
  removing: 'warn',
  skipped: 'warn',
  admin: 'accent',
  open: 'accent',
  paid: 'good',
  succeeded: 'good',
  declined: 'bad',
  uncollectible: 'bad',
  review: 'warn',
  requires_action: 'warn',
  unknown: 'warn',
  grace: 'accent',
  warning: 'warn',
  terminated: 'bad',
  awaiting_approval: 'warn',
  recovered: 'good',
  written_off: 'bad',
  enabled: 'good',
  paused: 'warn',
};

/** The colour that a value of any of our vocabularies is shown in. */
export function toneOf(value: string): Tone {
  return TONES[value] ?? 'neutral';
}
