import type { ReactElement } from 'react';
import { useState } from 'react';
import { Phone, PhoneCall } from 'react-feather';
import { Link } from 'react-router-dom';
import type { ListAnswer } from '../../contract.js';
import { CALL_DUE, type CallRow } from '../../panel-dunning.js';
import { read } from '../api.js';
import { date, instant, money, t, word } from '../boot.js';
import { methodOf } from '../billing/words.js';
import { useAddress, useLoad, useMay, useSay } from '../hooks.js';
import { Amount, Badge, Button, Dots, Segments, toneOf } from '../kit/controls.js';
import { methodName } from '../kit/method.js';
import { Page } from '../kit/page.js';
import { Empty, Loaded } from '../kit/states.js';
import { Filters } from '../list/filters.js';
import { Pager } from '../list/pager.js';
import { CallOf } from '../phone/call-button.js';
import type { ListPageProps } from '../shell/routes.js';
import { CallOutcome } from './call-outcome.js';
import { aboutOf, actsText, caseAddress } from './words.js';

/** Calls to make and decisions to take, each with all that is needed for it. */
export function CallTasks({ action }: ListPageProps): ReactElement {
  const address = useAddress();
  const load = useLoad(JSON.stringify(address.values), () =>
    read<ListAnswer<CallRow>>('call-tasks', 'list', address.values),
  );
  const due = address.values['due'] ?? 'open';
  return (
    <Page title={t('resources.call-tasks')}>
      <header className="oc-page-head">
        <div>
          <h1>{t('resources.call-tasks')}</h1>
          <p>{t('leads.call-tasks')}</p>
        </div>
      </header>
      <section className="oc-panel" aria-busy={load.loading}>
        <div className="oc-panel-tools">
          <Segments
            label={t('calls.due')}
            value={due}
            options={CALL_DUE.map((value) => ({ value, label: t(`calls.tabs.${value}`) }))}
            onPick={(value) => {
              address.filter({ due: value === 'open' ? null : value });
            }}
          />
          <Filters fields={action.custom.view?.filters ?? []} address={address} />
        </div>
        <Loaded load={load}>
          {({ rows }) =>
            rows.length === 0 ? (
              <NoCalls isOver={due === 'done' || due === 'canceled'} />
            ) : (
              <ul className="oc-calls">
                {rows.map((row) => (
                  <Call key={row.id} row={row} onChanged={load.reload} />
                ))}
              </ul>
            )
          }
        </Loaded>
        <Pager address={address} nextCursor={load.data?.next_cursor ?? null} />
      </section>
    </Page>
  );
}

function NoCalls({ isOver }: { readonly isOver: boolean }): ReactElement {
  return isOver ? (
    <Empty icon={<Phone size={22} />} title={t('calls.emptyDone')} text={t('calls.emptyDoneText')} />
  ) : (
    <Empty icon={<Phone size={22} />} title={t('calls.empty')} text={t('calls.emptyText')} />
  );
}

interface CallProps {
  readonly row: CallRow;
  readonly onChanged: () => void;
}

function Call({ row, onChanged }: CallProps): ReactElement {
  const { customer } = row.case;
  return (
    <li className={row.state === 'open' ? undefined : 'is-over'}>
      <div className="oc-call-head">
        <strong>
          <Link to={caseAddress(row.case.id)} className="oc-open">
            <bdi>{customer.name}</bdi>
          </Link>
        </strong>
        <Badge tone={row.kind === 'approval' ? 'bad' : 'accent'}>{word('call_kind', row.kind)}</Badge>
        <Badge tone={toneOf(row.case.stage)}>{word('dunning_stage', row.case.stage)}</Badge>
        {row.overdue ? <Badge tone="warn">{t('calls.overdue')}</Badge> : null}
      </div>
      <Dots>
        {customer.phone ? (
          <a href={`tel:${customer.phone}`} dir="ltr">
            {customer.phone}
          </a>
        ) : (
          <span>{t('calls.noPhone')}</span>
        )}
        <span>{t('calls.speaks', { language: word('locale', customer.locale) })}</span>
        <bdi>{aboutOf(row.case)}</bdi>
        <Amount money={row.case.owed} />
        <span>{t('calls.since', { day: date(row.created_at) })}</span>
      </Dots>
      <What row={row} />
      <CallEnd row={row} onChanged={onChanged} />
    </li>
  );
}

/** What to say to the customer, or what there is to decide. */
function What({ row }: { readonly row: CallRow }): ReactElement | null {
  if (row.state !== 'open') return null;
  if (row.kind === 'approval')
    return (
      <p className="oc-script">
        {t('calls.decide', { acts: actsText(row.acts) })}
        {row.case.waits_for === 'untold' ? <span>{t('calls.untold')}</span> : null}
      </p>
    );
  return (
    <p className="oc-script">
      <span>{t('calls.say')}</span>
      {t(`calls.script.${row.case.stage}`, {
        amount: money(row.case.owed),
        service: row.case.service?.name ?? t('calls.yourService'),
        method: row.method ? methodName(methodOf(row.method)) : t('calls.yourMethod'),
      })}
    </p>
  );
}

function CallEnd({ row, onChanged }: CallProps): ReactElement {
  const may = useMay();
  const say = useSay();
  const [isNoting, setNoting] = useState(false);
  if (row.state !== 'open') return <Over row={row} />;
  return (
    <div className="oc-actions is-start">
      {row.kind === 'call' && may('identity_checks:write') ? (
        <CallOf
          customerId={row.case.customer_id}
          caseId={row.case.id}
          icon={<PhoneCall size={15} aria-hidden="true" />}
          onChanged={onChanged}
        />
      ) : null}
      {row.kind === 'call' && may('dunning:write') ? (
        <Button
          small
          onClick={() => {
            setNoting(true);
          }}
        >
          {t('calls.note')}
        </Button>
      ) : null}
      <Link to={caseAddress(row.case.id)} className="oc-button oc-button-plain oc-button-small">
        {t('calls.openCase')}
      </Link>
      {isNoting ? (
        <CallOutcome
          id={row.id}
          onClose={() => {
            setNoting(false);
          }}
          onDone={() => {
            setNoting(false);
            say(t('calls.saved'));
            onChanged();
          }}
        />
      ) : null}
    </div>
  );
}

function Over({ row }: { readonly row: CallRow }): ReactElement {
  if (row.outcome === null) return <p className="oc-faint">{t('calls.tabs.canceled')}</p>;
  return (
    <p>
      {t('calls.doneBy', {
        outcome: word('call_outcome', row.outcome),
        name: row.done_by ?? '',
        at: row.done_at === null ? '' : instant(row.done_at),
      })}
      {row.note === null ? null : (
        <>
          {': '}
          <bdi>{row.note}</bdi>
        </>
      )}
    </p>
  );
}
