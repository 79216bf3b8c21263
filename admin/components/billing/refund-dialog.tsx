import type { ReactElement } from 'react';
import { useState } from 'react';
import type { PaymentRow, RefundView } from '../../panel-billing.js';
import type { MoneyView } from '../../panel-services.js';
import { newKey, writeOnce } from '../api.js';
import { money, t } from '../boot.js';
import { useTask } from '../hooks.js';
import { Segments } from '../kit/controls.js';
import { ReasonField } from '../kit/fields.js';
import { FormDialog } from '../kit/form-dialog.js';
import { MoneyField } from './money-field.js';
import { amountIn, amountText } from './typed-amount.js';

interface RefundProps {
  readonly payment: PaymentRow;
  readonly remainder: MoneyView;
  readonly onClose: () => void;
  readonly onDone: (text: string) => void;
}

/** Gives back all that is left, or a part of it. */
export function RefundDialog({ payment, remainder, onClose, onDone }: RefundProps): ReactElement {
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
    <FormDialog
      title={t('refunds.title')}
      submit={amount ? t('refunds.button', { amount: money(amount) }) : t('refunds.title')}
      task={refund}
      onClose={onClose}
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
      {whole ? null : (
        <MoneyField
          label={t('refunds.amount', { currency: remainder.currency })}
          typed={typed}
          fault={part ? null : t('refunds.amountBad', { amount: money(remainder) })}
          onType={setTyped}
        />
      )}
      <ReasonField
        label={t('refunds.reason')}
        placeholder={t('refunds.reasonHint')}
        reason={reason}
        onType={setReason}
      />
    </FormDialog>
  );
}
