import type { ReactElement } from 'react';
import type { OutlookView, StepView, TimelineEntry } from '../../panel-dunning.js';
import type { PaymentMethodView } from '../../panel-services.js';
import { instant, t, word } from '../boot.js';
import { stepText, timelineDetail } from './words.js';

/** Everything that happened in a case, the newest first, with who did it. */
export function Timeline({ entries }: { readonly entries: readonly TimelineEntry[] }): ReactElement {
  return (
    <section className="oc-panel">
      <h2>{t('dunning.timeline')}</h2>
      <ol className="oc-timeline">
        {entries.toReversed().map((entry, index) => (
          <Entry key={entry.at + String(index)} entry={entry} />
        ))}
      </ol>
    </section>
  );
}

function Entry({ entry: { at, kind, actor, details } }: { readonly entry: TimelineEntry }): ReactElement {
  const more = timelineDetail(kind, details);
  const isOurs = actor.kind === 'system';
  return (
    <li className={isOurs ? undefined : 'is-person'}>
      <p>
        <strong>{word('timeline', kind)}</strong>
        {more === null ? null : (
          <>
            : <bdi>{more}</bdi>
          </>
        )}
      </p>
      <p className="oc-dots oc-small">
        <time dateTime={at}>{instant(at)}</time>
        {isOurs ? <span>{word('actor_kind', 'system')}</span> : <bdi>{actor.name}</bdi>}
      </p>
    </li>
  );
}

/** What will be done from now on, a day at a time. */
export function Forecast({
  outlook,
  methods,
}: {
  readonly outlook: OutlookView;
  readonly methods: readonly PaymentMethodView[];
}): ReactElement {
  return (
    <section className="oc-panel">
      <h2>{t('dunning.forecast')}</h2>
      {outlook.entries.length === 0 ? (
        <p className="oc-note">{t('dunning.noForecast')}</p>
      ) : (
        <>
          <p className="oc-note">{t('dunning.forecastLead')}</p>
          <StepList entries={outlook.entries} methods={methods} />
        </>
      )}
    </section>
  );
}

/** Steps under their instants. */
export function StepList({
  entries,
  methods = [],
}: {
  readonly entries: readonly StepView[];
  readonly methods?: readonly PaymentMethodView[];
}): ReactElement {
  const instants = [...new Set(entries.map(({ at }) => at))];
  return (
    <ol className="oc-timeline">
      {instants.map((at) => (
        <li key={at}>
          <p className="oc-small">
            <time dateTime={at}>{instant(at)}</time>
          </p>
          {entries
            .filter((entry) => entry.at === at)
            .map((entry, index) => (
              <p key={entry.does + String(index)}>{stepText(entry, methods)}</p>
            ))}
        </li>
      ))}
    </ol>
  );
}
