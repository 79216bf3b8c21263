import type { ReactElement } from 'react';
import { useId } from 'react';
import { EXPIRY_DAYS } from '../../panel-staff.js';
import { t } from '../boot.js';

interface ExpiryProps {
  readonly label: string;
  /** In days; empty for never. */
  readonly value: string;
  readonly onPick: (value: string) => void;
}

/** When a key ends by itself. */
export function ExpiryField({ label, value, onPick }: ExpiryProps): ReactElement {
  const options = [
    ...EXPIRY_DAYS.map((days) => ({ value: String(days), label: t('keys.inDays', { count: days }) })),
    { value: '', label: t('keys.never') },
  ];
  return <ChoiceField label={label} value={value} options={options} onPick={onPick} />;
}

/** What is sent of it. */
export function expiryOf(value: string): { readonly expires_in_days?: number } {
  return value === '' ? {} : { expires_in_days: Number(value) };
}

interface ChoiceProps extends ExpiryProps {
  readonly options: readonly { readonly value: string; readonly label: string }[];
}

/** One of a list, under its label as the other fields of a dialog are. */
export function ChoiceField({ label, value, options, onPick }: ChoiceProps): ReactElement {
  const id = useId();
  return (
    <div className="oc-field">
      <label htmlFor={id}>{label}</label>
      <div className="oc-select">
        <select
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
    </div>
  );
}
