import type { ReactElement } from 'react';
import { Link } from 'react-router-dom';
import type { RecoveryReport } from '../../panel-recovery.js';
import { read } from '../api.js';
import { boot, number, percent, t, word } from '../boot.js';
import { useLoad } from '../hooks.js';
import { Amount } from '../kit/controls.js';
import { daysBefore } from '../failures/failure-filter.js';
import { AllGood, Currencies, HomeTile, ShareBar } from './tile.js';

type Currency = RecoveryReport['data'][number];

const CASES = '/admin/resources/dunning-cases';
const REPORT = '/admin/resources/recovery';

/** What open cases put at risk, stage by stage, and what came in of those of thirty days; each currency for itself. */
export function RecoveryTile(): ReactElement {
  const period = { from: daysBefore(boot.today, 29), to: boot.today };
  const load = useLoad(boot.today, () =>
    read<RecoveryReport>('recovery', 'report', { ...period, group_by: 'stage' }),
  );
  return (
    <HomeTile title={t('home.risk')} lead={t('home.riskLead')} to={CASES} load={load}>
      {({ data }) =>
        data.length === 0 ? (
          <AllGood text={t('home.noRisk')} />
        ) : (
          <Currencies data={data.toSorted((one, other) => sizeOf(other) - sizeOf(one))}>
            {(one) => <OneCurrency key={one.currency} of={one} period={period} />}
          </Currencies>
        )
      }
    </HomeTile>
  );
}

function sizeOf({ open_by_stage: stages }: Currency): number {
  return stages.reduce((sum, { cases }) => sum + cases, 0);
}

interface OneProps {
  readonly of: Currency;
  readonly period: { readonly from: string; readonly to: string };
}

function OneCurrency({ of, period }: OneProps): ReactElement {
  const { currency, total, open_by_stage: stages } = of;
  const risk = stages.reduce((sum, { money }) => sum + money.amount, 0);
  const most = Math.max(0, ...stages.map(({ money }) => money.amount));
  return (
    <div className="oc-home-currency">
      <dl className="oc-key is-plain">
        <div>
          <dt>{t('home.atRisk')}</dt>
          <dd>
            <Link to={CASES}>
              <Amount money={{ amount: risk, currency }} />
            </Link>
          </dd>
        </div>
        <div>
          <dt>{t('home.recovered', { share: percent(total.recovered.share) })}</dt>
          <dd className="oc-good-text">
            <Link to={`${REPORT}?${new URLSearchParams({ ...period, group_by: 'stage' }).toString()}`}>
              <Amount money={total.recovered.money} />
            </Link>
          </dd>
        </div>
      </dl>
      <ul className="oc-bars">
        {stages.map(({ stage, cases, money }) => (
          <li key={stage}>
            <Link to={`${CASES}?stage=${stage}`}>{word('dunning_stage', stage)}</Link>
            <ShareBar part={money.amount} most={most} tone={stage} />
            <span className="oc-faint">{t('home.cases', { count: cases })}</span>
            <Amount money={money} />
          </li>
        ))}
      </ul>
      {stages.length === 0 ? (
        <p className="oc-note">{t('home.noOpen', { count: number(total.cases) })}</p>
      ) : null}
    </div>
  );
}
