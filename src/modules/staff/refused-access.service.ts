import { Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { DataSource } from 'typeorm';
import { Clock } from '../../common/clock/clock.js';
import { networkOf } from '../../common/http/network-of.js';
import { systemActor } from '../../common/http/principal.js';
import { AuditTrail } from '../audit/index.js';

const NOTED_EVERY_MS = 60_000;
const MAX_ADDRESSES = 10_000;

interface Noted {
  readonly at: number;
  unnoted: number;
}

/** Puts refused keys into the audit trail, at most once a minute for each address's network, so that guessing does not fill it. */
@Injectable()
export class RefusedAccess {
  private readonly noted = new Map<string, Noted>();

  constructor(
    private readonly db: DataSource,
    private readonly clock: Clock,
    private readonly audit: AuditTrail,
  ) {}

  /** Notes a refusal; `keyId` when the key was one of ours. */
  async note(
    request: FastifyRequest,
    reason: 'unknown' | 'revoked' | 'expired',
    keyId?: string,
  ): Promise<void> {
    const now = this.clock.real().getTime();
    const from = networkOf(request.ip);
    const last = this.noted.get(from);
    if (last && now - last.at < NOTED_EVERY_MS) {
      last.unnoted += 1;
      return;
    }
    if (this.noted.size >= MAX_ADDRESSES) this.noted.clear();
    this.noted.set(from, { at: now, unnoted: 0 });
    await this.audit.record(this.db.manager, {
      actor: { ...systemActor('access'), ip: request.ip, requestId: request.id },
      action: 'api_key.refused',
      entityType: 'api_key',
      entityId: keyId ?? 'unknown',
      details: { reason, refused_since_last_entry: last?.unnoted ?? 0 },
    });
  }
}
