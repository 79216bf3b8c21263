import type { ReactElement } from 'react';
import { useId, useState } from 'react';
import type { SubscriptionView } from '../../panel-services.js';
import { money, t } from '../boot.js';
import { Button } from '../kit/controls.js';
import { Dialog } from '../kit/dialog.js';
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
  const form = useId();
  const { amount: price } = subscription.price;
  const [typed, setTyped] = useState(() => amountText({ amount: price, currency }));
  const chosen = amountIn(typed, { amount: Number.MAX_SAFE_INTEGER, currency });
  return (
    <Dialog
      title={t('prepaid.topUpTitle')}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{t('methods.cancel')}</Button>
          <Button look="primary" type="submit" form={form} disabled={!chosen}>
            {t('prepaid.toMethod')}
          </Button>
        </>
      }
    >
      <form
        id={form}
        className="oc-form"
        onSubmit={(event) => {
          event.preventDefault();
          if (chosen) onNext(chosen.amount);
        }}
      >
        <MoneyField label={t('prepaid.amount', { currency })} typed={typed} bad={!chosen} onType={setTyped} />
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
      </form>
    </Dialog>
  );
}
