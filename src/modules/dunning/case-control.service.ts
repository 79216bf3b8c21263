import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { dayBounds, localDay } from '../../common/calendar.js';
import { Clock } from '../../common/clock/clock.js';
import { insertRows } from '../../common/database/bulk.js';
import { uuidv7 } from '../../common/database/ids.js';
import { Invalid, NotFound } from '../../common/errors/domain-error.js';
import type { Actor } from '../../common/http/principal.js';
import { WriteOffs } from '../billing/index.js';
import { CallTasks } from './call-tasks.service.js';
import { CaseCharges, isWaiting, type ChargeWish } from './case-charges.service.js';
import { CaseEffects } from './case-effects.service.js';
import { CaseEvaluation } from './case-evaluation.service.js';
import { CaseFactsReader } from './case-facts.service.js';
import { CaseJournal } from './case-journal.service.js';
import type { CaseScene } from './case-mails.service.js';
import { CaseRound } from './case-round.service.js';
import { DunningCase } from './dunning-case.entity.js';
import type { DunningPolicy } from './dunning-policy.js';
import { decisions } from './dunning-stage.js';
import { isOver } from './dunning-vocabulary.js';
import { CaseStateRefused, ChargeBarred, NothingToApprove } from './dunning.errors.js';
import { capFreeAt, networkOf } from './network-caps.js';
import { refusalByHand } from './next-attempt.js';

const SOON_MS = 120_000;

/** What people's decisions are carried out with. */
@Injectable()
export class ControlParts {
  constructor(
    readonly effects: CaseEffects,
    readonly charges: CaseCharges,
    readonly tasks: CallTasks,
    readonly writeOffs: WriteOffs,
    readonly journal: CaseJournal,
    readonly reader: CaseFactsReader,
  ) {}
}

/** What people decide about a case: each in one transaction under the customer's lock, on the timeline with who did it. */
@Injectable()
export class CaseControl {
  constructor(
    private readonly db: DataSource,
    private readonly clock: Clock,
    private readonly rounds: CaseRound,
    private readonly evaluation: CaseEvaluation,
    private readonly parts: ControlParts,
  ) {}

  /** Stands still until the first instant of a day of the customer's, such as one on which he promised to pay. */
  async pause(id: string, { until, reason }: { until: string; reason: string }, actor: Actor): Promise<void> {
    await this.changing(id, 'paused', async (tx, { scene: { case: of, customer } }) => {
      const now = this.clock.now();
      if (until <= localDay(now, customer.timeZone))
        throw new Invalid('until', "Must be after the customer's today.");
      await this.endPauses(tx, id, now);
      const { from: untilAt } = dayBounds(until, customer.timeZone);
      await insertRows(tx, 'dunning_pauses', [{ id: uuidv7(), caseId: id, reason, fromAt: now, untilAt }]);
      of.state = 'paused';
      await this.parts.journal.note(tx, of, 'paused', { actor, details: { until, reason } });
      await this.parts.journal.publish(tx, of, 'dunning_case.paused', { until, reason });
    });
  }

  /** Goes on now; one that does not stand still is left as it is. */
  async resume(id: string, actor: Actor): Promise<void> {
    await this.changing(id, 'resumed', async (tx, { scene: { case: of } }) => {
      if ((await this.endPauses(tx, id, this.clock.now())) > 0)
        await this.parts.journal.note(tx, of, 'resumed', { actor });
    });
  }

  /**
   * Answers the one question that the case asks. Lets happen what the policy leaves to a person; or, where no mail could tell the customer, answers
   * for it that he knows: the days that must lie between begin now, and the policy's own question comes after them.
   */
  async approve(id: string, actor: Actor): Promise<void> {
    await this.changing(id, 'approved', async (tx, { scene, policy }) => {
      const { case: of, dossier } = scene;
      if (of.state !== 'awaiting_approval') throw new NothingToApprove();
      const now = this.clock.now();
      const { untold, isApproval } = decisions(policy, dossier.facts, now);
      if (isApproval) {
        if (policy.approval.includes('terminate')) of.terminateApprovedAt ??= now;
        if (policy.approval.includes('collections')) of.collectionsApprovedAt ??= now;
      } else if (untold.length > 0) await this.parts.effects.vouch(tx, of, untold);
      // What was asked has answered itself since then, such as by another address.
      else throw new NothingToApprove();
      await this.parts.tasks.approve(tx, id, actor);
      await this.parts.effects.forgetQuestions(tx, [id]);
      const details = isApproval ? { acts: policy.approval } : { acts: untold, untold };
      await this.parts.journal.note(tx, of, 'approved', { actor, details });
    });
  }

  /** Gives the debt up: the invoices become uncollectible, and the case ends; a suspended service stays so. */
  async writeOff(id: string, reason: string, actor: Actor): Promise<void> {
    await this.changing(id, 'written off', async (tx, { scene }) => {
      for (const { id: invoiceId, state } of scene.dossier.invoices)
        if (state === 'open') await this.parts.writeOffs.writeOff(tx, invoiceId, actor);
      await this.parts.journal.note(tx, scene.case, 'write_off_decided', { actor, details: { reason } });
      await this.parts.effects.close(tx, scene, 'written_off');
    });
  }

  /** Ends the case without a payment, such as one opened by a mistake; its invoices stay owed, and what it suspended goes on. */
  async close(id: string, reason: string, actor: Actor): Promise<void> {
    await this.changing(id, 'closed', async (tx, { scene }) => {
      await this.parts.journal.note(tx, scene.case, 'close_decided', { actor, details: { reason } });
      await this.parts.effects.close(tx, scene, 'closed');
    });
  }

  /** Charges the oldest invoice with a method, the first of the case unless told; `key` is the request's, so that its repeat charges nothing. */
  async retry(id: string, key: string, methodId: string | undefined, actor: Actor): Promise<void> {
    const charge = await this.db.transaction(async (tx) => {
      const { scene, policy } = await this.get(tx, id);
      const chargeKey = `by_hand:${key}`;
      // Asked for before: it has had its outcome, which may have ended the case.
      if (scene.dossier.charges.some((charge) => charge.key === chargeKey)) return null;
      if (isOver(scene.case.state)) throw new CaseStateRefused(scene.case.state, 'retried');
      const wish = await this.wish(tx, scene, policy, methodId);
      const planned = await this.parts.charges.plan(tx, { key: chargeKey, ...wish });
      if (!planned) return null;
      // Should we die before it is made, it is made within minutes, not when the case is due.
      await tx.update(DunningCase, { id }, { nextDueAt: this.soon(scene.case) });
      await this.parts.journal.note(tx, scene.case, 'retried', {
        actor,
        details: { invoice_id: wish.invoiceId, payment_method_id: wish.paymentMethodId },
      });
      return planned;
    });
    const refused = charge ? await this.parts.charges.make(charge, actor) : null;
    await this.evaluation.look(id);
    if (refused) throw refused;
  }

  /** A call with the customer, and what was done in it; also of a case that it brought to an end. */
  async noteCall(
    id: string,
    customerId: string,
    steps: Readonly<Record<string, string>>,
    actor: Actor,
  ): Promise<void> {
    await this.db.transaction(async (tx) => {
      const { scene } = await this.get(tx, id);
      if (scene.case.customerId !== customerId) throw new NotFound('dunning case');
      await this.parts.journal.note(tx, scene.case, 'phone_call', { actor, details: { steps } });
    });
  }

  private soon({ nextDueAt }: DunningCase): Date {
    const soon = new Date(this.clock.now().getTime() + SOON_MS);
    return nextDueAt !== null && nextDueAt < soon ? nextDueAt : soon;
  }

  private async wish(
    tx: EntityManager,
    { case: { id: caseId, customerId }, dossier: { facts, invoices, charges } }: CaseScene,
    policy: DunningPolicy,
    methodId: string | undefined,
  ): Promise<Omit<ChargeWish, 'key'>> {
    const chosen =
      methodId === undefined
        ? facts.methods[0]
        : (facts.methods.find((method) => method.id === methodId) ??
          (await this.parts.reader.method(tx, methodId, customerId)));
    const invoice = invoices.find(({ state }) => state === 'open');
    if (!invoice || !chosen) throw new ChargeBarred('no_method');
    const now = this.clock.now();
    const barred = refusalByHand(policy, { ...facts, methods: [chosen] }, chosen.id, now);
    if (barred === 'network_cap') {
      const cap = policy.caps[networkOf(chosen.brand)];
      const asked = { card: chosen.card, byHand: true, from: now };
      throw new ChargeBarred(barred, capFreeAt(cap, facts.attempts, asked));
    }
    if (barred !== null) throw new ChargeBarred(barred);
    if (charges.some(isWaiting)) throw new ChargeBarred('attempt_open');
    return {
      caseId,
      invoiceId: invoice.id,
      paymentMethodId: chosen.id,
      cause: 'by_hand',
      slot: null,
    };
  }

  private async changing(
    id: string,
    wanted: string,
    change: (tx: EntityManager, found: { scene: CaseScene; policy: DunningPolicy }) => Promise<void>,
  ): Promise<void> {
    await this.db.transaction(async (tx) => {
      const found = await this.get(tx, id);
      const { case: of } = found.scene;
      if (isOver(of.state)) throw new CaseStateRefused(of.state, wanted);
      await change(tx, found);
      if (!isOver(of.state)) of.nextDueAt = this.clock.now();
      await tx.save(DunningCase, of);
    });
    await this.evaluation.look(id);
  }

  private async get(tx: EntityManager, id: string): Promise<{ scene: CaseScene; policy: DunningPolicy }> {
    const found = await this.rounds.meet(tx, id);
    if (!found) throw new NotFound('dunning case');
    return found;
  }

  private async endPauses(tx: EntityManager, caseId: string, now: Date): Promise<number> {
    const [ended]: [unknown[], number] = await tx.query(
      'UPDATE dunning_pauses SET ended_at = $2 WHERE case_id = $1 AND ended_at IS NULL AND until_at > $2 RETURNING id',
      [caseId, now],
    );
    return ended.length;
  }
}
