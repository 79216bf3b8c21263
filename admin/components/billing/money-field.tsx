import type { ReactElement } from 'react';
import { useId } from 'react';
import { t } from '../boot.js';

interface Props {
  readonly label: string;
  readonly hint?: string;
  readonly typed: string;
  readonly bad: boolean;
  readonly onType: (value: string) => void;
}

/** An amount as it is typed, with what is wrong with it. */
export function MoneyField({ label, hint, typed, bad, onType }: Props): ReactElement {
  const note = useId();
  const text = bad ? t('prepaid.amountBad') : hint;
  return (
    <label className="oc-field">
      <span>{label}</span>
      <input
        type="text"
        inputMode="decimal"
        dir="ltr"
        value={typed}
        aria-invalid={bad}
        aria-describedby={text ? note : undefined}
        onChange={(event) => {
          onType(event.target.value);
        }}
      />
      {text ? (
        <small id={note} className={bad ? 'oc-bad-text' : 'oc-faint'}>
          {text}
        </small>
      ) : null}
    </label>
  );
}
