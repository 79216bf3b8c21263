import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { Clock } from '../../common/clock/clock.js';
import { CustomersService } from '../customers/index.js';
import { CaseCharges, type CaseCharge } from './case-charges.service.js';
import { CaseEffects } from './case-effects.service.js';
import type { CaseDossier } from './case-dossier.js';
import { CaseFactsReader } from './case-facts.service.js';
import { DUNNING_ACTOR } from './case-journal.service.js';
import { CaseMails, type CaseScene } from './case-mails.service.js';
import { casePlan, type CasePlan } from './case-plan.js';
import { DunningCase } from './dunning-case.entity.js';
import { DunningPolicies } from './dunning-policies.service.js';
import type { DunningPolicy } from './dunning-policy.js';
import { isOver } from './dunning-vocabulary.js';
import type { NextAttempt, PlannedCharge } from './next-attempt.js';

const MOST_STEPS = 20;
const SOON_MS = 120_000;

/** What looking at a case is done with. */
@Injectable()
export class CaseParts {
  constructor(
    readonly customers: CustomersService,
    readonly policies: DunningPolicies,
    readonly reader: CaseFactsReader,
    readonly effects: CaseEffects,
    readonly charges: CaseCharges,
    readonly mails: CaseMails,
  ) {}
}

interface Step {
  readonly did: boolean;
  readonly charge: CaseCharge | null;
}

const STILL: Step = { did: false, charge: null };

/**
 * Looks at a case and does what its policy says now: effects and decisions in one transaction under the customer's lock, a charge outside of
 * any, then again until nothing is due. However often and by however many it is looked at, everything is done once.
 */
@Injectable()
export class CaseEvaluation {
  constructor(
    private readonly db: DataSource,
    private readonly clock: Clock,
    private readonly parts: CaseParts,
  ) {}

  /** Whether anything was done. */
  async look(id: string): Promise<boolean> {
    let did = false;
    for (let step = 0; step < MOST_STEPS; step += 1) {
      const next = await this.db.transaction((tx) => this.step(tx, id));
      did ||= next.did;
      if (!next.charge) return did;
      await this.parts.charges.make(next.charge, DUNNING_ACTOR);
    }
    return did;
  }

  /** The case with everything about it, under the customer's lock. */
  async scene(tx: EntityManager, id: string): Promise<{ scene: CaseScene; policy: DunningPolicy } | null> {
    const owner = await tx.findOneBy(DunningCase, { id });
    if (!owner) return null;
    const customer = await this.parts.customers.lock(tx, owner.customerId);
    const of = await tx.findOneOrFail(DunningCase, { where: { id }, lock: { mode: 'for_no_key_update' } });
    const services: { name: string; state: string }[] = await tx.query(
      'SELECT name, state FROM subscriptions WHERE id = $1',
      [of.subscriptionId],
    );
    const dossier = await this.parts.reader.read(tx, of, customer, this.clock.now());
    const policy = await this.parts.policies.of(tx, of);
    return { scene: { case: of, customer, service: services[0] ?? null, dossier }, policy };
  }

  private async step(tx: EntityManager, id: string): Promise<Step> {
    const found = await this.scene(tx, id);
    if (!found || isOver(found.scene.case.state)) return STILL;
    const { scene, policy } = found;
    const abandoned = await this.parts.charges.abandoned(tx, scene.dossier.charges);
    if (abandoned === 'underway') return this.postpone(tx, scene.case);
    if (abandoned) return { did: true, charge: abandoned };
    await this.tellOfBackups(tx, scene);
    await this.noteStages(tx, scene);
    const now = this.clock.now();
    const plan = planOf(scene.dossier, policy, now);
    await this.parts.effects.applyAll(tx, scene, plan);
    const charge = isOver(scene.case.state) ? null : await this.decide(tx, scene, plan, now);
    await this.keep(tx, scene, plan, now);
    return { did: plan.effects.length > 0 || charge !== null, charge };
  }

  /** The charge that is due now: of the invoice that is owed longest. */
  private async decide(
    tx: EntityManager,
    { dossier, case: of }: CaseScene,
    { attempt }: CasePlan,
    now: Date,
  ): Promise<CaseCharge | null> {
    const oldest = dossier.invoices.find(({ state }) => state === 'open');
    if (!oldest || !isDue(attempt, now)) return null;
    const { key, methodId: paymentMethodId, cause, slot } = attempt;
    return this.parts.charges.plan(tx, of.id, { key, invoiceId: oldest.id, paymentMethodId, cause, slot });
  }

  /** What was tried since the last look was tried in the stage in which the case has stood since then. */
  private async noteStages(tx: EntityManager, { case: of, dossier }: CaseScene): Promise<void> {
    const fresh = dossier.attempts.filter(
      ({ ofCase, stage, outcome, decline, at }) =>
        ofCase && !stage && at >= of.openedAt && (outcome !== 'not_sent' || decline !== null),
    );
    const ids = fresh.map(({ id }) => id);
    if (ids.length > 0) await this.parts.charges.noteStage(tx, ids, of.stage);
  }

  private async keep(
    tx: EntityManager,
    { case: of, dossier }: CaseScene,
    plan: CasePlan,
    now: Date,
  ): Promise<void> {
    if (!isOver(of.state)) {
      const isPaused = dossier.facts.pauses.some(
        ({ from, until }) => from <= now && (until === null || until > now),
      );
      of.state = isPaused ? 'paused' : plan.waitsFor === 'approval' ? 'awaiting_approval' : 'open';
      of.nextDueAt = plan.wakeAt;
    }
    of.evaluatedAt = now;
    const { id, state, stage, nextDueAt, evaluatedAt, closedAt } = of;
    await tx.update(DunningCase, { id }, { state, stage, nextDueAt, evaluatedAt, closedAt });
  }

  /** Somebody is charging for the case this moment; his outcome brings us back, and if he died, time does. */
  private async postpone(tx: EntityManager, of: DunningCase): Promise<Step> {
    const nextDueAt = new Date(this.clock.now().getTime() + SOON_MS);
    await tx.update(DunningCase, { id: of.id }, { nextDueAt, evaluatedAt: this.clock.now() });
    return STILL;
  }

  private async tellOfBackups(tx: EntityManager, scene: CaseScene): Promise<void> {
    for (const attempt of scene.dossier.attempts)
      if (attempt.ofCase && attempt.cause === 'backup' && attempt.outcome === 'succeeded')
        await this.parts.mails.backupCharged(tx, scene, attempt);
  }
}

/** A charge that is asked for under a key that was used holds nothing else up. */
function planOf({ facts, charges }: CaseDossier, policy: DunningPolicy, now: Date): CasePlan {
  const plan = casePlan(policy, facts, now);
  const { attempt } = plan;
  const isUsed = isDue(attempt, now) && charges.some(({ key }) => key === attempt.key);
  return isUsed ? casePlan(policy, { ...facts, methods: [] }, now) : plan;
}

function isDue(attempt: NextAttempt, now: Date): attempt is PlannedCharge {
  return attempt.charge && attempt.at <= now;
}
