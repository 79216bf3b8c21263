import type { ReactElement, ReactNode } from 'react';
import { Check } from 'react-feather';
import { Link } from 'react-router-dom';
import type { MoneyView, PaymentMethodView } from '../../panel-services.js';
import type { Column, ColumnKind } from '../../resources/list-view.js';
import { day, instant, t, word } from '../boot.js';
import { Amount, Badge, toneOf } from '../kit/controls.js';
import { MethodBadge, MethodSource } from '../kit/method.js';

export type Row = Readonly<Record<string, unknown>> & { readonly id: string };

/** One value of a row, drawn as its column says, with its second line. */
export function Cell({
  row,
  column,
  href,
}: {
  readonly row: Row;
  readonly column: Column;
  readonly href: string | null;
}): ReactElement {
  const main = draw(column.kind, row[column.key]);
  const under = column.under === undefined ? null : row[column.under];
  return (
    <div className="oc-cell">
      {href ? (
        <Link to={href} className="oc-open">
          {main}
        </Link>
      ) : (
        main
      )}
      {isNothing(under) ? null : <small>{draw(column.underKind ?? 'text', under)}</small>}
    </div>
  );
}

/** One value by its kind; a dash for nothing. */
export function draw(kind: ColumnKind, value: unknown): ReactNode {
  if (isNothing(value)) return <span className="oc-faint">–</span>;
  const [name = '', vocabulary = ''] = kind.split(':');
  return (DRAW[name] ?? DRAW['text'])?.(value, vocabulary);
}

const text = (value: unknown): string =>
  typeof value === 'string' || typeof value === 'number' ? String(value) : '';

/** What has a page of its own, by its name in the audit trail. */
const PAGES: Readonly<Record<string, string>> = {
  customer: 'customers',
  dunning_case: 'dunning-cases',
  dunning_policy: 'dunning-policies',
  invoice: 'invoices',
  message: 'messages',
  payment: 'payments',
  webhook_event: 'vendor-events',
};

const DRAW: Readonly<Record<string, (value: unknown, vocabulary: string) => ReactNode>> = {
  text: (value) => <bdi>{text(value)}</bdi>,
  code: (value) => (
    <bdi dir="ltr" className="oc-code">
      {text(value)}
    </bdi>
  ),
  email: (value) => <bdi dir="ltr">{text(value)}</bdi>,
  instant: (value) => <time dateTime={text(value)}>{instant(text(value))}</time>,
  day: (value) => <time dateTime={text(value)}>{day(text(value))}</time>,
  money: (value) => <Amount money={value as MoneyView} />,
  method: (value) => {
    const method = value as PaymentMethodView;
    return (
      <span className="oc-together">
        <MethodSource method={method} />
        <MethodBadge method={method} />
      </span>
    );
  },
  customer: (value) => (
    <Link to={`/admin/resources/customers/records/${text(value)}/show`} className="oc-open">
      <bdi dir="ltr" className="oc-code">
        {text(value)}
      </bdi>
    </Link>
  ),
  entity: (value) => {
    const { type, id } = value as { readonly type: string; readonly id: string };
    const page = PAGES[type];
    const name = word('entity', type);
    return page === undefined ? (
      <span>{name}</span>
    ) : (
      <Link to={`/admin/resources/${page}/records/${encodeURIComponent(id)}/show`}>{name}</Link>
    );
  },
  yes: (value) =>
    value === true ? (
      <span className="oc-together">
        <Check size={16} aria-hidden="true" /> {t('list.yes')}
      </span>
    ) : (
      <span className="oc-faint">{t('list.no')}</span>
    ),
  list: (value) => <ScopeList values={value as readonly string[]} />,
  json: (value) => (
    <pre dir="ltr" className="oc-json">
      {JSON.stringify(value, null, 2)}
    </pre>
  ),
  word: (value, vocabulary) => word(vocabulary, text(value)),
  badge: (value, vocabulary) => <Badge tone={toneOf(text(value))}>{word(vocabulary, text(value))}</Badge>,
};

const FEW = 3;

function ScopeList({ values }: { readonly values: readonly string[] }): ReactElement {
  if (values.length === 0) return <span>{t('list.all')}</span>;
  const rest = values.length - FEW;
  return (
    <span className="oc-tags" title={values.join(', ')}>
      {values.slice(0, FEW).map((value) => (
        <bdi dir="ltr" className="oc-code" key={value}>
          {value}
        </bdi>
      ))}
      {rest > 0 ? <bdi dir="ltr">+{rest}</bdi> : null}
    </span>
  );
}

/** Whether there is nothing to draw. */
export function isNothing(value: unknown): boolean {
  return value === null || value === undefined || value === '';
}
