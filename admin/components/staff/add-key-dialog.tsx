import type { ReactElement } from 'react';
import { useState } from 'react';
import type { ShownOnce, StaffRole } from '../../panel-staff.js';
import { newKey, PanelError, read, writeOnce } from '../api.js';
import { t } from '../boot.js';
import { useLoad, useTask } from '../hooks.js';
import { keyPerWish } from '../key-per-wish.js';
import { Check } from '../kit/controls.js';
import { TextField } from '../kit/fields.js';
import { FormDialog } from '../kit/form-dialog.js';
import { Loaded } from '../kit/states.js';
import { ExpiryField, expiryOf } from './expiry-field.js';
import { RoleChoice } from './role-choice.js';

const LONGEST_NAME = 100;
const USUAL_EXPIRY = '365';

interface AddProps {
  readonly onClose: () => void;
  readonly onSecret: (key: string) => void;
}

/** A new key: what for, what it may do, and until when. */
export function AddKeyDialog({ onClose, onSecret }: AddProps): ReactElement {
  const [name, setName] = useState('');
  const [role, setRole] = useState<StaffRole>('viewer');
  const [scopes, setScopes] = useState<readonly string[] | null>(null);
  const [expiry, setExpiry] = useState(USUAL_EXPIRY);
  const [keyed] = useState(() => keyPerWish(newKey));
  const task = useTask(async () => {
    if (scopes?.length === 0) throw new PanelError('no_scopes', t('keys.noScopes'), null, {});
    const wish = {
      name: name.trim(),
      role,
      ...(scopes ? { scopes } : {}),
      ...expiryOf(expiry),
    };
    const { secret } = await writeOnce<ShownOnce>('api-keys', 'add', keyed(wish));
    onSecret(secret);
  });
  return (
    <FormDialog title={t('keys.addTitle')} submit={t('keys.make')} task={task} onClose={onClose}>
      <TextField
        required
        name="name"
        label={t('keys.name')}
        hint={t('keys.nameHint')}
        maxLength={LONGEST_NAME}
        autoComplete="off"
        value={name}
        onType={setName}
      />
      <RoleChoice
        role={role}
        onPick={(picked) => {
          setRole(picked);
          setScopes(null);
        }}
      />
      <Check
        checked={scopes === null}
        onToggle={(isAll) => {
          setScopes(isAll ? null : []);
        }}
      >
        {t('keys.allScopes')}
      </Check>
      {scopes === null ? null : <Scopes role={role} chosen={scopes} onChange={setScopes} />}
      <ExpiryField label={t('keys.expires')} value={expiry} onPick={setExpiry} />
    </FormDialog>
  );
}

interface ScopesProps {
  readonly role: StaffRole;
  readonly chosen: readonly string[];
  readonly onChange: (scopes: readonly string[]) => void;
}

function Scopes({ role, chosen, onChange }: ScopesProps): ReactElement {
  const load = useLoad('scopes', () =>
    read<{ scopes: Readonly<Record<StaffRole, readonly string[]>> }>('api-keys', 'scopes'),
  );
  return (
    <Loaded load={load} skeleton={3}>
      {({ scopes }) => (
        <fieldset className="oc-choices oc-types">
          <legend>{t('keys.someScopes')}</legend>
          {scopes[role].map((scope) => (
            <Check
              key={scope}
              checked={chosen.includes(scope)}
              onToggle={(isOn) => {
                onChange(isOn ? [...chosen, scope] : chosen.filter((one) => one !== scope));
              }}
            >
              <bdi dir="ltr" className="oc-code">
                {scope}
              </bdi>
            </Check>
          ))}
        </fieldset>
      )}
    </Loaded>
  );
}
