import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { localDay } from '../../common/calendar.js';
import { readRows } from '../../common/database/bulk.js';
import { MAX_ATTEMPTS, NotificationsService } from '../notifications/index.js';
import {
  type AttemptRow,
  type CaseDossier,
  type CaseInvoice,
  type CaseOwner,
  type DecidedCharge,
  type MailRow,
  type MethodRow,
  toChargeable,
  toDossier,
} from './case-dossier.js';
import type { DunningCase } from './dunning-case.entity.js';
import type { ChargeableFact, DoneEffect, Pause } from './dunning-facts.js';
import { ATTEMPTS, CASE_INVOICES, CHARGES, DONE, MAILS, METHOD, METHODS, PAUSES } from './dunning-queries.js';

/** A case and whose it is. */
export interface OwnedCase {
  readonly case: DunningCase;
  readonly owner: CaseOwner;
}

interface OfCase {
  readonly caseId: string;
}

/** Reads cases with everything that their rules depend on; to act on it, under their customers' locks. */
@Injectable()
export class CaseFactsReader {
  constructor(private readonly notifications: NotificationsService) {}

  /** The dossiers of cases, in their order and in as many statements as for one. */
  async readMany(tx: EntityManager, owned: readonly OwnedCase[], now: Date): Promise<CaseDossier[]> {
    if (owned.length === 0) return [];
    const ids = owned.map(({ case: { id } }) => id);
    const days = owned.map(({ owner }) => localDay(now, owner.timeZone));
    const done = await readRows<DoneEffect & OfCase>(tx, DONE, [ids]);
    const rows = {
      invoices: byCase(await readRows<CaseInvoice & OfCase>(tx, CASE_INVOICES, [ids])),
      done: byCase(done),
      mails: byCase(await this.mails(tx, done)),
      pauses: byCase(await readRows<Pause & OfCase>(tx, PAUSES, [ids])),
      charges: byCase(await readRows<DecidedCharge>(tx, CHARGES, [ids])),
      attempts: byCase(await readRows<AttemptRow & OfCase>(tx, ATTEMPTS, [ids, now])),
      methods: byCase(await readRows<MethodRow & OfCase>(tx, METHODS, [ids, days])),
    };
    return owned.map(({ case: of, owner }) =>
      toDossier(of, owner, {
        invoices: rows.invoices(of.id),
        done: rows.done(of.id),
        mails: rows.mails(of.id),
        pauses: rows.pauses(of.id),
        charges: rows.charges(of.id),
        attempts: rows.attempts(of.id),
        methods: rows.methods(of.id),
      }),
    );
  }

  /** What became of the mails of cases that wrote any. */
  private async mails(
    tx: EntityManager,
    done: readonly (DoneEffect & OfCase)[],
  ): Promise<(MailRow & OfCase)[]> {
    const mailed = new Set(done.flatMap(({ key, caseId }) => (key.includes(':mail') ? [caseId] : [])));
    if (mailed.size === 0) return [];
    const canSend = this.notifications.configured('payment_warning');
    return readRows<MailRow & OfCase>(tx, MAILS, [[...mailed], MAX_ATTEMPTS, canSend]);
  }

  /** A method that a person chose, in a case or not; null when it is none of the customer's, or cannot be charged. */
  async method(tx: EntityManager, id: string, customerId: string): Promise<ChargeableFact | null> {
    const [row] = await readRows<MethodRow>(tx, METHOD, [id, customerId]);
    return row ? toChargeable(row) : null;
  }
}

function byCase<T extends OfCase>(rows: readonly T[]): (id: string) => readonly T[] {
  const found = new Map<string, T[]>();
  for (const row of rows) {
    const own = found.get(row.caseId);
    if (own) own.push(row);
    else found.set(row.caseId, [row]);
  }
  return (id) => found.get(id) ?? [];
}
