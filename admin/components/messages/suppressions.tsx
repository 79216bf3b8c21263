import type { ReactElement } from 'react';
import { useState } from 'react';
import { CheckCircle } from 'react-feather';
import { Link } from 'react-router-dom';
import type { ListAnswer } from '../../contract.js';
import type { SuppressionRow } from '../../panel-messages.js';
import { read, write } from '../api.js';
import { instant, t, word } from '../boot.js';
import { useAddress, useLoad, useMay, useSay } from '../hooks.js';
import { ActDialog } from '../kit/act-dialog.js';
import { Badge, Button } from '../kit/controls.js';
import { Page } from '../kit/page.js';
import { Empty, Loaded } from '../kit/states.js';
import { Table } from '../kit/table.js';
import { Filters } from '../list/filters.js';
import { Pager } from '../list/pager.js';
import type { ListPageProps } from '../shell/routes.js';

/** Addresses that reminders do not go to, and the way to let one in again. */
export function Suppressions({ resource, action }: ListPageProps): ReactElement {
  const address = useAddress();
  const say = useSay();
  const mayLift = useMay()('messages:write');
  const [lifting, setLifting] = useState<SuppressionRow | null>(null);
  const load = useLoad(JSON.stringify(address.values), () =>
    read<ListAnswer<SuppressionRow>>(resource.id, 'list', address.values),
  );
  return (
    <Page title={t('resources.suppressions')}>
      <header className="oc-page-head">
        <div>
          <h1>{t('resources.suppressions')}</h1>
          <p>{t('leads.suppressions')}</p>
        </div>
      </header>
      <section className="oc-panel" aria-busy={load.loading}>
        <div className="oc-panel-tools">
          <Filters fields={action.custom.view?.filters ?? []} address={address} />
        </div>
        <Loaded load={load}>
          {({ rows }) =>
            rows.length === 0 ? (
              <Nothing isFiltered={Boolean(address.values['address'])} />
            ) : (
              <Addresses rows={rows} onLift={mayLift ? setLifting : null} />
            )
          }
        </Loaded>
        <Pager address={address} nextCursor={load.data?.next_cursor ?? null} />
      </section>
      {lifting ? (
        <LiftDialog
          row={lifting}
          onClose={() => {
            setLifting(null);
          }}
          onDone={() => {
            setLifting(null);
            say(t('suppressions.lifted', { email: `\u2066${lifting.id}\u2069` }));
            load.reload();
          }}
        />
      ) : null}
    </Page>
  );
}

interface RowsProps {
  readonly rows: readonly SuppressionRow[];
  /** Null for whoever may not. */
  readonly onLift: ((row: SuppressionRow) => void) | null;
}

function Addresses({ rows, onLift }: RowsProps): ReactElement {
  return (
    <Table
      ruled
      heads={[
        t('filters.address'),
        t('suppressions.reason'),
        t('suppressions.since'),
        { hidden: t('list.actions') },
      ]}
    >
      {rows.map((row) => (
        <tr key={row.id}>
          <td data-label={t('filters.address')}>
            <Link to={mailsTo(row.id)} className="oc-open" title={t('suppressions.mails')}>
              <bdi dir="ltr">{row.id}</bdi>
            </Link>
          </td>
          <td data-label={t('suppressions.reason')}>
            <Badge tone={row.reason === 'complaint' ? 'bad' : 'warn'}>
              {word('suppression_reason', row.reason)}
            </Badge>
          </td>
          <td data-label={t('suppressions.since')}>
            <time dateTime={row.created_at}>{instant(row.created_at)}</time>
          </td>
          <td className="oc-row-action">
            {onLift ? (
              <Button
                small
                onClick={() => {
                  onLift(row);
                }}
              >
                {t('suppressions.lift')}
              </Button>
            ) : null}
          </td>
        </tr>
      ))}
    </Table>
  );
}

interface LiftProps {
  readonly row: SuppressionRow;
  readonly onClose: () => void;
  readonly onDone: () => void;
}

function LiftDialog({ row, onClose, onDone }: LiftProps): ReactElement {
  const email = `\u2066${row.id}\u2069`;
  return (
    <ActDialog
      title={t('suppressions.liftTitle')}
      text={t('suppressions.liftText', { email })}
      note={t(`suppressions.advice.${row.reason}`)}
      button={t('suppressions.lift')}
      act={() => write('suppressions', 'lift', { address: row.id })}
      onClose={onClose}
      onDone={onDone}
    />
  );
}

function Nothing({ isFiltered }: { readonly isFiltered: boolean }): ReactElement {
  return isFiltered ? (
    <Empty
      icon={<CheckCircle size={22} />}
      title={t('suppressions.none')}
      text={t('suppressions.noneText')}
    />
  ) : (
    <Empty
      icon={<CheckCircle size={22} />}
      title={t('suppressions.empty')}
      text={t('suppressions.emptyText')}
    />
  );
}

/** The mails to an address. */
function mailsTo(address: string): string {
  return `/admin/resources/messages?${new URLSearchParams({ address }).toString()}`;
}
