import type { ReactElement } from 'react';
import { STAGES, type PolicyDocument, type Stage } from '../../panel-dunning.js';
import { number, t, word } from '../boot.js';

/** The whole ladder on a line, with where the case is on it. */
export function Ladder({
  document,
  current,
}: {
  readonly document: PolicyDocument;
  readonly current: Stage;
}): ReactElement {
  const stages = STAGES.flatMap((stage) => {
    const from = document.stages[stage];
    return from === null ? [] : [{ stage, from }];
  });
  return (
    <ol className="oc-ladder" aria-label={t('dunning.ladder')}>
      {stages.map(({ stage, from }, index) => {
        const next = stages[index + 1];
        // By the stage and not by the day: late warnings move what follows them.
        const isPast = STAGES.indexOf(stage) < STAGES.indexOf(current);
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
