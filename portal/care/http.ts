import { CareProblem } from './care-problem.js';

const TIMEOUT_MS = 30_000;

interface Call {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** One call to `/care/api`; the session is a cookie that this script never sees. */
export async function call(path: string, { method = 'GET', body, headers }: Call = {}): Promise<Response> {
  const isSent = method !== 'GET';
  try {
    return await fetch(`/care/api/${path}`, {
      method,
      credentials: 'same-origin',
      cache: 'no-store',
      headers: {
        accept: 'application/json',
        ...(isSent ? { 'content-type': 'application/json' } : {}),
        ...headers,
      },
      ...(isSent ? { body: JSON.stringify(body ?? {}) } : {}),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
  } catch {
    throw new CareProblem('network', 0);
  }
}

/** The answer's body, or the problem that it is. */
export async function answerOf(response: Response): Promise<unknown> {
  const answer: unknown = await response.json().catch(() => null);
  if (response.ok) return answer;
  const facts = (typeof answer === 'object' && answer !== null ? answer : {}) as Record<string, unknown>;
  const code = facts['code'];
  throw new CareProblem(typeof code === 'string' ? code : 'server_error', response.status, facts);
}
