import type { ReactElement } from 'react';
import type { StaffRow } from '../../panel-staff.js';
import { write } from '../api.js';
import { date, instant, t, word } from '../boot.js';
import { useSay, useSignedIn, useTask } from '../hooks.js';
import { Badge, toneOf } from '../kit/controls.js';
import { Menu, type MenuItem } from '../kit/menu.js';
import { Refused } from '../kit/states.js';
import { Table } from '../kit/table.js';
import type { OpenDialog } from './staff-dialogs.js';
import { isolated } from './words.js';

interface TableProps {
  readonly rows: readonly StaffRow[];
  readonly onOpen: (open: OpenDialog) => void;
  readonly onChanged: () => void;
}

/** Members of staff with what can be done with each; the server refuses the same to oneself that is not offered here. */
export function StaffTable({ rows, onOpen, onChanged }: TableProps): ReactElement {
  const say = useSay();
  const { email } = useSignedIn();
  const enable = useTask(async (row: StaffRow) => {
    await write('staff', 'enable', { id: row.id });
    say(t('staff.enabled', { name: isolated(row.name) }));
    onChanged();
  });
  const itemsOf = (row: StaffRow): MenuItem[] => {
    const opens = (label: string, what: Exclude<OpenDialog['what'], 'add' | 'secret'>, danger = false) => ({
      label,
      danger,
      onPick: () => {
        onOpen({ what, row });
      },
    });
    const sessions = opens(t('staff.openSessions'), 'sessions');
    if (row.email === email) return [sessions];
    const role = opens(t('staff.changeRole'), 'role');
    if (row.disabled) return [{ label: t('staff.enable'), onPick: () => void enable.run(row) }, role];
    return [role, sessions, opens(t('staff.reset'), 'reset'), opens(t('staff.disable'), 'disable', true)];
  };
  return (
    <>
      <Refused error={enable.error} />
      <Table
        heads={[
          t('staff.person'),
          t('staff.role'),
          t('columns.last_sign_in_at'),
          t('columns.state'),
          { hidden: t('list.actions') },
        ]}
      >
        {rows.map((row) => (
          <Line key={row.id} row={row} isSelf={row.email === email} items={itemsOf(row)} />
        ))}
      </Table>
    </>
  );
}

interface LineProps {
  readonly row: StaffRow;
  readonly isSelf: boolean;
  readonly items: readonly MenuItem[];
}

function Line({ row, isSelf, items }: LineProps): ReactElement {
  return (
    <tr>
      <td data-label={t('staff.person')}>
        <div className="oc-cell">
          <span className="oc-together">
            <bdi>{row.name}</bdi>
            {isSelf ? <Badge>{t('staff.you')}</Badge> : null}
          </span>
          <small>
            <bdi dir="ltr">{row.email}</bdi>
          </small>
        </div>
      </td>
      <td data-label={t('staff.role')}>
        <Badge tone={toneOf(row.role)}>{word('role', row.role)}</Badge>
      </td>
      <td data-label={t('columns.last_sign_in_at')}>
        <div className="oc-cell">
          {row.last_sign_in_at === null ? (
            <span className="oc-faint">{t('staff.neverSignedIn')}</span>
          ) : (
            <time dateTime={row.last_sign_in_at}>{instant(row.last_sign_in_at)}</time>
          )}
          {row.open_sessions === 0 ? null : (
            <small>{t('staff.countSessions', { count: row.open_sessions })}</small>
          )}
        </div>
      </td>
      <td data-label={t('columns.state')}>
        <div className="oc-cell">
          <span>
            <Badge tone={row.disabled ? 'bad' : 'good'}>
              {t(row.disabled ? 'staff.isDisabled' : 'staff.isActive')}
            </Badge>
          </span>
          {row.disabled_at === null ? null : (
            <small>{t('staff.disabledSince', { at: date(row.disabled_at) })}</small>
          )}
        </div>
      </td>
      <td className="oc-row-menu">
        <Menu label={t('staff.actionsFor', { name: row.name })} items={items} />
      </td>
    </tr>
  );
}
