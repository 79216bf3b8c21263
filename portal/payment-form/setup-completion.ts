import type { Completion, CompleteSetup, SetupClient, StoredMethod } from './contract.js';

// The answer may be lost after the card was stored; asking again gives the same method.
const WAITS_MS = [800, 2_500] as const;
const TIMEOUT_MS = 30_000;

/** A problem document of the API as an error. */
class ApiProblem extends Error {
  readonly code: string;
  readonly status: number;
  readonly bucket: unknown;
  readonly request_id: unknown;

  constructor(code: string, status: number, body: Readonly<Record<string, unknown>> = {}) {
    super(`The API answered ${String(status)} ${code}.`);
    this.code = code;
    this.status = status;
    this.bucket = body['bucket'];
    this.request_id = body['request_id'];
  }
}

/** Finishes setups at the API with the setup's own token; repeats what may have been lost. */
export function completeAt(apiBase: string): CompleteSetup {
  return async (setup, completion) => {
    for (const wait of [...WAITS_MS, null]) {
      try {
        return await completeOnce(apiBase, setup, completion);
      } catch (error) {
        if (wait === null || !isPassing(error)) throw error;
        await new Promise((resolve) => setTimeout(resolve, wait));
      }
    }
    throw new ApiProblem('server_error', 500);
  };
}

async function completeOnce(
  apiBase: string,
  setup: SetupClient,
  completion: Completion,
): Promise<StoredMethod> {
  const response = await post(
    `${apiBase}/v1/payment-method-setups/${encodeURIComponent(setup.id)}/complete`,
    setup.client.token,
    completion,
  );
  const body = await readObject(response);
  if (!response.ok) {
    const code = typeof body['code'] === 'string' ? body['code'] : 'server_error';
    throw new ApiProblem(code, response.status, body);
  }
  return body as unknown as StoredMethod;
}

async function post(url: string, token: string, body: unknown): Promise<Response> {
  try {
    return await fetch(url, {
      method: 'POST',
      credentials: 'omit',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
  } catch {
    throw new ApiProblem('network', 0);
  }
}

async function readObject(response: Response): Promise<Record<string, unknown>> {
  const body: unknown = await response.json().catch(() => null);
  return typeof body === 'object' && body !== null ? (body as Record<string, unknown>) : {};
}

function isPassing(error: unknown): boolean {
  return (
    error instanceof ApiProblem &&
    (error.code === 'network' || error.status >= 500) &&
    error.code !== 'vendor_not_configured'
  );
}
