import type { ReactNode } from 'react';
import { askForCheck } from '../fresh-check.js';
import { useLanguage } from '../language.js';
import { refusalOf } from '../texts.js';
import type { Resource } from '../use-resource.js';
import { Action, Empty, Notice, Skeleton } from './parts.js';

/** What was loaded, its shape before, or why it could not be. */
export function Loaded<Data>({
  resource,
  children,
  rows = 3,
}: {
  readonly resource: Resource<Data>;
  readonly children: (data: Data) => ReactNode;
  readonly rows?: number;
}): ReactNode {
  const language = useLanguage();
  const { texts } = language;
  const { data, problem, reload } = resource;
  if (data !== null) return children(data);
  if (!problem) return <Skeleton rows={rows} />;
  if (problem.code === 'fresh_check_required')
    return (
      <Empty icon="shield" title={texts.check.gate} body={texts.check.gateBody}>
        <Action
          onPress={() => {
            void askForCheck().then((passed) => (passed ? reload() : undefined));
          }}
        >
          {texts.check.gateAction}
        </Action>
      </Empty>
    );
  return (
    <Notice tone="danger" title={refusalOf(language, problem)} isAlert size="large">
      <Action look="quiet" onPress={() => void reload()}>
        {texts.retry}
      </Action>
      {problem.request_id !== null && (
        <span className="reference">{texts.reference(problem.request_id)}</span>
      )}
    </Notice>
  );
}
