import type { ReactElement } from 'react';
import type { ApiKeyRow } from '../../panel-staff.js';
import { write } from '../api.js';
import { instant, t } from '../boot.js';
import { useSay } from '../hooks.js';
import { ActDialog } from '../kit/act-dialog.js';
import { ShownOnceDialog } from '../kit/shown-once-dialog.js';
import { AddKeyDialog } from './add-key-dialog.js';
import { RotateKeyDialog } from './rotate-key-dialog.js';
import { isolated } from './words.js';

/** Which dialog about API keys is open. */
export type OpenKeyDialog =
  | { readonly what: 'add' }
  | { readonly what: 'rotate' | 'revoke'; readonly row: ApiKeyRow }
  | { readonly what: 'secret'; readonly secret: string };

interface DialogsProps {
  readonly open: OpenKeyDialog;
  readonly onOpen: (open: OpenKeyDialog | null) => void;
  readonly onChanged: () => void;
}

/** The dialog that is open. */
export function KeyDialogs({ open, onOpen, onChanged }: DialogsProps): ReactElement {
  const say = useSay();
  const close = (): void => {
    onOpen(null);
  };
  const show = (secret: string): void => {
    onOpen({ what: 'secret', secret });
    onChanged();
  };
  switch (open.what) {
    case 'add':
      return <AddKeyDialog onClose={close} onSecret={show} />;
    case 'rotate':
      return <RotateKeyDialog row={open.row} onClose={close} onSecret={show} />;
    case 'revoke': {
      const { id, last_used_at: usedAt } = open.row;
      const name = isolated(open.row.name);
      return (
        <ActDialog
          title={t('keys.revokeTitle', { name })}
          text={t('keys.revokeText')}
          {...(usedAt === null ? {} : { note: t('keys.revokeUsed', { at: instant(usedAt) }) })}
          button={t('keys.revoke')}
          danger
          act={() => write('api-keys', 'revoke', { id })}
          onClose={close}
          onDone={() => {
            close();
            say(t('keys.revoked', { name }));
            onChanged();
          }}
        />
      );
    }
    case 'secret':
      return (
        <ShownOnceDialog
          title={t('keys.secretTitle')}
          text={t('keys.secretText')}
          secret={open.secret}
          onClose={close}
        />
      );
  }
}
