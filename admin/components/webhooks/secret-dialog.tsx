import type { ReactElement } from 'react';
import { t } from '../boot.js';
import { Button } from '../kit/controls.js';
import { CopyButton } from '../kit/copy-button.js';
import { Dialog } from '../kit/dialog.js';

interface SecretProps {
  readonly secret: string;
  readonly onClose: () => void;
}

/** A secret that is shown once: whoever closes this has to have copied it. */
export function SecretDialog({ secret, onClose }: SecretProps): ReactElement {
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
        <CopyButton label={t('hooks.copy')} text={secret} />
      </div>
    </Dialog>
  );
}
