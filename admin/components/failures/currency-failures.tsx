import type { CSSProperties, ReactElement } from 'react';
import { Link } from 'react-router-dom';
import type { FailureFigures, FailureReport } from '../../panel-billing.js';
import { day, month, number, percent, t, word } from '../boot.js';
import { Amount } from '../kit/controls.js';
import { Table } from '../kit/table.js';
import { drillInto, type Group, type reportFilter } from './failure-filter.js';

type Failures = FailureReport['data'][number];
type Filter = ReturnType<typeof reportFilter>;

/** One currency's failures: the sums, and what they are made of. */
export function CurrencyFailures({
  failures,
  filter,
}: {
  readonly failures: Failures;
  readonly filter: Filter;
}): ReactElement {
  const { currency, total, groups } = failures;
  const most = Math.max(...groups.map(({ money }) => money.amount));
  return (
    <section className="oc-panel">
      <h2>
        <bdi dir="ltr">{currency}</bdi>
      </h2>
      <Sums total={total} currency={currency} filter={filter} />
      <Table
        ruled
        heads={[
          t(`failures.groups.${filter.group_by}`),
          t('failures.amount'),
          t('failures.payments'),
          t('failures.attempts'),
          t('failures.expired'),
          t('failures.recovered'),
        ]}
      >
        {groups.map((group) => (
          <Row key={group.key} group={group} most={most} currency={currency} filter={filter} />
        ))}
      </Table>
    </section>
  );
}

interface SumsProps {
  readonly total: FailureFigures;
  readonly currency: string;
  readonly filter: Filter;
}

function Sums({ total, currency, filter }: SumsProps): ReactElement {
  const expired = { ...drillInto(filter, currency, null), expired: 'true' };
  return (
    <dl className="oc-figures oc-figures-inset">
      <div className="oc-figure">
        <dt>{t('failures.amount')}</dt>
        <dd>
          <Amount money={total.money} />
        </dd>
      </div>
      <div className="oc-figure">
        <dt>{t('failures.payments')}</dt>
        <dd>{number(total.payments)}</dd>
      </div>
      <div className="oc-figure">
        <dt>{t('failures.attempts')}</dt>
        <dd>{number(total.failed_attempts)}</dd>
      </div>
      <div className="oc-figure oc-tone-bad">
        <dt>{t('failures.expired')}</dt>
        <dd>
          {total.expired_cards.payments > 0 ? (
            <Link to={addressOf(expired)}>{number(total.expired_cards.payments)}</Link>
          ) : (
            number(0)
          )}
        </dd>
      </div>
      <div className="oc-figure oc-tone-good">
        <dt>{t('failures.recovered')}</dt>
        <dd>{percent(total.recovered.share)}</dd>
      </div>
    </dl>
  );
}

interface RowProps {
  readonly group: Failures['groups'][number];
  readonly most: number;
  readonly currency: string;
  readonly filter: Filter;
}

function Row({ group, most, currency, filter }: RowProps): ReactElement {
  const width = { inlineSize: `${String(Math.max(2, Math.round((group.money.amount / most) * 100)))}%` };
  return (
    <tr>
      <td data-label={t(`failures.groups.${filter.group_by}`)}>
        <Link to={addressOf(drillInto(filter, currency, group.key))} className="oc-open">
          {keyText(filter.group_by, group.key)}
        </Link>
      </td>
      <td data-label={t('failures.amount')}>
        <div className="oc-cell">
          <Amount money={group.money} />
          <Bar style={width} />
        </div>
      </td>
      <td data-label={t('failures.payments')}>{number(group.payments)}</td>
      <td data-label={t('failures.attempts')}>{number(group.failed_attempts)}</td>
      <td data-label={t('failures.expired')}>
        {group.expired_cards.payments > 0 ? (
          number(group.expired_cards.payments)
        ) : (
          <span className="oc-faint">–</span>
        )}
      </td>
      <td data-label={t('failures.recovered')}>
        <span className="oc-together">
          {percent(group.recovered.share)}
          {group.recovered.payments > 0 ? (
            <span className="oc-faint">
              <Amount money={group.recovered.money} />
            </span>
          ) : null}
        </span>
      </td>
    </tr>
  );
}

function Bar({ style }: { readonly style: CSSProperties }): ReactElement {
  return (
    <span className="oc-bar" aria-hidden="true">
      <span style={style} />
    </span>
  );
}

function addressOf(values: Readonly<Record<string, string>>): string {
  return `/admin/resources/payment-failures?${new URLSearchParams(values).toString()}#failures`;
}

const VOCABULARIES: Readonly<Record<Exclude<Group, 'period'>, string>> = {
  bucket: 'decline_bucket',
  vendor: 'vendor',
  brand: 'brand',
  stage: 'dunning_stage',
};

/** What a group of failures is called. */
export function keyText(group: Group, key: string): string {
  if (group === 'period') return key.length === 10 ? day(key) : month(key);
  if (group === 'brand' && key === 'paypal') return word('vendor', key);
  return word(VOCABULARIES[group], key);
}
