import type { ReactElement } from 'react';
import type { PaymentRow } from '../../panel-billing.js';
import { read } from '../api.js';
import { t } from '../boot.js';
import { useLoad } from '../hooks.js';
import { Button } from '../kit/controls.js';
import { CopyButton } from '../kit/copy-button.js';
import { Dialog } from '../kit/dialog.js';
import { Loaded } from '../kit/states.js';

/** The page on which the customer confirms, to be read out or sent; nothing of it is kept here. */
export function ActionLink({ action }: { readonly action: PaymentRow['next_action'] | null }): ReactElement {
  const url = action?.url ?? null;
  if (url === null) return <p>{t('payments.noLink')}</p>;
  return (
    <div className="oc-copy">
      <a href={url} target="_blank" rel="noreferrer noopener" dir="ltr">
        {url}
      </a>
      <CopyButton label={t('payments.copy')} text={url} />
    </div>
  );
}

interface NextActionProps {
  readonly payment: PaymentRow;
  readonly onClose: () => void;
}

/** Asks the vendor for the page on which the customer of a payment confirms it. */
export function NextActionDialog({ payment, onClose }: NextActionProps): ReactElement {
  const load = useLoad(payment.id, () => read<PaymentRow>('payments', 'next_action', { id: payment.id }));
  return (
    <Dialog
      title={t('payments.linkTitle')}
      onClose={onClose}
      footer={<Button onClick={onClose}>{t('shell.close')}</Button>}
    >
      <p>{t('payments.became.requires_action')}</p>
      <Loaded load={load} skeleton={1}>
        {(asked) => <ActionLink action={asked.next_action ?? null} />}
      </Loaded>
    </Dialog>
  );
}
