import type { ReactElement } from 'react';
import { t } from '../boot.js';
import { Button } from './controls.js';
import { CopyButton } from './copy-button.js';
import { Dialog } from './dialog.js';

interface ShownOnceProps {
  readonly title: string;
  readonly text: string;
  readonly secret: string;
  readonly onClose: () => void;
}

/** A secret that stands nowhere else: only its own button closes this, so that no slip loses it. */
export function ShownOnceDialog({ title, text, secret, onClose }: ShownOnceProps): ReactElement {
  return (
    <Dialog
      title={title}
      onClose={onClose}
      mustAnswer
      footer={
        <Button look="primary" onClick={onClose}>
          {t('hooks.secretKept')}
        </Button>
      }
    >
      <p>{text}</p>
      <div className="oc-copy">
        <bdi dir="ltr" className="oc-code oc-secret">
          {secret}
        </bdi>
        <CopyButton label={t('hooks.copy')} text={secret} />
      </div>
    </Dialog>
  );
}
