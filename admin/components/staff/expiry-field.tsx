import type { ReactElement } from 'react';
import { EXPIRY_DAYS } from '../../panel-staff.js';
import { t } from '../boot.js';
import { ChoiceField } from '../kit/fields.js';

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
