import type { ReactElement } from 'react';
import { useId } from 'react';

interface DayProps {
  readonly label: string;
  /** `YYYY-MM-DD`; empty for none. */
  readonly value: string;
  readonly min?: string;
  readonly max?: string;
  readonly onPick: (day: string) => void;
}

/** One day of the calendar, in the browser's own field. */
export function DayField({ label, value, onPick, ...bounds }: DayProps): ReactElement {
  const id = useId();
  return (
    <div className={`oc-select oc-day${value ? ' is-set' : ''}`}>
      <label htmlFor={id}>{label}</label>
      <input
        {...bounds}
        id={id}
        type="date"
        value={value}
        onChange={(event) => {
          onPick(event.target.value);
        }}
      />
    </div>
  );
}
