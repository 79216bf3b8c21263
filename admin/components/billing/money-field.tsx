import type { ReactElement } from 'react';
import { TextField } from '../kit/fields.js';

interface Props {
  readonly label: string;
  readonly hint?: string;
  readonly typed: string;
  /** What is wrong with it. */
  readonly fault: string | null;
  readonly onType: (value: string) => void;
}

/** An amount as it is typed. */
export function MoneyField({ typed, ...rest }: Props): ReactElement {
  return <TextField {...rest} inputMode="decimal" dir="ltr" value={typed} />;
}
