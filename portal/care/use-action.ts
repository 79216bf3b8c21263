import { useCallback, useRef, useState } from 'react';
import { problemOf } from './care-problem.js';
import { GIVEN_UP, guarded } from './fresh-check.js';
import { useLanguage } from './language.js';
import { refusalOf } from './texts.js';

/** Something that the customer does: busy meanwhile, and why it was refused. */
export interface ActionState {
  readonly isBusy: boolean;
  readonly refusal: string | null;
  /** Its stable code. */
  readonly code: string | null;
  /** Does it once at a time, after a fresh check where the server wants one. */
  readonly run: (act: () => Promise<void>) => Promise<void>;
}

/** One action of a page or dialog. */
export function useAction(): ActionState {
  const language = useLanguage();
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState<ReturnType<typeof problemOf> | null>(null);
  const isRunning = useRef(false);
  const run = useCallback(async (act: () => Promise<void>) => {
    if (isRunning.current) return;
    isRunning.current = true;
    setBusy(true);
    setProblem(null);
    try {
      await guarded(act);
    } catch (error) {
      const found = problemOf(error);
      if (found.code !== GIVEN_UP) setProblem(found);
    } finally {
      isRunning.current = false;
      setBusy(false);
    }
  }, []);
  return { isBusy, refusal: problem && refusalOf(language, problem), code: problem?.code ?? null, run };
}
