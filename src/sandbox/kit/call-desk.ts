import { setTimeout as sleep } from 'node:timers/promises';
import { send } from './answers.js';
import { type Armoury } from './fault-match.js';
import { performs, type RequestFault, requestFaults } from './request-faults.js';
import { type Exchange } from './server.js';

/** One call as it went, without its parameters. */
export interface RequestEntry {
  id: string;
  method: string;
  path: string;
  status: number;
  idempotencyKey: string | null;
  replayed: boolean;
  fault: string | null;
}

/** An answer before its standing headers. */
export interface CallResult {
  status: number;
  body: string;
  headers?: Record<string, string>;
}

/** A call that was let in: its work, and what happens around its answer. */
export interface PlannedCall {
  /** Does the work, or gives a kept answer again. */
  perform(): CallResult | Promise<CallResult>;
  /** Whether `perform` gives a kept answer; for the log. */
  readonly replayed?: boolean;
  /** Waits for what must be on disk first; a fault `webhook_before_answer` also sends the events here. */
  beforeAnswer?(): Promise<void>;
  /** Lets events go, and does what the vendor does of itself. */
  afterAnswer?(): void;
}

/** How one vendor's calls are let in and answered. */
export interface CallRules<D> {
  /** How long every call takes at least. */
  readonly latencyMs: number;
  newRequestId(): string;
  /** Checks keys, finds the endpoint, looks at the idempotency key; throws what `failure` turns into an answer. */
  admit(exchange: Exchange, requestId: string, fault: RequestFault<D> | null): PlannedCall;
  /** The answer for anything thrown. */
  failure(error: unknown): CallResult;
  /** The answer of `error_500_*`; with `error_500_after`, `perform` gives it itself so that it can be kept. */
  serverError(): CallResult;
  rateLimited(fault: RequestFault<D>): CallResult;
  /** Headers of every answer. */
  headers(exchange: Exchange, requestId: string): Record<string, string>;
  idempotencyKey?(exchange: Exchange): string | null;
}

const REQUESTS_KEPT = 2_000;

/** A vendor's API calls: faults, work, answer, events, in this order. */
export class CallDesk<D = unknown> {
  readonly faults: Armoury<RequestFault<D>> = requestFaults<D>();
  /** The newest calls, the oldest first. */
  readonly requests: RequestEntry[] = [];

  constructor(private readonly rules: CallRules<D>) {}

  async handle(exchange: Exchange): Promise<void> {
    const id = this.rules.newRequestId();
    const fault = this.faults.take(`${exchange.method} ${exchange.path}`);
    if (!performs(fault)) {
      await this.wait();
      this.finish(exchange, id, this.spoiled(fault), { fault, replayed: false });
      return;
    }
    let planned: PlannedCall;
    try {
      planned = this.rules.admit(exchange, id, fault);
    } catch (error) {
      this.finish(exchange, id, this.rules.failure(error), { fault: null, replayed: false });
      return;
    }
    await this.wait();
    const result = await this.perform(planned);
    await planned.beforeAnswer?.();
    this.finish(exchange, id, result, { fault, replayed: planned.replayed ?? false });
    planned.afterAnswer?.();
  }

  /** Forgets faults and the log. */
  reset(): void {
    this.faults.clear();
    this.requests.length = 0;
  }

  private async perform(planned: PlannedCall): Promise<CallResult> {
    try {
      return await planned.perform();
    } catch (error) {
      return this.rules.failure(error);
    }
  }

  private spoiled(fault: RequestFault<D> | null): CallResult {
    return fault?.kind === 'rate_limit' ? this.rules.rateLimited(fault) : this.rules.serverError();
  }

  private finish(
    exchange: Exchange,
    id: string,
    result: CallResult,
    { fault, replayed }: { fault: RequestFault<D> | null; replayed: boolean },
  ): void {
    const { method, path, request, response } = exchange;
    this.requests.push({
      id,
      method,
      path,
      status: result.status,
      idempotencyKey: this.rules.idempotencyKey?.(exchange) ?? null,
      replayed,
      fault: fault?.kind ?? null,
    });
    if (this.requests.length > REQUESTS_KEPT) this.requests.splice(0, REQUESTS_KEPT / 2);
    const headers = { ...this.rules.headers(exchange, id), ...result.headers };
    send(request, response, { ...result, headers }, fault);
  }

  private async wait(): Promise<void> {
    if (this.rules.latencyMs > 0) await sleep(this.rules.latencyMs);
  }
}
