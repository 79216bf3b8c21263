import type { ReactElement } from 'react';
import { Link } from 'react-router-dom';
import type { EndpointRow } from '../../panel-outbound.js';
import { newKey, write, writeOnce } from '../api.js';
import { instant, t, word } from '../boot.js';
import { useMay, useSay, useTask } from '../hooks.js';
import { Badge, Dots, toneOf } from '../kit/controls.js';
import { Menu, type MenuItem } from '../kit/menu.js';
import { Refused } from '../kit/states.js';
import { Table } from '../kit/table.js';
import type { OpenDialog } from './endpoint-dialogs.js';

interface TableProps {
  readonly rows: readonly EndpointRow[];
  readonly onOpen: (open: OpenDialog) => void;
  readonly onChanged: () => void;
}

/** Endpoints with what can be done with each. */
export function EndpointTable({ rows, onOpen, onChanged }: TableProps): ReactElement {
  const say = useSay();
  const may = useMay()('webhooks:write');
  const enable = useTask(async (row: EndpointRow) => {
    await write('webhook-endpoints', 'change', { id: row.id, state: 'enabled' });
    say(t('hooks.enabled'));
    onChanged();
  });
  const test = useTask(async (row: EndpointRow) => {
    await writeOnce('webhook-endpoints', 'test', { key: newKey(), id: row.id });
    say(t('hooks.testSent'));
  });
  const first = (row: EndpointRow): MenuItem =>
    row.state === 'enabled'
      ? { label: t('hooks.test'), onPick: () => void test.run(row) }
      : { label: t('hooks.enable'), onPick: () => void enable.run(row) };
  return (
    <>
      <Refused error={enable.error ?? test.error} />
      <Table heads={[t('hooks.url'), t('hooks.events'), t('columns.state'), { hidden: t('list.actions') }]}>
        {rows.map((row) => (
          <Line key={row.id} row={row} items={may ? [first(row), ...itemsOf(row, onOpen)] : []} />
        ))}
      </Table>
    </>
  );
}

function itemsOf(row: EndpointRow, onOpen: (open: OpenDialog) => void): MenuItem[] {
  const opens = (
    label: string,
    what: 'edit' | 'rotate' | 'disable' | 'remove',
    danger = false,
  ): MenuItem => ({
    label,
    danger,
    onPick: () => {
      onOpen({ what, row });
    },
  });
  return [
    opens(t('hooks.edit'), 'edit'),
    opens(t('hooks.rotate'), 'rotate'),
    ...(row.state === 'enabled' ? [opens(t('hooks.disable'), 'disable')] : []),
    opens(t('hooks.remove'), 'remove', true),
  ];
}

interface LineProps {
  readonly row: EndpointRow;
  readonly items: readonly MenuItem[];
}

function Line({ row, items }: LineProps): ReactElement {
  return (
    <tr>
      <td data-label={t('hooks.url')}>
        <div className="oc-cell">
          <bdi dir="ltr" className="oc-code">
            {row.url}
          </bdi>
          <small>
            <Dots>
              {row.description === null ? null : <bdi>{row.description}</bdi>}
              <Link to={`/admin/resources/webhook-deliveries?endpoint_id=${row.id}`}>
                {t('hooks.deliveries')}
              </Link>
            </Dots>
          </small>
        </div>
      </td>
      <td data-label={t('hooks.events')}>
        {row.event_types === null ? (
          t('hooks.allEvents')
        ) : (
          <span title={row.event_types.join(', ')}>
            {t('hooks.countEvents', { count: row.event_types.length })}
          </span>
        )}
      </td>
      <td data-label={t('columns.state')}>
        <div className="oc-cell">
          <span>
            <Badge tone={toneOf(row.state)}>{word('endpoint_state', row.state)}</Badge>
          </span>
          {row.state_reason === null ? null : <small>{word('endpoint_reason', row.state_reason)}</small>}
          {row.previous_secret_until === null ? null : (
            <small>{t('hooks.bothSign', { at: instant(row.previous_secret_until) })}</small>
          )}
        </div>
      </td>
      <td className="oc-row-menu">
        {items.length > 0 ? <Menu label={t('hooks.actionsFor', { url: row.url })} items={items} /> : null}
      </td>
    </tr>
  );
}
