import type { ReactElement } from 'react';
import { useState } from 'react';
import type { ShownOnce, StaffRole, StaffRow } from '../../panel-staff.js';
import { newKey, write, writeOnce } from '../api.js';
import { boot, t, word } from '../boot.js';
import { useTask } from '../hooks.js';
import { keyPerWish } from '../key-per-wish.js';
import { ChoiceField, TextField } from '../kit/fields.js';
import { FormDialog } from '../kit/form-dialog.js';
import { RoleChoice } from './role-choice.js';
import { isolated } from './words.js';

const LONGEST_NAME = 100;

interface AddProps {
  readonly onClose: () => void;
  readonly onSecret: (password: string) => void;
}

/** Somebody new, who gets a password that nobody chose. */
export function AddMemberDialog({ onClose, onSecret }: AddProps): ReactElement {
  const [name, setName] = useState('');
  const [email, setEmail] = useState('');
  const [role, setRole] = useState<StaffRole>('support');
  const [locale, setLocale] = useState<string>(boot.locale);
  const [keyed] = useState(() => keyPerWish(newKey));
  const task = useTask(async () => {
    const wish = { name: name.trim(), email: email.trim(), role, locale };
    const { secret } = await writeOnce<ShownOnce>('staff', 'add', keyed(wish));
    onSecret(secret);
  });
  return (
    <FormDialog title={t('staff.add')} submit={t('staff.add')} task={task} onClose={onClose}>
      <TextField
        required
        name="name"
        label={t('staff.name')}
        maxLength={LONGEST_NAME}
        autoComplete="off"
        value={name}
        onType={setName}
      />
      <TextField
        required
        type="email"
        name="email"
        dir="ltr"
        label={t('staff.email')}
        hint={t('staff.emailHint')}
        autoComplete="off"
        value={email}
        onType={setEmail}
      />
      <RoleChoice role={role} onPick={setRole} />
      <ChoiceField
        label={t('staff.locale')}
        value={locale}
        options={['ar', 'en'].map((value) => ({ value, label: word('locale', value) }))}
        onPick={setLocale}
      />
    </FormDialog>
  );
}

interface RoleProps {
  readonly row: StaffRow;
  readonly onClose: () => void;
  readonly onDone: (text: string) => void;
}

/** Another role for somebody. */
export function RoleDialog({ row, onClose, onDone }: RoleProps): ReactElement {
  const [role, setRole] = useState(row.role);
  const name = isolated(row.name);
  const task = useTask(async () => {
    await write('staff', 'change_role', { id: row.id, role });
    onDone(t('staff.roleChanged', { name }));
  });
  return (
    <FormDialog
      title={t('staff.changeRoleTitle', { name })}
      submit={t('staff.changeRole')}
      task={task}
      onClose={onClose}
    >
      <p>{t('staff.changeRoleText')}</p>
      <RoleChoice role={role} onPick={setRole} />
    </FormDialog>
  );
}
