import { useCallback, useEffect, useRef, useState } from 'react';
import { problemOf, type CareProblem } from './care-problem.js';
import { pauseAfter } from './pause-after.js';

/** What was loaded, and how that went. */
export interface Resource<Data> {
  readonly data: Data | null;
  readonly problem: CareProblem | null;
  readonly reload: () => Promise<void>;
}

/** No connection, or trouble on our side: asked again without a press. */
function isPassing({ code, status }: CareProblem): boolean {
  return code === 'network' || status >= 500;
}

const known = new Map<string, unknown>();

/** Forgets what was loaded for an earlier session. */
export function forgetResources(): void {
  known.clear();
}

/** Loads something, and again whenever `version` changes; what was known is shown meanwhile. */
export function useResource<Data>(key: string, version: string, load: () => Promise<Data>): Resource<Data> {
  const [data, setData] = useState<Data | null>(() => (known.get(key) as Data | undefined) ?? null);
  const [problem, setProblem] = useState<CareProblem | null>(null);
  const loader = useRef(load);
  loader.current = load;
  const turn = useRef(0);
  const failures = useRef(0);
  const reload = useCallback(async () => {
    turn.current += 1;
    const mine = turn.current;
    try {
      const loaded = await loader.current();
      if (mine !== turn.current) return;
      failures.current = 0;
      known.set(key, loaded);
      setData(loaded);
      setProblem(null);
    } catch (error) {
      if (mine !== turn.current) return;
      failures.current += 1;
      setProblem(problemOf(error));
    }
  }, [key]);
  useEffect(() => {
    void reload();
    return () => {
      turn.current += 1;
    };
  }, [reload, version]);
  useEffect(() => {
    if (!problem || !isPassing(problem)) return;
    const timer = setTimeout(() => void reload(), pauseAfter(failures.current, Math.random()));
    return () => {
      clearTimeout(timer);
    };
  }, [problem, reload]);
  return { data, problem, reload };
}
