import type { ReactElement } from 'react';
import { Link } from 'react-router-dom';
import type { RECOVERY_GROUPS, RecoveryFigures, RecoveryReport } from '../../panel-recovery.js';
import { month, number, percent, t, word } from '../boot.js';
import { Amount } from '../kit/controls.js';
import { Table } from '../kit/table.js';

/** What a report is broken down by. */
export type RecoveryGroup = (typeof RECOVERY_GROUPS)[number];

type One = RecoveryReport['data'][number];

interface RecoveryProps {
  readonly recovery: One;
  readonly group: RecoveryGroup;
}

/** One currency: the sums, what became of the cases of each group, and what is under way now. */
export function CurrencyRecovery({ recovery, group }: RecoveryProps): ReactElement {
  const { currency, total, groups, open_by_stage: stages } = recovery;
  return (
    <section className="oc-panel">
      <h2>
        <bdi dir="ltr">{currency}</bdi>
      </h2>
      <Sums total={total} />
      {groups.length === 0 ? null : <Chart recovery={recovery} group={group} />}
      {stages.length === 0 ? null : (
        <>
          <h3 className="oc-inset-title">{t('recovery.openNow')}</h3>
          <ul className="oc-stage-list">
            {stages.map(({ stage, cases, money }) => (
              <li key={stage}>
                <Link to={`/admin/resources/dunning-cases?stage=${stage}`}>
                  {word('dunning_stage', stage)}
                </Link>
                <strong>{number(cases)}</strong>
                <Amount money={money} />
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  );
}

function Sums({ total }: { readonly total: RecoveryFigures }): ReactElement {
  const days = total.days_to_recovery;
  return (
    <dl className="oc-figures oc-figures-inset">
      <Figure name={t('recovery.cases')}>{number(total.cases)}</Figure>
      <Figure name={t('recovery.money')}>
        <Amount money={total.money} />
      </Figure>
      <Figure name={t('recovery.recovered')} tone="good">
        <Amount money={total.recovered.money} />
      </Figure>
      <Figure name={t('recovery.share')} tone="good">
        {percent(total.recovered.share)}
      </Figure>
      <Figure name={days ? t('recovery.daysAndMedian', { median: tenths(days.median) }) : t('recovery.days')}>
        {days ? tenths(days.mean) : '–'}
      </Figure>
    </dl>
  );
}

function tenths(days: number): string {
  return number(Math.round(days * 10) / 10);
}

function Figure({
  name,
  tone,
  children,
}: {
  readonly name: string;
  readonly tone?: 'good';
  readonly children: React.ReactNode;
}): ReactElement {
  return (
    <div className={`oc-figure${tone ? ` oc-tone-${tone}` : ''}`}>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

const ENDS = ['recovered', 'open', 'written_off', 'closed'] as const;
const NAMES = {
  recovered: 'recovery.recovered',
  open: 'recovery.open',
  written_off: 'recovery.writtenOff',
  closed: 'recovery.closed',
} as const;

function countOf(figures: RecoveryFigures, end: (typeof ENDS)[number]): number {
  return end === 'recovered' ? figures.recovered.cases : figures[end];
}

/** A bar for each group, as long as its cases are many, and in it what became of them; the same figures stand beside it. */
function Chart({ recovery: { groups }, group }: RecoveryProps): ReactElement {
  const most = Math.max(...groups.map(({ cases }) => cases));
  return (
    <>
      <ul className="oc-legend" aria-label={t('recovery.chart')}>
        {ENDS.map((end) => (
          <li key={end}>
            <span className={`oc-swatch is-${end}`} aria-hidden="true" />
            {t(NAMES[end])}
          </li>
        ))}
      </ul>
      <Table
        ruled
        heads={[
          t(`recovery.groups.${group}`),
          t('recovery.chart'),
          t('recovery.share'),
          t('recovery.money'),
          t('recovery.days'),
        ]}
      >
        {groups.map((one) => (
          <GroupLine key={one.key} one={one} most={most} group={group} />
        ))}
      </Table>
    </>
  );
}

interface LineProps {
  readonly one: One['groups'][number];
  readonly most: number;
  readonly group: RecoveryGroup;
}

function GroupLine({ one, most, group }: LineProps): ReactElement {
  const days = one.days_to_recovery;
  return (
    <tr>
      <td data-label={t(`recovery.groups.${group}`)}>{keyText(group, one.key)}</td>
      <td data-label={t('recovery.chart')}>
        <span
          className="oc-stack"
          style={{ inlineSize: `${String(Math.max(6, Math.round((one.cases / most) * 100)))}%` }}
          aria-hidden="true"
        >
          {ENDS.filter((end) => countOf(one, end) > 0).map((end) => (
            <span key={end} className={`is-${end}`} style={{ flexGrow: countOf(one, end) }} />
          ))}
        </span>
        <small>
          {ENDS.filter((end) => countOf(one, end) > 0)
            .map((end) => `${t(NAMES[end])}: ${number(countOf(one, end))}`)
            .join(' · ')}
        </small>
      </td>
      <td data-label={t('recovery.share')}>{percent(one.recovered.share)}</td>
      <td data-label={t('recovery.money')}>
        <Amount money={one.money} />
      </td>
      <td data-label={t('recovery.days')}>
        {days ? tenths(days.mean) : <span className="oc-faint">–</span>}
      </td>
    </tr>
  );
}

const VOCABULARIES = { bucket: 'decline_bucket', vendor: 'vendor', stage: 'dunning_stage' } as const;

function keyText(group: RecoveryGroup, key: string): string {
  if (group === 'month') return month(key);
  return key === 'none' ? t('dunning.noDecline') : word(VOCABULARIES[group], key);
}
