import type { ReactElement } from 'react';
import { Check } from 'react-feather';
import { Link } from 'react-router-dom';
import type { ExpiringAnswerRow } from '../../contract.js';
import { date, t, word } from '../boot.js';
import { Badge, Button, ButtonLink, Dots, type Tone } from '../kit/controls.js';
import { Expiry, MethodSource } from '../kit/method.js';
import { Table } from '../kit/table.js';
import { EMPTY_SELECTION, toggled, type Selection } from './selection.js';

interface TableProps {
  readonly rows: readonly ExpiringAnswerRow[];
  /** Null: rows cannot be chosen here. */
  readonly selection: Selection | null;
  readonly onSelect?: (selection: Selection) => void;
  /** Null: this person may not send reminders. */
  readonly onNotify: ((row: ExpiringAnswerRow) => void) | null;
}

const URGENT_DAYS = 7;

export function ExpiringTable({ rows, selection, onSelect, onNotify }: TableProps): ReactElement {
  const ids = rows.map((row) => row.id);
  const whole = selection !== null && rows.every((row) => selection.has(row.id));
  return (
    <Table
      className="oc-expiring"
      heads={[
        ...(selection
          ? [
              <th key="all" scope="col" className="oc-tick">
                <input
                  type="checkbox"
                  aria-label={t('expiring.selectPage')}
                  checked={whole}
                  onChange={() => onSelect?.(whole ? EMPTY_SELECTION : selection.withAll(ids))}
                />
              </th>,
            ]
          : []),
        t('expiring.customer'),
        t('expiring.card'),
        t('expiring.expiry'),
        t('expiring.daysLeft'),
        t('expiring.lastReminder'),
        t('expiring.actedSince'),
        { end: t('expiring.actions') },
      ]}
    >
      {rows.map((row) => (
        <ExpiringLine
          key={row.id}
          row={row}
          chosen={selection?.has(row.id) ?? null}
          onToggle={() => {
            if (selection) onSelect?.(toggled(selection, row.id, ids));
          }}
          onNotify={onNotify}
        />
      ))}
    </Table>
  );
}

interface LineProps {
  readonly row: ExpiringAnswerRow;
  readonly chosen: boolean | null;
  readonly onToggle: () => void;
  readonly onNotify: ((row: ExpiringAnswerRow) => void) | null;
}

function ExpiringLine({ row, chosen, onToggle, onNotify }: LineProps): ReactElement {
  const { customer, payment_method: method } = row;
  const billing = `/admin/resources/customers/records/${customer.id}/billing`;
  return (
    <tr className={chosen ? 'is-chosen' : undefined}>
      {chosen === null ? null : (
        <td className="oc-tick">
          <input
            type="checkbox"
            aria-label={t('expiring.selectRow', { name: customer.name })}
            checked={chosen}
            onChange={onToggle}
          />
        </td>
      )}
      <td data-label={t('expiring.customer')}>
        <Link to={billing} className="oc-open">
          <bdi>{customer.name}</bdi>
        </Link>
        <small>
          <Dots>
            {customer.external_id ? <bdi dir="ltr">{customer.external_id}</bdi> : null}
            <span>{word('customer_type', customer.type)}</span>
          </Dots>
        </small>
      </td>
      <td data-label={t('expiring.card')}>
        <span className="oc-together">
          <MethodSource method={method} />
          {method.is_default ? <Badge tone="good">{t('expiring.isDefault')}</Badge> : null}
        </span>
      </td>
      <td data-label={t('expiring.expiry')}>
        <Expiry method={method} />
      </td>
      <td data-label={t('expiring.daysLeft')}>
        <DaysLeft days={row.days_left} />
      </td>
      <td data-label={t('expiring.lastReminder')}>
        <LastReminder row={row} />
      </td>
      <td data-label={t('expiring.actedSince')}>
        <Acted row={row} />
      </td>
      <td className="oc-end">
        <span className="oc-row-actions">
          <ButtonLink small to={billing} title={t('expiring.updateHint', { name: customer.name })}>
            {t('expiring.update')}
          </ButtonLink>
          {onNotify ? (
            <Button
              small
              title={t('expiring.notifyHint', { name: customer.name })}
              onClick={() => {
                onNotify(row);
              }}
            >
              {t('expiring.notify')}
            </Button>
          ) : null}
        </span>
      </td>
    </tr>
  );
}

function DaysLeft({ days }: { readonly days: number }): ReactElement {
  if (days < 0) return <Badge tone="bad">{t('expiring.expired')}</Badge>;
  if (days === 0) return <Badge tone="bad">{t('expiring.today')}</Badge>;
  return <Badge tone={toneFor(days)}>{t('expiring.days', { count: days })}</Badge>;
}

function toneFor(days: number): Tone {
  if (days <= URGENT_DAYS) return 'bad';
  return days <= 30 ? 'warn' : 'neutral';
}

function LastReminder({ row }: { readonly row: ExpiringAnswerRow }): ReactElement {
  if (!row.last_reminder) return <span className="oc-faint">{t('expiring.never')}</span>;
  return (
    <>
      {date(row.last_reminder.sent_at)}
      <small>{word('stage', String(row.last_reminder.stage))}</small>
    </>
  );
}

function Acted({ row }: { readonly row: ExpiringAnswerRow }): ReactElement {
  if (!row.last_reminder) return <span className="oc-faint">–</span>;
  if (!row.acted_since) return <span className="oc-faint">{t('expiring.notActed')}</span>;
  return (
    <span className="oc-together oc-good-text">
      <Check size={15} aria-hidden="true" />
      {t('expiring.acted')}
    </span>
  );
}
