import type { ReactElement } from 'react';
import { useId } from 'react';
import type { PaymentMethodView } from '../../panel-services.js';
import { t } from '../boot.js';
import { Badge } from '../kit/controls.js';
import { MethodBadge, MethodSource } from '../kit/method.js';
import { isUsable } from '../method-rules.js';

interface ChoiceProps {
  readonly methods: readonly PaymentMethodView[];
  readonly value: string | null;
  readonly onPick: (id: string) => void;
}

/** With which method; one that cannot be charged is shown, so that nobody looks for it, and cannot be chosen. */
export function MethodChoice({ methods, value, onPick }: ChoiceProps): ReactElement {
  const name = useId();
  return (
    <fieldset role="radiogroup" className="oc-choices">
      <legend>{t('payments.with')}</legend>
      {methods.map((method) => (
        <label key={method.id} className="oc-check oc-method-choice">
          <input
            type="radio"
            name={name}
            checked={value === method.id}
            disabled={!isUsable(method)}
            onChange={() => {
              onPick(method.id);
            }}
          />
          <span className="oc-together">
            <MethodSource method={method} />
            {method.nickname ? <bdi className="oc-faint">{method.nickname}</bdi> : null}
            {method.is_default ? <Badge tone="good">{t('methods.default')}</Badge> : null}
            <MethodBadge method={method} />
          </span>
        </label>
      ))}
    </fieldset>
  );
}

/** What is charged unless somebody says otherwise: the method that a subscription names, else the default, else any that can be. */
export function usualMethod(methods: readonly PaymentMethodView[], named: string | null): string | null {
  const usable = methods.filter(isUsable);
  const found =
    usable.find(({ id }) => id === named) ?? usable.find((method) => method.is_default) ?? usable[0];
  return found?.id ?? null;
}
