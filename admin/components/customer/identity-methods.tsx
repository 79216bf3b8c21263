import type { ReactElement } from 'react';
import { useId } from 'react';
import { IDENTITY_METHODS } from '../../contract.js';
import { t, word } from '../boot.js';

export type IdentityMethod = (typeof IDENTITY_METHODS)[number];

interface MethodsProps {
  /** Null until somebody has chosen: what is written down was asked for. */
  readonly method: IdentityMethod | null;
  readonly onPick: (method: IdentityMethod) => void;
}

/** How a caller showed who he is. */
export function IdentityMethods({ method, onPick }: MethodsProps): ReactElement {
  const name = useId();
  return (
    <fieldset role="radiogroup" className="oc-choices">
      <legend>{t('identity.method')}</legend>
      {IDENTITY_METHODS.map((value) => (
        <label key={value} className="oc-check">
          <input
            type="radio"
            name={name}
            required
            checked={method === value}
            onChange={() => {
              onPick(value);
            }}
          />
          <span>{word('identity_method', value)}</span>
        </label>
      ))}
    </fieldset>
  );
}
