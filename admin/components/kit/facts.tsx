import type { ReactElement, ReactNode } from 'react';

/** What something is called, and what it is. */
export type Fact = readonly [label: string, value: ReactNode];

/** A box of facts, one under the other; a dash for nothing. */
export function Facts({
  title,
  facts,
}: {
  readonly title?: string;
  readonly facts: readonly Fact[];
}): ReactElement {
  return (
    <section className="oc-panel">
      {title === undefined ? null : <h2>{title}</h2>}
      <dl className="oc-facts">
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value ?? <span className="oc-faint">–</span>}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
