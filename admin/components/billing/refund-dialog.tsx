import type { ReactElement } from 'react';
import { useId, useState } from 'react';
import type { PaymentRow, RefundView } from '../../panel-billing.js';
import type { MoneyView } from '../../panel-services.js';
import { newKey, writeOnce } from '../api.js';
import { money, t } from '../boot.js';
import { useTask } from '../hooks.js';
import { Button, Segments } from '../kit/controls.js';
import { Dialog } from '../kit/dialog.js';
import { Refused } from '../kit/states.js';
import { amountIn, amountText } from './typed-amount.js';

interface RefundProps {
  readonly payment: PaymentRow;
  readonly remainder: MoneyView;
  readonly onClose: () => void;
  readonly onDone: (text: string) => void;
}

const LONGEST_REASON = 200;

/** Gives back all that is left, or a part of it. */
export function RefundDialog({ payment, remainder, onClose, onDone }: RefundProps): ReactElement {
  const form = useId();
  const [whole, setWhole] = useState(true);
  const [typed, setTyped] = useState(() => amountText(remainder));
  const [reason, setReason] = useState('');
  const [key] = useState(newKey);
  const part = amountIn(typed, remainder);
  const amount = whole ? remainder : part;
  const refund = useTask(async () => {
    const wish = { key, payment_id: payment.id, reason: reason.trim() };
    const made = await writeOnce<RefundView>(
      'payments',
      'refund',
      part && !whole ? { ...wish, money: part } : wish,
    );
    onDone(t(`refunds.done.${made.state}`, { amount: money(made.money) }));
  });
  return (
    <Dialog
      title={t('refunds.title')}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{t('methods.cancel')}</Button>
          <Button
            look="primary"
            type="submit"
            form={form}
            busy={refund.busy}
            disabled={!amount || reason.trim() === ''}
          >
            {t('refunds.button', { amount: amount ? money(amount) : '–' })}
          </Button>
        </>
      }
    >
      <form
        id={form}
        className="oc-form"
        onSubmit={(event) => {
          event.preventDefault();
          void refund.run();
        }}
      >
        <p>{t('refunds.left', { amount: money(remainder) })}</p>
        <Segments
          label={t('refunds.title')}
          value={whole ? 'all' : 'part'}
          options={[
            { value: 'all', label: t('refunds.all') },
            { value: 'part', label: t('refunds.part') },
          ]}
          onPick={(value) => {
            setWhole(value === 'all');
          }}
        />
        {whole ? null : <AmountField typed={typed} remainder={remainder} bad={!part} onType={setTyped} />}
        <label className="oc-field">
          <span>{t('refunds.reason')}</span>
          <input
            type="text"
            dir="auto"
            required
            maxLength={LONGEST_REASON}
            value={reason}
            placeholder={t('refunds.reasonHint')}
            onChange={(event) => {
              setReason(event.target.value);
            }}
          />
        </label>
      </form>
      <Refused error={refund.error} />
    </Dialog>
  );
}

interface AmountProps {
  readonly typed: string;
  readonly remainder: MoneyView;
  readonly bad: boolean;
  readonly onType: (value: string) => void;
}

function AmountField({ typed, remainder, bad, onType }: AmountProps): ReactElement {
  const hint = useId();
  return (
    <label className="oc-field">
      <span>{t('refunds.amount', { currency: remainder.currency })}</span>
      <input
        type="text"
        inputMode="decimal"
        dir="ltr"
        value={typed}
        aria-invalid={bad}
        aria-describedby={bad ? hint : undefined}
        onChange={(event) => {
          onType(event.target.value);
        }}
      />
      {bad ? (
        <small id={hint} className="oc-bad-text">
          {t('refunds.amountBad', { amount: money(remainder) })}
        </small>
      ) : null}
    </label>
  );
}
