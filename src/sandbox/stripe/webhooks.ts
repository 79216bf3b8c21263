import { type Armoury } from './fault-match.js';
import { type EventRecord } from './records.js';
import { signatureHeader } from './signature.js';
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

/** Where events go; without a URL they are only kept. */
export interface WebhookTarget {
  url: string | null;
  secret: string;
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

  constructor(
    private target: WebhookTarget,
    private readonly realTime: () => Date,
    private readonly taken: (event: EventRecord) => void,
  ) {}

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
    if (this.target.url === null) return;
    const job = { event, plan: planDelivery(this.faults, event.type), tries: 0 };
    if (job.plan.fate === 'drop') {
      this.log(job, null);
      this.taken(event);
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
    const { url, secret } = this.target;
    if (url === null) return;
    const { body, header } = this.signed(job, secret);
    const status = await this.post.send(url, body, header);
    this.log(job, status);
    if (status >= 200 && status < 300) {
      this.taken(job.event);
    } else if (mayRetry && job.plan.signature === 'right') {
      const wait = RETRY_AFTER_MS[job.tries++];
      if (wait !== undefined) this.later({ ...job, plan: { ...job.plan, copies: 1 } }, wait);
    }
  }

  private signed(job: Job, secret: string): { body: string; header: string } {
    const { payload } = job.event;
    const { signature, ageSeconds } = job.plan;
    const at = this.realTime();
    switch (signature) {
      case 'right':
        return { body: payload, header: signatureHeader(payload, secret, at) };
      case 'wrong_secret':
        return { body: payload, header: signatureHeader(payload, `${secret}_of_another_endpoint`, at) };
      case 'changed_byte':
        return { body: `${payload.slice(0, -1)} }`, header: signatureHeader(payload, secret, at) };
      case 'stale': {
        const then = new Date(at.getTime() - ageSeconds * 1_000);
        return { body: payload, header: signatureHeader(payload, secret, then) };
      }
    }
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
