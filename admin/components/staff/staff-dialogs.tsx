import type { ReactElement } from 'react';
import { useRef } from 'react';
import type { ShownOnce, StaffRow } from '../../panel-staff.js';
import { write } from '../api.js';
import { t } from '../boot.js';
import { ActDialog } from '../kit/act-dialog.js';
import { useDialogEnds, type DialogsProps } from '../kit/dialog-ends.js';
import { ShownOnceDialog } from '../kit/shown-once-dialog.js';
import { AddMemberDialog, RoleDialog } from './member-dialogs.js';
import { SessionsDialog } from './sessions-dialog.js';
import { isolated } from './words.js';

/** Which dialog about staff is open. */
export type OpenDialog =
  | { readonly what: 'add' }
  | { readonly what: 'role' | 'reset' | 'disable' | 'sessions'; readonly row: StaffRow }
  | { readonly what: 'secret'; readonly secret: string };

/** The dialog that is open. */
export function StaffDialogs(props: DialogsProps<OpenDialog>): ReactElement {
  const { open, onChanged } = props;
  const { close, done, show } = useDialogEnds(props);
  switch (open.what) {
    case 'add':
      return <AddMemberDialog onClose={close} onSecret={show} />;
    case 'role':
      return <RoleDialog row={open.row} onClose={close} onDone={done} />;
    case 'sessions':
      return <SessionsDialog row={open.row} onClose={close} onChanged={onChanged} />;
    case 'reset':
      return <ResetDialog row={open.row} onClose={close} onSecret={show} />;
    case 'disable':
      return <DisableDialog row={open.row} onClose={close} onDone={done} />;
    case 'secret':
      return (
        <ShownOnceDialog
          title={t('staff.passwordTitle')}
          text={t('staff.passwordText')}
          secret={open.secret}
          onClose={close}
        />
      );
  }
}

interface ResetProps {
  readonly row: StaffRow;
  readonly onClose: () => void;
  readonly onSecret: (password: string) => void;
}

function ResetDialog({ row, onClose, onSecret }: ResetProps): ReactElement {
  const made = useRef('');
  return (
    <ActDialog
      title={t('staff.resetTitle', { name: isolated(row.name) })}
      text={t('staff.resetText')}
      button={t('staff.reset')}
      act={async () => {
        const { secret } = await write<ShownOnce>('staff', 'reset_password', { id: row.id });
        made.current = secret;
      }}
      onClose={onClose}
      onDone={() => {
        onSecret(made.current);
      }}
    />
  );
}

interface DisableProps {
  readonly row: StaffRow;
  readonly onClose: () => void;
  readonly onDone: (text: string) => void;
}

function DisableDialog({ row, onClose, onDone }: DisableProps): ReactElement {
  const name = isolated(row.name);
  return (
    <ActDialog
      title={t('staff.disableTitle', { name })}
      text={t('staff.disableText')}
      button={t('staff.disable')}
      danger
      act={() => write('staff', 'disable', { id: row.id })}
      onClose={onClose}
      onDone={() => {
        onDone(t('staff.disabled', { name }));
      }}
    />
  );
}
