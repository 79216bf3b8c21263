import type { ReactElement, ReactNode } from 'react';
import { ArrowRight, CheckCircle } from 'react-feather';
import { Link } from 'react-router-dom';
import { t } from '../boot.js';
import type { Load } from '../hooks.js';
import { Loaded } from '../kit/states.js';

interface Props<T> {
  readonly title: string;
  readonly lead?: string;
  /** The list behind it. */
  readonly to: string;
  readonly load: Load<T>;
  readonly wide?: boolean;
  readonly children: (data: T) => ReactNode;
}

/** A part of the first page, which loads, fails and is tried again by itself. */
export function HomeTile<T>({ title, lead, to, load, wide = false, children }: Props<T>): ReactElement {
  return (
    <section className={`oc-panel oc-home-tile${wide ? ' is-wide' : ''}`} aria-busy={load.loading}>
      <div className="oc-panel-head">
        <div>
          <h2>{title}</h2>
          {lead === undefined ? null : <p>{lead}</p>}
        </div>
        <Link to={to} className="oc-see" aria-label={`${t('home.see')}: ${title}`}>
          {t('home.see')}
          <ArrowRight size={14} aria-hidden="true" className="oc-mirror" />
        </Link>
      </div>
      <Loaded load={load} skeleton={3}>
        {children}
      </Loaded>
    </section>
  );
}

const SHOWN = 2;

interface CurrenciesProps<T> {
  /** Those with most to do first. */
  readonly data: readonly T[];
  readonly children: (one: T) => ReactNode;
}

/** A company has a currency or two; what more there are is folded away. */
export function Currencies<T>({ data, children }: CurrenciesProps<T>): ReactElement {
  const rest = data.slice(SHOWN);
  return (
    <>
      {data.slice(0, SHOWN).map(children)}
      {rest.length > 0 ? (
        <details className="oc-details">
          <summary>{t('home.moreCurrencies', { count: rest.length })}</summary>
          {rest.map(children)}
        </details>
      ) : null}
    </>
  );
}

/** Nothing to do here, which is good news. */
export function AllGood({ text }: { readonly text: string }): ReactElement {
  return (
    <p className="oc-all-good">
      <CheckCircle size={16} aria-hidden="true" />
      {text}
    </p>
  );
}

/** A part of a whole, as long as its share of the longest. */
export function ShareBar({
  part,
  most,
  tone,
}: {
  readonly part: number;
  readonly most: number;
  readonly tone?: string;
}): ReactElement {
  const inlineSize = `${String(most > 0 ? Math.max(2, Math.round((part / most) * 100)) : 0)}%`;
  return (
    <span className={`oc-share${tone === undefined ? '' : ` is-${tone}`}`} aria-hidden="true">
      <span style={{ inlineSize }} />
    </span>
  );
}
