import type { ReactElement } from 'react';
import { useId } from 'react';
import type { StaffRole } from '../../panel-staff.js';
import { t, word } from '../boot.js';

const ROLES: readonly StaffRole[] = ['viewer', 'support', 'admin'];

interface RoleProps {
  readonly role: StaffRole;
  readonly onPick: (role: StaffRole) => void;
}

/** One of the roles, each with what it means. */
export function RoleChoice({ role, onPick }: RoleProps): ReactElement {
  const name = useId();
  return (
    <fieldset role="radiogroup" className="oc-choices">
      <legend>{t('staff.role')}</legend>
      {ROLES.map((value) => (
        <label key={value} className="oc-check oc-role">
          <input
            type="radio"
            name={name}
            checked={role === value}
            onChange={() => {
              onPick(value);
            }}
          />
          <span>
            <strong>{word('role', value)}</strong>
            <small>{t(`staff.does.${value}`)}</small>
          </span>
        </label>
      ))}
    </fieldset>
  );
}
