import { ApiClient } from 'adminjs';
import { boot, instant, t } from './boot.js';

/** What went wrong, in the reader's words. */
export class PanelError extends Error {
  constructor(
    readonly code: string,
    message: string,
    readonly hint: string | null,
    /** The whole problem document, where the server sent one. */
    readonly problem: Readonly<Record<string, unknown>>,
  ) {
    super(message);
    this.name = 'PanelError';
  }
}

type Values = Readonly<Record<string, unknown>>;

interface AxiosLike {
  readonly response?: { readonly status: number; readonly data: unknown };
}

const client = new ApiClient();

const LOST = ['network', 'request_in_progress'];
const LOST_ANSWER_WAITS_MS = [800, 2_000, 4_000, 8_000];

const headers = { 'Accept-Language': boot.locale };

/** Reads through a resource's action; throws `PanelError`. */
export async function read<T>(resourceId: string, actionName: string, params: Values = {}): Promise<T> {
  return told(client.resourceAction({ resourceId, actionName, params, headers }));
}

/** Changes something through a resource's action; throws `PanelError`. */
export async function write<T>(resourceId: string, actionName: string, data: Values): Promise<T> {
  return told(client.resourceAction({ resourceId, actionName, data, headers }));
}

/** Of a dialog: whatever is sent from it under this key is done once. */
export function newKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) =>
    byte.toString(16).padStart(2, '0'),
  ).join('');
}

/** Changes something that must not happen twice: a lost answer, or one still being made, is asked for again under the same key. */
export async function writeOnce<T>(
  resourceId: string,
  actionName: string,
  wish: Values & { readonly key: string },
): Promise<T> {
  for (const wait of LOST_ANSWER_WAITS_MS) {
    try {
      return await write(resourceId, actionName, wish);
    } catch (error) {
      if (!LOST.includes(asPanelError(error).code)) throw error;
      await new Promise((resolve) => setTimeout(resolve, wait));
    }
  }
  return write(resourceId, actionName, wish);
}

/** Reads the figures of the first page; throws `PanelError`. */
export async function readHome<T>(): Promise<T> {
  return told(client.getDashboard({ headers }));
}

/** Whatever was thrown, as something that can be shown. */
export function asPanelError(error: unknown): PanelError {
  return error instanceof PanelError
    ? error
    : new PanelError('unexpected', t('trouble.unexpected', { id: '–' }), null, {});
}

async function told<T>(call: Promise<{ readonly data: unknown }>): Promise<T> {
  try {
    return (await call).data as T;
  } catch (error) {
    throw problemIn(error as AxiosLike);
  }
}

function problemIn({ response }: AxiosLike): PanelError {
  if (!response) return new PanelError('network', t('trouble.network'), null, {});
  if (response.status === 401) goToSignIn();
  const problem = (typeof response.data === 'object' ? (response.data ?? {}) : {}) as Values;
  const code = textOf(problem['code']) ?? 'unexpected';
  if (code === 'password_change_required') window.location.assign('/admin/password');
  return new PanelError(code, messageOf(code, response.status, problem), textOf(problem['hint']), problem);
}

function messageOf(code: string, status: number, problem: Values): string {
  if (code === 'forbidden') return t('trouble.role_forbidden');
  if (code === 'cross_site_request') return t('trouble.cross_site_request');
  const freeAt = textOf(problem['possible_at']);
  if (freeAt) return t('trouble.network_cap', { at: `\u2068${instant(freeAt)}\u2069` });
  const ours = status >= 500 && status !== 503 ? null : textOf(problem['detail']);
  return ours ?? t('trouble.unexpected', { id: textOf(problem['request_id']) ?? '–' });
}

function goToSignIn(): void {
  const { pathname, search } = window.location;
  window.location.assign(`/admin/login?to=${encodeURIComponent(pathname + search)}`);
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}
