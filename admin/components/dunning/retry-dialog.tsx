import type { ReactElement } from 'react';
import { useState } from 'react';
import type { CaseAttempt, CaseDetail } from '../../panel-dunning.js';
import type { PaymentMethodView } from '../../panel-services.js';
import { newKey, writeOnce } from '../api.js';
import { MethodChoice, usualMethod } from '../billing/method-choice.js';
import { money, t, word } from '../boot.js';
import type { Identity } from '../customer/identity.js';
import { useTask } from '../hooks.js';
import { Amount } from '../kit/controls.js';
import { FormDialog } from '../kit/form-dialog.js';
import { Alarm } from '../kit/states.js';
import { aboutOf } from './words.js';

interface RetryProps {
  readonly row: CaseDetail;
  readonly methods: readonly PaymentMethodView[];
  readonly identity: Identity;
  readonly onClose: () => void;
  readonly onChanged: () => void;
  readonly onDone: (text: string) => void;
}

/** Charges the oldest invoice of a case with a chosen method, and stays to say what the bank said. */
export function RetryDialog({
  row,
  methods,
  identity,
  onClose,
  onChanged,
  onDone,
}: RetryProps): ReactElement {
  const [picked, setPicked] = useState<string | null>(null);
  const [key, setKey] = useState(newKey);
  const [last, setLast] = useState<CaseAttempt | null>(null);
  const chosen = picked ?? usualMethod(methods, null);
  const invoice = row.invoices.find(({ state }) => state === 'open');
  const amount = invoice?.money ?? row.owed;
  const task = useTask(async () => {
    const wish = { key, id: row.id, ...(chosen === null ? {} : { payment_method_id: chosen }) };
    const after = await identity.guard(() => writeOnce<CaseDetail>('dunning-cases', 'retry', wish));
    setKey(newKey());
    const attempt = after.attempts.at(-1) ?? null;
    if (attempt?.state === 'succeeded') {
      onDone(t('dunning.retryDone', { amount: money(amount) }));
      return;
    }
    setLast(attempt);
    onChanged();
  });
  return (
    <FormDialog
      title={t('dunning.retry')}
      submit={chosen === null ? null : t('payments.chargeButton', { amount: money(amount) })}
      cancel={t('shell.close')}
      task={task}
      onClose={onClose}
    >
      <p className="oc-charge-what">
        <strong>
          <Amount money={amount} />
        </strong>
        <bdi>{aboutOf(row)}</bdi>
      </p>
      {last ? <Outcome attempt={last} /> : null}
      {methods.length === 0 ? (
        <p>{t('payments.noMethod')}</p>
      ) : (
        <MethodChoice
          methods={methods}
          value={chosen}
          onPick={(method) => {
            setPicked(method);
            setKey(newKey());
          }}
        />
      )}
    </FormDialog>
  );
}

/** What became of a charge that did not simply go through. */
export function Outcome({
  attempt,
}: {
  readonly attempt: Pick<CaseAttempt, 'state' | 'bucket'>;
}): ReactElement {
  return (
    <Alarm>
      <strong>
        {attempt.state === 'declined'
          ? t('dunning.retryRefused', { reason: word('decline_bucket', attempt.bucket ?? 'issuer') })
          : t('dunning.retryOpen')}
      </strong>
    </Alarm>
  );
}
