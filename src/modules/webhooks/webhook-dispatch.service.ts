import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable, Logger, type BeforeApplicationShutdown } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Clock } from '../../common/clock/clock.js';
import { uuidv7 } from '../../common/database/ids.js';
import { SealBroken, SealedSecrets } from '../../common/security/sealed-secrets.js';
import { DeliveryOutcome, type FailedTry } from './delivery-outcome.service.js';
import { claimDeliveries, type ClaimedDelivery } from './delivery-queries.js';
import { wishedSeconds } from './delivery-schedule.js';
import { secretPlace } from './outbound-vocabulary.js';
import { WebhookSender, type SendOutcome } from './webhook-sender.service.js';
import { signatureHeaders } from './webhook-signature.js';

const AT_ONCE = 64;
// Longer than a request and what is written after it.
const LEASE_SECONDS = 60;
const LOOK_AGAIN_MS = 500;
const PASS_MS = 60_000;
const GONE = 410;

/**
 * Delivers what is due, at least once each: one that was sent and not noted, since the process died, is sent again under the same
 * `webhook-id`. Nothing is promised of the order.
 */
@Injectable()
export class WebhookDispatch implements BeforeApplicationShutdown {
  private readonly log = new Logger('webhooks');
  private readonly underWay = new Set<Promise<void>>();

  constructor(
    private readonly db: DataSource,
    private readonly clock: Clock,
    private readonly sender: WebhookSender,
    private readonly seals: SealedSecrets,
    private readonly outcome: DeliveryOutcome,
  ) {}

  /** Goes on while anything is due or under way, for a minute at most; says how many were tried. */
  async deliverDue(signal: AbortSignal): Promise<number> {
    const endsAt = this.clock.real().getTime() + PASS_MS;
    let tried = 0;
    while (!signal.aborted && this.clock.real().getTime() < endsAt) {
      const wasIdle = this.underWay.size === 0;
      const begun = await this.begin();
      tried += begun;
      // What ended during the look may have made room that the look did not see.
      if (begun === 0 && wasIdle) break;
      // A slow endpoint keeps its own places and no others: there is a look for more while it takes its time.
      await this.aMoment();
    }
    if (signal.aborted) await Promise.all(this.underWay);
    return tried;
  }

  async beforeApplicationShutdown(): Promise<void> {
    await Promise.all(this.underWay);
  }

  private async begin(): Promise<number> {
    const limit = AT_ONCE - this.underWay.size;
    if (limit <= 0) return 0;
    const claim = { leaseId: uuidv7(), at: this.clock.real(), leaseSeconds: LEASE_SECONDS, limit };
    const claimed = await claimDeliveries(this.db, claim);
    for (const delivery of claimed) {
      const work = this.deliver(delivery).finally(() => this.underWay.delete(work));
      this.underWay.add(work);
    }
    return claimed.length;
  }

  private async aMoment(): Promise<void> {
    const enough = new AbortController();
    const pause = sleep(LOOK_AGAIN_MS, undefined, { signal: enough.signal }).catch(() => undefined);
    await Promise.race([...this.underWay, pause]);
    enough.abort();
  }

  private async deliver(delivery: ClaimedDelivery): Promise<void> {
    try {
      await this.settle(delivery, await this.send(delivery));
    } catch (error) {
      // Its lease will end, and it is tried again.
      this.log.error({ err: error, delivery: delivery.id }, 'the outcome of a delivery was not noted');
    }
  }

  private async send(delivery: ClaimedDelivery): Promise<SendOutcome> {
    const body = JSON.stringify({
      type: delivery.event_type,
      timestamp: delivery.occurred_at.toISOString(),
      data: delivery.payload,
    });
    const at = this.clock.real();
    const secrets = this.secretsOf(delivery, at);
    if (!secrets) return { kind: 'unanswered', fault: 'secret_unreadable', word: null };
    const signed = signatureHeaders({ id: delivery.event_id, body, at }, secrets);
    const headers = {
      'content-type': 'application/json',
      'user-agent': 'OmniCRM-Payments-Webhooks',
      ...signed,
    };
    return this.sender.post(delivery.url, headers, body);
  }

  /** The newest first, then the one before it as long as its day lasts; null when the key that sealed them is gone. */
  private secretsOf(delivery: ClaimedDelivery, at: Date): string[] | null {
    const { secret, previous_secret: previous, previous_secret_until: until } = delivery;
    const sealed = previous !== null && until !== null && until > at ? [secret, previous] : [secret];
    try {
      return sealed.map((one) => this.seals.open(secretPlace(delivery.endpoint_id), one));
    } catch (error) {
      if (error instanceof SealBroken) return null;
      throw error;
    }
  }

  private async settle(delivery: ClaimedDelivery, sent: SendOutcome): Promise<void> {
    if (sent.kind === 'unanswered') await this.outcome.failed(delivery, sent);
    else if (sent.status >= 200 && sent.status < 300) await this.outcome.arrived(delivery, sent.status);
    else await this.outcome.failed(delivery, refusal(sent.status, sent.retryAfter));
  }
}

function refusal(status: number, retryAfter: string | undefined): FailedTry {
  if (status === GONE) return { fault: 'gone', status };
  if (status >= 300 && status < 400) return { fault: 'redirect_refused', status };
  return { fault: 'status_refused', status, wished: wishedSeconds(retryAfter) };
}
