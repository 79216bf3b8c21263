import type { ReactElement } from 'react';
import { useEffect } from 'react';
import { Link, useNavigate } from 'react-router-dom';
import { MAIL_OUTCOMES, type DeliveryView, type MailOutcome } from '../../panel-messages.js';
import { read } from '../api.js';
import { day as dayText, number, shortDay, t, time, word } from '../boot.js';
import { useLoad, type Load } from '../hooks.js';
import { Loaded } from '../kit/states.js';
import { Table } from '../kit/table.js';

type Day = DeliveryView['days'][number];

const FIRST_COUNT_MS = 2_500;

/** What became of the mails of thirty days; each figure leads to the mails behind it. */
export function DeliveryChart(): ReactElement {
  const load = useDelivery();
  return (
    <section className="oc-panel oc-delivery" aria-busy={load.loading}>
      <div className="oc-panel-head">
        <h2>{t('delivery.title')}</h2>
        {load.data?.counted_at ? (
          <span className="oc-count">{t('delivery.counted', { time: time(load.data.counted_at) })}</span>
        ) : null}
      </div>
      <Loaded load={load} skeleton={4}>
        {({ days, counted_at: at }) =>
          at === null ? (
            <p className="oc-note">{t('delivery.counting')}</p>
          ) : (
            <>
              <MonthChart days={days} />
              <DayTable days={days} />
            </>
          )
        }
      </Loaded>
    </section>
  );
}

/** The figures, asked for again until a job has counted for the first time. */
export function useDelivery(): Load<DeliveryView> {
  const load = useLoad('delivery', () => read<DeliveryView>('messages', 'delivery'));
  const isWaiting = load.data !== null && load.data.counted_at === null;
  const { reload } = load;
  useEffect(() => {
    if (!isWaiting || load.loading) return undefined;
    const timer = setTimeout(reload, FIRST_COUNT_MS);
    return () => {
      clearTimeout(timer);
    };
  }, [isWaiting, load.loading, reload]);
  return load;
}

/** The sums of the month and a bar a day. */
export function MonthChart({ days }: { readonly days: readonly Day[] }): ReactElement {
  const most = Math.max(1, ...days.map(totalOf));
  return (
    <>
      <Totals days={days} />
      <div className="oc-days" aria-hidden="true">
        {days.map((day) => (
          <DayBar key={day.day} day={day} most={most} />
        ))}
      </div>
      <p className="oc-days-ends" aria-hidden="true">
        <span>{shortDay(days[0]?.day ?? '')}</span>
        <span>{shortDay(days.at(-1)?.day ?? '')}</span>
      </p>
    </>
  );
}

/** The sums of the month, which are the chart's key as well. */
function Totals({ days }: { readonly days: readonly Day[] }): ReactElement {
  const period = { from: days[0]?.day ?? '', to: days.at(-1)?.day ?? '' };
  return (
    <dl className="oc-key">
      {MAIL_OUTCOMES.map((outcome) => (
        <div key={outcome} className={`is-${outcome}`}>
          <dt>{word('message_state', outcome)}</dt>
          <dd>
            <Link to={addressOf({ state: outcome, ...period })}>
              {number(days.reduce((sum, { outcomes }) => sum + outcomes[outcome], 0))}
            </Link>
          </dd>
        </div>
      ))}
    </dl>
  );
}

/** For the mouse alone: as narrow as it is, it is no target for a finger, and the figures below lead to the same mails. */
function DayBar({ day, most }: { readonly day: Day; readonly most: number }): ReactElement {
  const go = useNavigate();
  const label = t('delivery.day', { day: dayText(day.day), count: totalOf(day) });
  const height = (mails: number): object => ({ blockSize: `${String((mails / most) * 100)}%` });
  return (
    <div
      title={titleOf(day, label)}
      onClick={() => {
        go(addressOf({ from: day.day, to: day.day }));
      }}
    >
      {MAIL_OUTCOMES.toReversed().map((outcome) =>
        day.outcomes[outcome] > 0 ? (
          <span key={outcome} className={`is-${outcome}`} style={height(day.outcomes[outcome])} />
        ) : null,
      )}
    </div>
  );
}

/** The same in figures, newest first, without the days on which nothing was written. */
function DayTable({ days }: { readonly days: readonly Day[] }): ReactElement | null {
  const busy = days.filter((day) => totalOf(day) > 0).toReversed();
  if (busy.length === 0) return null;
  return (
    <details className="oc-details">
      <summary>{t('delivery.table')}</summary>
      <Table
        ruled
        heads={[t('delivery.dayColumn'), ...MAIL_OUTCOMES.map((outcome) => word('message_state', outcome))]}
      >
        {busy.map((day) => (
          <tr key={day.day}>
            <td data-label={t('delivery.dayColumn')}>
              <Link to={addressOf({ from: day.day, to: day.day })} className="oc-open">
                {dayText(day.day)}
              </Link>
            </td>
            {MAIL_OUTCOMES.map((outcome) => (
              <td key={outcome} data-label={word('message_state', outcome)}>
                <Figure day={day} outcome={outcome} />
              </td>
            ))}
          </tr>
        ))}
      </Table>
    </details>
  );
}

function Figure({ day, outcome }: { readonly day: Day; readonly outcome: MailOutcome }): ReactElement {
  const mails = day.outcomes[outcome];
  if (mails === 0) return <span className="oc-faint">–</span>;
  return <Link to={addressOf({ state: outcome, from: day.day, to: day.day })}>{number(mails)}</Link>;
}

function titleOf({ outcomes }: Day, label: string): string {
  const parts = MAIL_OUTCOMES.filter((outcome) => outcomes[outcome] > 0).map(
    (outcome) => `${word('message_state', outcome)}: ${number(outcomes[outcome])}`,
  );
  return [label, ...parts].join('\n');
}

function totalOf({ outcomes }: Day): number {
  return MAIL_OUTCOMES.reduce((sum, outcome) => sum + outcomes[outcome], 0);
}

function addressOf(values: Readonly<Record<string, string>>): string {
  return `/admin/resources/messages?${new URLSearchParams(values).toString()}`;
}
