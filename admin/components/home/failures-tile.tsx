import type { ReactElement } from 'react';
import { Link } from 'react-router-dom';
import type { FailureReport } from '../../panel-billing.js';
import { read } from '../api.js';
import { boot, number, t, word } from '../boot.js';
import { daysBefore, drillInto } from '../failures/failure-filter.js';
import { useLoad } from '../hooks.js';
import { Amount } from '../kit/controls.js';
import { AllGood, Currencies, HomeTile, ShareBar } from './tile.js';

const LIST = '/admin/resources/payment-failures';
const DAYS = 7;

/** Why payments failed within a week; each currency for itself. */
export function FailuresTile(): ReactElement {
  const filter = {
    from: daysBefore(boot.today, DAYS - 1),
    to: boot.today,
    group_by: 'bucket' as const,
  };
  const load = useLoad(boot.today, () => read<FailureReport>('payment-failures', 'report', filter));
  return (
    <HomeTile
      title={t('home.failed')}
      lead={t('home.failedLead')}
      to={`${LIST}?${new URLSearchParams(filter).toString()}`}
      load={load}
    >
      {({ data }) =>
        data.length === 0 ? (
          <AllGood text={t('home.noFailed')} />
        ) : (
          <Currencies data={data.toSorted((one, other) => sizeOf(other) - sizeOf(one))}>
            {(one) => <OneCurrency key={one.currency} of={one} filter={filter} />}
          </Currencies>
        )
      }
    </HomeTile>
  );
}

function sizeOf({ total }: FailureReport['data'][number]): number {
  return total.payments;
}

interface OneProps {
  readonly of: FailureReport['data'][number];
  readonly filter: Parameters<typeof drillInto>[0];
}

function OneCurrency({ of: { currency, total, groups }, filter }: OneProps): ReactElement {
  const most = Math.max(0, ...groups.map(({ money }) => money.amount));
  const to = (key: string | null): string =>
    `${LIST}?${new URLSearchParams(drillInto(filter, currency, key)).toString()}#failures`;
  return (
    <div className="oc-home-currency">
      <dl className="oc-key is-plain">
        <div>
          <dt>{t('home.failedSum', { count: total.payments })}</dt>
          <dd>
            <Link to={to(null)}>
              <Amount money={total.money} />
            </Link>
          </dd>
        </div>
      </dl>
      <ul className="oc-bars">
        {groups.map(({ key, money, payments }) => (
          <li key={key}>
            <Link to={to(key)}>{word('decline_bucket', key)}</Link>
            <ShareBar part={money.amount} most={most} />
            <span className="oc-faint">{number(payments)}</span>
            <Amount money={money} />
          </li>
        ))}
      </ul>
    </div>
  );
}
