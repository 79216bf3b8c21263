import type { ReactElement } from 'react';
import type { PolicyDocument } from '../../panel-dunning.js';
import { STAGES } from '../../panel-dunning.js';
import { number, t, word } from '../boot.js';

/** The whole ladder on a line, with where the case is on it. */
export function Ladder({
  document,
  day,
}: {
  readonly document: PolicyDocument;
  readonly day: number | null;
}): ReactElement {
  const stages = STAGES.flatMap((stage) => {
    const from = document.stages[stage];
    return from === null ? [] : [{ stage, from }];
  });
  const current = stages.findLast(({ from }) => day !== null && from <= day)?.stage;
  return (
    <ol className="oc-ladder" aria-label={t('dunning.ladder')}>
      {stages.map(({ stage, from }, index) => {
        const next = stages[index + 1];
        const isPast = day !== null && next !== undefined && next.from <= day;
        return (
          <li
            key={stage}
            className={`is-${stage}${isPast ? ' is-past' : ''}${stage === current ? ' is-now' : ''}`}
            aria-current={stage === current ? 'step' : undefined}
          >
            <strong>{word('dunning_stage', stage)}</strong>
            <small>
              {t('dunning.day', {
                day: next ? `${number(from)}–${number(next.from - 1)}` : `${number(from)}+`,
              })}
            </small>
          </li>
        );
      })}
    </ol>
  );
}
