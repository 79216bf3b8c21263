import type { ReactElement } from 'react';
import { useState } from 'react';
import { Calendar, Download, PhoneCall } from 'react-feather';
import { Link } from 'react-router-dom';
import type { ExpiringAnswer, ExpiringAnswerRow } from '../../contract.js';
import { read } from '../api.js';
import { t } from '../boot.js';
import { useAddress, useKept, useLoad, useMay, type Address } from '../hooks.js';
import { Empty, Loaded } from '../kit/states.js';
import { Page } from '../kit/page.js';
import { CountText, Pager } from '../list/pager.js';
import { ExpiringFilters, filterOf, FollowUpBanner } from './expiring-filters.js';
import { ExpiringTable } from './expiring-table.js';
import { EMPTY_SELECTION, type Selection } from './selection.js';
import { SelectionBar } from './selection-bar.js';
import { useReminders } from './reminders.js';

/** Whose card runs out, and reminding them. */
export function ExpiringCards(): ReactElement {
  const address = useAddress();
  const filter = filterOf(address.values);
  const filterKey = JSON.stringify(filter);
  const params = address.values['cursor'] ? { ...filter, cursor: address.values['cursor'] } : filter;
  const load = useLoad(JSON.stringify(params), () => read<ExpiringAnswer>('expiring-cards', 'list', params));
  const count = useKept(filterKey, load.data?.count ?? null);
  const [chosen, setChosen] = useState({ of: filterKey, selection: EMPTY_SELECTION });
  const selection = chosen.of === filterKey ? chosen.selection : EMPTY_SELECTION;
  const select = (next: Selection): void => {
    setChosen({ of: filterKey, selection: next });
  };
  const reminders = useReminders(filter, count, () => {
    select(EMPTY_SELECTION);
    load.reload();
  });
  const mayRemind = useMay()('reminders:send');
  const notify = (row: ExpiringAnswerRow): void => {
    reminders.confirm(EMPTY_SELECTION.toggle(row.id));
  };
  return (
    <Page title={t('expiring.title')}>
      <Head filter={filter} />
      <Pinned answer={load.data} onNotify={mayRemind ? notify : null} />
      <section className="oc-panel" aria-busy={load.loading}>
        <div className="oc-panel-tools is-stacked">
          <ExpiringFilters address={address} />
          <CountText count={count} />
        </div>
        <FollowUpBanner address={address} />
        <Loaded load={load} skeleton={8}>
          {({ rows, next_cursor: next }) =>
            rows.length === 0 ? (
              <NoCards address={address} />
            ) : (
              <>
                {mayRemind ? (
                  <SelectionBar
                    selection={selection}
                    page={rows}
                    count={count}
                    onlyPage={next === null && address.previous === null}
                    onSelect={select}
                    onSend={() => {
                      reminders.confirm(selection);
                    }}
                  />
                ) : null}
                <ExpiringTable
                  rows={rows}
                  selection={mayRemind ? selection : null}
                  onSelect={select}
                  onNotify={mayRemind ? notify : null}
                />
              </>
            )
          }
        </Loaded>
        <Pager address={address} nextCursor={load.data?.next_cursor ?? null} />
      </section>
      {reminders.dialogs}
    </Page>
  );
}

function Head({ filter }: { readonly filter: Record<string, string> }): ReactElement {
  return (
    <header className="oc-page-head">
      <div>
        <h1>{t('expiring.title')}</h1>
        <p>{t('expiring.lead')}</p>
      </div>
      <a
        className="oc-button oc-button-plain"
        href={`/admin/export/expiring-cards.csv?${new URLSearchParams(filter).toString()}`}
        download
      >
        <Download size={16} aria-hidden="true" />
        {t('expiring.csv')}
      </a>
    </header>
  );
}

interface PinnedProps {
  readonly answer: ExpiringAnswer | null;
  readonly onNotify: ((row: ExpiringAnswerRow) => void) | null;
}

/** Those whom a mail will hardly reach in time any more. */
function Pinned({ answer, onNotify }: PinnedProps): ReactElement | null {
  if (!answer || answer.pinned.length === 0) return null;
  const { pinned: rows, pinned_more: more } = answer;
  return (
    <details className="oc-pinned">
      <summary>
        <PhoneCall size={17} aria-hidden="true" />
        <strong>{t('expiring.pinnedTitle')}</strong>
        <span className="oc-count">
          {t(more ? 'expiring.pinnedMore' : 'expiring.pinnedCount', { count: rows.length })}
        </span>
      </summary>
      <ExpiringTable rows={rows} selection={null} onNotify={onNotify} />
      {more ? (
        <p className="oc-note">
          <Link to="/admin/resources/expiring-cards?range=expired&default_only=true">
            {t('expiring.pinnedAll')}
          </Link>
        </p>
      ) : null}
    </details>
  );
}

function NoCards({ address }: { readonly address: Address }): ReactElement {
  const icon = <Calendar size={22} />;
  if (address.values['not_acted_since_days']) {
    return <Empty icon={icon} title={t('expiring.emptyFollowUp')} text={t('expiring.emptyFollowUpText')} />;
  }
  if (address.values['range'] === 'expired') {
    return <Empty icon={icon} title={t('expiring.emptyExpired')} text={t('expiring.emptyExpiredText')} />;
  }
  return <Empty icon={icon} title={t('expiring.empty')} text={t('expiring.emptyText')} />;
}
