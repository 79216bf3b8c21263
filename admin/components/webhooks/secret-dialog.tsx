import type { ReactElement } from 'react';
import { useState } from 'react';
import { Check, Copy } from 'react-feather';
import { t } from '../boot.js';
import { Button } from '../kit/controls.js';
import { Dialog } from '../kit/dialog.js';

interface SecretProps {
  readonly secret: string;
  readonly onClose: () => void;
}

/** A secret that is shown once: whoever closes this has to have copied it. */
export function SecretDialog({ secret, onClose }: SecretProps): ReactElement {
  const [copied, setCopied] = useState(false);
  return (
    <Dialog
      title={t('hooks.secretTitle')}
      onClose={onClose}
      footer={
        <Button look="primary" onClick={onClose}>
          {t('hooks.secretKept')}
        </Button>
      }
    >
      <p>{t('hooks.secretText')}</p>
      <div className="oc-copy">
        <bdi dir="ltr" className="oc-code oc-secret">
          {secret}
        </bdi>
        <Button
          small
          icon={copied ? <Check size={15} aria-hidden="true" /> : <Copy size={15} aria-hidden="true" />}
          onClick={() => {
            // Without https there is no clipboard; the secret can still be marked by hand.
            void (navigator.clipboard as Clipboard | undefined)?.writeText(secret).then(() => {
              setCopied(true);
            });
          }}
        >
          {t(copied ? 'payments.copied' : 'hooks.copy')}
        </Button>
      </div>
    </Dialog>
  );
}
