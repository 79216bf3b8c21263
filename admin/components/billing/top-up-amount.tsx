import type { ReactElement } from 'react';
import { useState } from 'react';
import type { SubscriptionView } from '../../panel-services.js';
import { money, t } from '../boot.js';
import { useTask } from '../hooks.js';
import { Button } from '../kit/controls.js';
import { FormDialog } from '../kit/form-dialog.js';
import { MoneyField } from './money-field.js';
import { amountIn, amountText } from './typed-amount.js';

interface Props {
  readonly subscription: SubscriptionView;
  readonly currency: string;
  readonly onClose: () => void;
  readonly onNext: (amount: number) => void;
}

const PERIODS = [1, 2, 3];

/** How much; with which method is asked next. */
export function TopUpAmount({ subscription, currency, onClose, onNext }: Props): ReactElement {
  const { amount: price } = subscription.price;
  const [typed, setTyped] = useState(() => amountText({ amount: price, currency }));
  const chosen = amountIn(typed, { amount: Number.MAX_SAFE_INTEGER, currency });
  const next = useTask(() => {
    if (chosen) onNext(chosen.amount);
    return Promise.resolve();
  });
  return (
    <FormDialog title={t('prepaid.topUpTitle')} submit={t('prepaid.toMethod')} task={next} onClose={onClose}>
      <MoneyField
        label={t('prepaid.amount', { currency })}
        typed={typed}
        fault={chosen ? null : t('prepaid.amountBad')}
        onType={setTyped}
      />
      {price > 0 ? (
        <p className="oc-together">
          {PERIODS.map((count) => (
            <Button
              key={count}
              small
              onClick={() => {
                setTyped(amountText({ amount: price * count, currency }));
              }}
            >
              {money({ amount: price * count, currency })}
            </Button>
          ))}
        </p>
      ) : null}
    </FormDialog>
  );
}
