import { type Armoury } from './fault-match.js';
import { type EventRecord } from './records.js';
import { type DeliveryPlan, planDelivery, webhookFaults, type WebhookFault } from './webhook-faults.js';
import { WebhookPost } from './webhook-post.js';

/** One try to deliver an event. */
export interface Delivery {
  eventId: string;
  type: string;
  /** The endpoint's answer; 0 means none, null that the event was dropped on purpose. */
  status: number | null;
  signature: DeliveryPlan['signature'];
}

/** Where events go; without a URL, and without one of its own, an event is only kept. */
export interface WebhookTarget {
  url: string | null;
  secret: string;
}

/** What is to be signed. */
export interface Letter {
  readonly event: EventRecord;
  /** The raw body. */
  readonly payload: string;
  readonly secret: string;
  /** The moment to sign for: an old one when the letter shall be stale. */
  readonly at: Date;
  /** Whether it shall be signed wrongly; `secret` is another one then, for keys of another kind do it by hand. */
  readonly forged: boolean;
}

/** A signed letter: its headers, and another body where the body holds the moment or the signature. */
export interface SignedLetter {
  readonly headers: Record<string, string>;
  readonly payload?: string;
}

export interface WebhooksOptions {
  readonly target: WebhookTarget;
  /** The vendor's signature. */
  sign(letter: Letter): SignedLetter;
  readonly realTime: () => Date;
  /** The endpoint has taken an event, or it was dropped on purpose. */
  readonly taken: (event: EventRecord) => void;
}

/** In which order held events are let go. */
export type ReleaseOrder = 'in_order' | 'reversed' | readonly number[];

interface Job {
  event: EventRecord;
  plan: DeliveryPlan;
  tries: number;
}

const RETRY_AFTER_MS = [1_000, 5_000, 30_000, 120_000, 600_000, 3_600_000];
const DELIVERIES_KEPT = 10_000;

/** Sends events to the endpoint, one after the other, repeats what was not taken, and misbehaves on command. */
export class Webhooks {
  readonly faults: Armoury<WebhookFault> = webhookFaults();
  readonly deliveries: Delivery[] = [];
  private readonly post = new WebhookPost();
  private readonly queue: Job[] = [];
  private readonly held: Job[] = [];
  private readonly gathered = new Map<WebhookFault, Job[]>();
  private readonly timers = new Set<NodeJS.Timeout>();
  private holding = false;
  private running: Promise<void> | null = null;
  private target: WebhookTarget;

  constructor(private readonly options: WebhooksOptions) {
    this.target = options.target;
  }

  /** Whether anybody listens. */
  listens(): boolean {
    return this.target.url !== null;
  }

  /** Points the events at another endpoint. */
  configure({ url, secret }: Partial<WebhookTarget>): void {
    this.target = {
      url: url === undefined ? this.target.url : url,
      secret: secret ?? this.target.secret,
    };
  }

  /** Sets a fault; a reordering one lasts until its window is full. */
  misbehave(fault: WebhookFault): string {
    if (fault.kind !== 'webhook_reorder') return this.faults.add(fault);
    return this.faults.add({ ...fault, times: fault.times ?? fault.window ?? 2 });
  }

  /** Delivers an event now or as the faults say. */
  enqueue(event: EventRecord): void {
    if (this.urlFor(event) === null) return;
    const job = { event, plan: planDelivery(this.faults, event.type), tries: 0 };
    if (job.plan.fate === 'drop') {
      this.log(job, null);
      this.options.taken(event);
    } else if (this.holding || job.plan.fate === 'hold') {
      this.held.push(job);
    } else if (job.plan.gather !== null) {
      this.gather(job, job.plan.gather);
    } else if (job.plan.delayMs > 0) {
      this.later(job, job.plan.delayMs);
    } else {
      this.push([job]);
    }
  }

  /** Keeps all further events back until they are released. */
  hold(): void {
    this.holding = true;
  }

  /** Sends what was held or is being gathered, and holds no more. */
  release(order: ReleaseOrder = 'in_order'): void {
    this.holding = false;
    const jobs = [...this.held.splice(0), ...[...this.gathered.values()].flat()];
    this.gathered.clear();
    this.push(inOrder(jobs, order));
  }

  /** Events held back or gathered, the first one first. */
  waiting(): EventRecord[] {
    return [...this.held, ...[...this.gathered.values()].flat()].map((job) => job.event);
  }

  /** Resolves when everything that may be sent now was sent; held, delayed and failed events are not waited for. */
  async settled(): Promise<void> {
    while (this.running !== null) await this.running;
  }

  /** Forgets faults, held events, retries and the log. */
  reset(): void {
    this.faults.clear();
    this.holding = false;
    this.held.length = 0;
    this.queue.length = 0;
    this.deliveries.length = 0;
    this.gathered.clear();
    for (const timer of this.timers) clearTimeout(timer);
    this.timers.clear();
  }

  close(): void {
    this.reset();
    this.post.close();
  }

  private gather(job: Job, fault: WebhookFault): void {
    const group = this.gathered.get(fault) ?? [];
    group.push(job);
    if (group.length < (fault.window ?? 2)) {
      this.gathered.set(fault, group);
      return;
    }
    this.gathered.delete(fault);
    this.push(inOrder(group, fault.order ?? 'reversed'));
  }

  private later(job: Job, ms: number): void {
    const timer = setTimeout(() => {
      this.timers.delete(timer);
      this.push([job]);
    }, ms).unref();
    this.timers.add(timer);
  }

  private push(jobs: Job[]): void {
    for (const job of jobs) this.queue.push(job);
    if (this.queue.length > 0) this.running ??= this.run();
  }

  private async run(): Promise<void> {
    for (let job = this.queue.shift(); job !== undefined; job = this.queue.shift()) {
      for (let copy = 0; copy < job.plan.copies; copy++) await this.deliver(job, copy === 0);
    }
    this.running = null;
  }

  private async deliver(job: Job, mayRetry: boolean): Promise<void> {
    const url = this.urlFor(job.event);
    if (url === null) return;
    const { body, headers } = this.signed(job);
    const status = await this.post.send(url, body, headers);
    this.log(job, status);
    if (status >= 200 && status < 300) {
      this.options.taken(job.event);
    } else if (mayRetry && job.plan.signature === 'right') {
      const wait = RETRY_AFTER_MS[job.tries++];
      if (wait !== undefined) this.later({ ...job, plan: { ...job.plan, copies: 1 } }, wait);
    }
  }

  private urlFor(event: EventRecord): string | null {
    return event.url ?? this.target.url;
  }

  private signed(job: Job): { body: string; headers: Record<string, string> } {
    const { event } = job;
    const { signature, ageSeconds } = job.plan;
    const forged = signature === 'wrong_secret';
    const at = new Date(this.options.realTime().getTime() - ageSeconds * 1_000);
    const secret = forged ? `${this.target.secret}_of_another_endpoint` : this.target.secret;
    const letter = this.options.sign({ event, payload: event.payload, secret, at, forged });
    const body = letter.payload ?? event.payload;
    return {
      body: signature === 'changed_byte' ? `${body.slice(0, -1)} }` : body,
      headers: letter.headers,
    };
  }

  private log(job: Job, status: number | null): void {
    this.deliveries.push({
      eventId: job.event.id,
      type: job.event.type,
      status,
      signature: job.plan.signature,
    });
    if (this.deliveries.length > DELIVERIES_KEPT) this.deliveries.splice(0, DELIVERIES_KEPT / 2);
  }
}

function inOrder(jobs: Job[], order: ReleaseOrder): Job[] {
  if (order === 'in_order') return jobs;
  if (order === 'reversed') return jobs.reverse();
  const chosen = order.map((position) => jobs[position]).filter((job) => job !== undefined);
  return [...chosen, ...jobs.filter((job) => !chosen.includes(job))];
}
