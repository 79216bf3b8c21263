import type { ReactElement } from 'react';
import { useRef, useState } from 'react';
import type { CustomerDetail } from '../../panel-services.js';
import { PanelError, write } from '../api.js';
import { boot, t } from '../boot.js';
import { useSay, useTask } from '../hooks.js';
import { FormDialog } from '../kit/form-dialog.js';
import { IdentityMethods, type IdentityMethod } from './identity-methods.js';

export interface Identity {
  /** Does it; when the server first wants to know who is calling, asks, records the answer and does it again. */
  readonly guard: <T>(action: () => Promise<T>) => Promise<T>;
  /** Asks unless somebody has already; false when whoever was asked did not confirm. */
  readonly confirmed: () => Promise<boolean>;
  readonly ask: () => void;
  /** To be drawn by the page. */
  readonly dialog: ReactElement | null;
}

const REQUIRED = 'identity_check_required';

/** The check that comes before a change to somebody's payment methods. */
export function useIdentity(customer: CustomerDetail, onChecked: () => void): Identity {
  const say = useSay();
  const [open, setOpen] = useState(false);
  const waiting = useRef<((checked: boolean) => void) | null>(null);
  const close = (checked: boolean): void => {
    setOpen(false);
    waiting.current?.(checked);
    waiting.current = null;
    if (checked) onChecked();
  };
  const ask = (): Promise<boolean> =>
    new Promise((resolve) => {
      waiting.current = resolve;
      setOpen(true);
    });
  return {
    guard: async (action) => {
      try {
        return await action();
      } catch (error) {
        const needed = error instanceof PanelError && error.code === REQUIRED;
        if (!needed || !(await ask())) throw error;
        return action();
      }
    },
    confirmed: () => (customer.identity_check ? Promise.resolve(true) : ask()),
    // Where the check leads on to something else, that says enough, and a notice would lie on top of it.
    ask: () =>
      void ask().then((checked) => {
        if (checked) say(t('identity.done'));
      }),
    dialog: open ? <IdentityDialog customer={customer} onClose={close} /> : null,
  };
}

interface DialogProps {
  readonly customer: CustomerDetail;
  readonly onClose: (checked: boolean) => void;
}

function IdentityDialog({ customer, onClose }: DialogProps): ReactElement {
  const [method, setMethod] = useState<IdentityMethod | null>(null);
  const confirm = useTask(async () => {
    await write('customers', 'verify_identity', { customer_id: customer.id, method });
    onClose(true);
  });
  return (
    <FormDialog
      title={t('identity.title')}
      submit={t('identity.confirm')}
      task={confirm}
      onClose={() => {
        onClose(false);
      }}
    >
      <p>{t('identity.text', { count: boot.identityMinutes })}</p>
      <IdentityMethods method={method} onPick={setMethod} />
    </FormDialog>
  );
}
