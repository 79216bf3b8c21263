import { useCallback, useEffect, useState, type ReactNode } from 'react';
import { api } from '../care-api.js';
import { problemOf, type CareProblem } from '../care-problem.js';
import type { Challenge } from '../care-types.js';
import { onCheckWanted, settleCheck } from '../fresh-check.js';
import { useLanguage, useTexts } from '../language.js';
import { session } from '../session.js';
import { refusalOf } from '../texts.js';
import { CodeForm } from './code-form.js';
import { Action, Notice } from './parts.js';
import { Sheet } from './sheet.js';

/** Asks for a code from the mailbox whenever something needs a fresh proof; what was begun goes on by itself. */
export function CheckDialog(): ReactNode {
  const [isWanted, setWanted] = useState(false);
  useEffect(() => onCheckWanted(setWanted), []);
  return isWanted ? <Check /> : null;
}

function Check(): ReactNode {
  const texts = useTexts();
  const [challenge, setChallenge] = useState<Challenge | null>(null);
  const [problem, setProblem] = useState<CareProblem | null>(null);
  const begin = useCallback(async () => {
    setProblem(null);
    setChallenge(await api.beginCheck());
  }, []);
  const tryToBegin = useCallback(() => {
    begin().catch((error: unknown) => {
      setProblem(problemOf(error));
    });
  }, [begin]);
  useEffect(tryToBegin, [tryToBegin]);
  return (
    <Sheet
      title={texts.check.title}
      onClose={() => {
        settleCheck(false);
      }}
    >
      {challenge ? (
        <>
          <p className="dialog-lead">{texts.check.lead(challenge.email_masked ?? '')}</p>
          <CodeForm
            action={texts.check.confirm}
            onAgain={begin}
            onCode={async (code) => {
              session.apply(await api.check(challenge.challenge_id, code));
              settleCheck(true);
            }}
          />
        </>
      ) : (
        <Beginning problem={problem} onRetry={tryToBegin} />
      )}
    </Sheet>
  );
}

function Beginning({
  problem,
  onRetry,
}: {
  readonly problem: CareProblem | null;
  readonly onRetry: () => void;
}): ReactNode {
  const language = useLanguage();
  const { texts } = language;
  if (problem)
    return (
      <Notice tone="danger" title={refusalOf(language, problem)} isAlert>
        <Action look="quiet" onPress={onRetry}>
          {texts.retry}
        </Action>
      </Notice>
    );
  return (
    <div className="working" role="status">
      <span className="spinner" />
      <p>{texts.check.sending}</p>
    </div>
  );
}
