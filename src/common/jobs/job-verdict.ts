import type { SystemPart } from '../checks/system-part.js';

/** When a job last ran, and how that went. */
export interface JobRun {
  readonly name: string;
  readonly everySeconds: number;
  /** Since when it could have run; null where no process that runs jobs has started yet. */
  readonly knownSince: Date | null;
  /** Null for one that has never run. */
  readonly lastSucceededAt: Date | null;
  readonly lastError: string | null;
}

const PATIENCE_MS = 10 * 60_000;
const MISSED = 3;

/** Jobs that failed when they last ran, or have not run for longer than they should (one that is new has that long to begin with); the former fail the part once they have not succeeded for as long. */
export function jobsPart(runs: readonly JobRun[], real: Date): SystemPart {
  const late = runs.filter((run) => isLate(run, real));
  const failed = runs.filter(({ lastError }) => lastError !== null);
  const lastRun = Math.max(0, ...runs.map(({ lastSucceededAt }) => lastSucceededAt?.getTime() ?? 0));
  const facts = {
    jobs: runs.length,
    late: late.length,
    failed: failed.length,
    last_run_at: lastRun === 0 ? null : new Date(lastRun).toISOString(),
  };
  if (late.length + failed.length === 0) return { name: 'jobs', state: 'ok', facts };
  const isStuck = failed.some((run) => late.includes(run));
  const words = [
    ...failed.map(({ name, lastError }) => `${name} failed: ${(lastError ?? '').slice(0, 200)}`),
    ...late.filter((run) => !failed.includes(run)).map(({ name }) => `${name} has not run in time`),
  ];
  return {
    name: 'jobs',
    state: isStuck ? 'failing' : 'warning',
    detail: `${words.slice(0, 5).join('; ')}${words.length > 5 ? `; and ${String(words.length - 5)} more` : ''}.`,
    hint: 'See the log for the job’s name; jobs run where jobs.enabled is true.',
    facts,
  };
}

function isLate({ everySeconds, lastSucceededAt, knownSince }: JobRun, real: Date): boolean {
  const patience = Math.max(PATIENCE_MS, MISSED * everySeconds * 1_000);
  const since = lastSucceededAt ?? knownSince;
  return since === null || real.getTime() - since.getTime() > patience;
}
