import type { ReactElement } from 'react';
import { useRef, useState } from 'react';
import type { EndpointRow } from '../../panel-outbound.js';
import { newKey, write, writeOnce } from '../api.js';
import { t } from '../boot.js';
import { ActDialog } from '../kit/act-dialog.js';
import { useDialogEnds, type DialogsProps } from '../kit/dialog-ends.js';
import { ShownOnceDialog } from '../kit/shown-once-dialog.js';
import { EndpointDialog } from './endpoint-dialog.js';

/** Which dialog about endpoints is open. */
export type OpenDialog =
  | { readonly what: 'add' }
  | { readonly what: 'edit' | 'rotate' | 'disable' | 'remove'; readonly row: EndpointRow }
  | { readonly what: 'secret'; readonly secret: string };

/** The dialog that is open. */
export function EndpointDialogs(props: DialogsProps<OpenDialog>): ReactElement {
  const { open } = props;
  const { close, done, show } = useDialogEnds(props);
  switch (open.what) {
    case 'add':
      return <EndpointDialog row={null} onClose={close} onSecret={show} onDone={done} />;
    case 'edit':
      return <EndpointDialog row={open.row} onClose={close} onSecret={show} onDone={done} />;
    case 'secret':
      return (
        <ShownOnceDialog
          title={t('hooks.secretTitle')}
          text={t('hooks.secretText')}
          secret={open.secret}
          onClose={close}
        />
      );
    case 'rotate':
      return <Rotate id={open.row.id} onClose={close} onSecret={show} />;
    case 'disable':
      return (
        <ActDialog
          title={t('hooks.disable')}
          text={t('hooks.disableText')}
          button={t('hooks.disable')}
          danger
          act={() => write('webhook-endpoints', 'change', { id: open.row.id, state: 'disabled' })}
          onClose={close}
          onDone={() => {
            done(t('hooks.disabled'));
          }}
        />
      );
    case 'remove':
      return (
        <ActDialog
          title={t('hooks.remove')}
          text={t('hooks.removeText')}
          button={t('hooks.remove')}
          danger
          act={() => write('webhook-endpoints', 'remove', { id: open.row.id })}
          onClose={close}
          onDone={() => {
            done(t('hooks.removed'));
          }}
        />
      );
  }
}

interface RotateProps {
  readonly id: string;
  readonly onClose: () => void;
  readonly onSecret: (secret: string) => void;
}

function Rotate({ id, onClose, onSecret }: RotateProps): ReactElement {
  const [key] = useState(newKey);
  const made = useRef('');
  return (
    <ActDialog
      title={t('hooks.rotate')}
      text={t('hooks.rotateText')}
      button={t('hooks.rotate')}
      act={async () => {
        const { secret } = await writeOnce<{ secret: string }>('webhook-endpoints', 'rotate', { key, id });
        made.current = secret;
      }}
      onClose={onClose}
      onDone={() => {
        onSecret(made.current);
      }}
    />
  );
}
