import type { ReactElement } from 'react';
import type { ApiKeyRow } from '../../panel-staff.js';
import { date, instant, t, word } from '../boot.js';
import { Badge, Dots, toneOf, type Tone } from '../kit/controls.js';
import { Menu, type MenuItem } from '../kit/menu.js';
import { Table } from '../kit/table.js';
import type { OpenKeyDialog } from './key-dialogs.js';
import { isolated } from './words.js';

interface TableProps {
  readonly rows: readonly ApiKeyRow[];
  readonly onOpen: (open: OpenKeyDialog) => void;
}

/** Keys with what can be done with those that work. */
export function KeyTable({ rows, onOpen }: TableProps): ReactElement {
  const itemsOf = (row: ApiKeyRow): MenuItem[] => {
    if (row.state !== 'active') return [];
    const opens = (label: string, what: 'rotate' | 'revoke', danger = false): MenuItem => ({
      label,
      danger,
      onPick: () => {
        onOpen({ what, row });
      },
    });
    const revoke = opens(t('keys.revoke'), 'revoke', true);
    return row.replaced_by === null ? [opens(t('keys.rotate'), 'rotate'), revoke] : [revoke];
  };
  return (
    <Table
      heads={[
        t('keys.key'),
        t('keys.may'),
        t('keys.lastUsed'),
        t('columns.state'),
        { hidden: t('list.actions') },
      ]}
    >
      {rows.map((row) => (
        <Line key={row.id} row={row} items={itemsOf(row)} />
      ))}
    </Table>
  );
}

interface LineProps {
  readonly row: ApiKeyRow;
  readonly items: readonly MenuItem[];
}

function Line({ row, items }: LineProps): ReactElement {
  return (
    <tr>
      <td data-label={t('keys.key')}>
        <div className="oc-cell">
          <bdi>{row.name}</bdi>
          <small>
            <Dots>
              <bdi dir="ltr" className="oc-code">
                {row.prefix}…
              </bdi>
              <span>{t('keys.made', { at: date(row.created_at), name: isolated(makerOf(row)) })}</span>
            </Dots>
          </small>
        </div>
      </td>
      <td data-label={t('keys.may')}>
        <div className="oc-cell">
          <span>
            <Badge tone={toneOf(row.role)}>{word('role', row.role)}</Badge>
          </span>
          <small title={row.scopes.join(', ')}>
            {row.scopes.length === 0 ? t('keys.all') : t('keys.countScopes', { count: row.scopes.length })}
          </small>
        </div>
      </td>
      <td data-label={t('keys.lastUsed')}>
        {row.last_used_at === null ? (
          <span className="oc-faint">{t('keys.unused')}</span>
        ) : (
          <time dateTime={row.last_used_at}>{instant(row.last_used_at)}</time>
        )}
      </td>
      <td data-label={t('columns.state')}>
        <State row={row} />
      </td>
      <td className="oc-row-menu">
        {items.length > 0 ? <Menu label={t('keys.actionsFor', { name: row.name })} items={items} /> : null}
      </td>
    </tr>
  );
}

// The command line has no name in any language but its own.
const COMMAND_LINE = 'command line';

function makerOf({ created_by: name }: ApiKeyRow): string {
  return name === COMMAND_LINE ? word('actor_kind', 'cli') : name;
}

const TONES: Readonly<Record<string, Tone>> = { active: 'good', ending: 'warn', revoked: 'bad' };

function State({ row }: { readonly row: ApiKeyRow }): ReactElement {
  const state = row.state === 'active' && row.replaced_by !== null ? 'ending' : row.state;
  const until = endOf(row);
  return (
    <div className="oc-cell">
      <span>
        <Badge tone={TONES[state] ?? 'neutral'}>{word('key_state', state)}</Badge>
      </span>
      {until === null ? null : <small>{until}</small>}
      {row.replaced_by === null ? null : (
        <small>{t('keys.replacedBy', { prefix: ltr(row.replaced_by) })}</small>
      )}
    </div>
  );
}

function endOf({ state, revoked_at: revokedAt, expires_at: expiresAt }: ApiKeyRow): string | null {
  if (revokedAt !== null) return t('keys.revokedAt', { at: date(revokedAt) });
  if (expiresAt === null) return null;
  return t(state === 'active' ? 'keys.endsAt' : 'keys.endedAt', { at: instant(expiresAt) });
}

const ltr = (text: string): string => `\u2066${text}\u2069`;
