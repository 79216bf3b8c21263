import type { ReactElement } from 'react';
import type { ApiKeyRow } from '../../panel-staff.js';
import { write } from '../api.js';
import { instant, t } from '../boot.js';
import { ActDialog } from '../kit/act-dialog.js';
import { useDialogEnds, type DialogsProps } from '../kit/dialog-ends.js';
import { ShownOnceDialog } from '../kit/shown-once-dialog.js';
import { AddKeyDialog } from './add-key-dialog.js';
import { RotateKeyDialog } from './rotate-key-dialog.js';
import { isolated } from './words.js';

/** Which dialog about API keys is open. */
export type OpenKeyDialog =
  | { readonly what: 'add' }
  | { readonly what: 'rotate' | 'revoke'; readonly row: ApiKeyRow }
  | { readonly what: 'secret'; readonly secret: string };

/** The dialog that is open. */
export function KeyDialogs(props: DialogsProps<OpenKeyDialog>): ReactElement {
  const { open } = props;
  const { close, done, show } = useDialogEnds(props);
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
            done(t('keys.revoked', { name }));
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
