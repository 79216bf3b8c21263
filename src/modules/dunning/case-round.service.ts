import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Clock } from '../../common/clock/clock.js';
import { readRows, updateRows } from '../../common/database/bulk.js';
import { CustomersService, type Customer } from '../customers/index.js';
import { CaseCharges, type CaseCharge, type ChargeWish } from './case-charges.service.js';
import { CaseEffects, type CaseWork } from './case-effects.service.js';
import type { CaseDossier } from './case-dossier.js';
import { CaseFactsReader } from './case-facts.service.js';
import { CaseMails, type CaseScene } from './case-mails.service.js';
import { casePlan, type CasePlan } from './case-plan.js';
import { QUESTION_KEY } from './due-effects.js';
import { DunningCase } from './dunning-case.entity.js';
import { DunningPolicies } from './dunning-policies.service.js';
import type { DunningPolicy } from './dunning-policy.js';
import { LOCK_CASES } from './dunning-queries.js';
import { DUNNING_STAGES, isOver } from './dunning-vocabulary.js';
import type { NextAttempt, PlannedCharge } from './next-attempt.js';

const SOON_MS = 120_000;
const CARD_BUSY_MS = 120_000;
const CARD_FREE_SOON_MS = 10_000;
// After that it is asked whether a warning left.
const WARNING_CHECK_MS = 86_400_000;
const KEPT = ['state', 'stage', 'nextDueAt', 'evaluatedAt', 'closedAt'] as const;

/** What looking at cases is done with. */
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

/** What one look at some cases came to. */
interface Round {
  /** Cases about which something was done, or will be by a charge. */
  readonly did: readonly string[];
  /** To be made once the transaction is over; their cases are looked at again then. */
  readonly charges: readonly CaseCharge[];
  /** Cases of a customer of whom another one was looked at now. */
  readonly deferred: readonly string[];
  /** Cases of customers whom somebody else has locked. */
  readonly held: readonly string[];
}

interface Met {
  readonly scene: CaseScene;
  readonly policy: DunningPolicy;
}

/**
 * One look at some cases in one transaction under their customers' locks, at one case of each customer: facts are read, the rules decide, and
 * what they decide is written, in as many statements for many cases as for one.
 */
@Injectable()
export class CaseRound {
  constructor(
    private readonly clock: Clock,
    private readonly parts: CaseParts,
  ) {}

  /** Looks at one case, once whoever has locked its customer is done. */
  async one(tx: EntityManager, id: string): Promise<Round> {
    const met = await this.meet(tx, id);
    return this.play(tx, met ? [met] : []);
  }

  /** Looks at those of the cases whose customers nobody else has locked. */
  async several(tx: EntityManager, ids: readonly string[]): Promise<Round> {
    const owners = await readRows<Pick<DunningCase, 'id' | 'customerId'>>(
      tx,
      'SELECT id, customer_id FROM dunning_cases WHERE id = ANY ($1)',
      [ids],
    );
    const ownerOf = new Map(owners.map(({ id, customerId }) => [id, customerId]));
    const locked = await this.parts.customers.lockFree(tx, [...new Set(ownerOf.values())]);
    const customers = new Map(locked.map((customer) => [customer.id, customer]));
    const chosen = new Map<string, string>();
    const deferred: string[] = [];
    const held: string[] = [];
    for (const id of ids) {
      const owner = ownerOf.get(id);
      if (owner === undefined) continue;
      if (!customers.has(owner)) held.push(id);
      else if (chosen.has(owner)) deferred.push(id);
      else chosen.set(owner, id);
    }
    const found = await this.found(tx, [...chosen.values()], customers);
    return { ...(await this.play(tx, found)), deferred, held };
  }

  /** A case with everything about it, under its customer's lock; null for an unknown one. */
  async meet(tx: EntityManager, id: string): Promise<Met | null> {
    const owner = await tx.findOneBy(DunningCase, { id });
    if (!owner) return null;
    const customer = await this.parts.customers.lock(tx, owner.customerId);
    const [met] = await this.found(tx, [id], new Map([[customer.id, customer]]));
    return met ?? null;
  }

  private async found(
    tx: EntityManager,
    ids: readonly string[],
    customers: ReadonlyMap<string, Customer>,
  ): Promise<Met[]> {
    const rows = await readRows<CaseRow>(tx, LOCK_CASES, [ids, [...customers.keys()]]);
    const cases = rows.flatMap((row) => {
      const customer = customers.get(row.customerId);
      return customer ? [{ ...sceneOf(row), customer }] : [];
    });
    const owned = cases.map(({ case: of, customer }) => ({ case: of, owner: customer }));
    const dossiers = await this.parts.reader.readMany(tx, owned, this.clock.now());
    const met: Met[] = [];
    for (const [at, each] of cases.entries()) {
      const dossier = dossiers[at];
      if (!dossier) continue;
      const policy = await this.parts.policies.of(tx, each.case);
      met.push({ scene: { ...each, dossier }, policy });
    }
    return met;
  }

  private async play(tx: EntityManager, found: readonly Met[]): Promise<Round> {
    const now = this.clock.now();
    const open = found.filter(({ scene }) => !isOver(scene.case.state));
    const charges: CaseCharge[] = [];
    const put: DunningCase[] = [];
    const free: Met[] = [];
    for (const met of open) {
      const abandoned = await this.parts.charges.abandoned(tx, met.scene.dossier.charges);
      if (abandoned === null) free.push(met);
      // Somebody is charging for it this moment; his outcome brings us back, and if he died, time does.
      else if (abandoned === 'underway') put.push(postponed(met.scene.case, now, SOON_MS));
      else charges.push(abandoned);
    }
    await this.tellOfBackups(tx, free);
    await this.noteStages(tx, free);
    const works: CaseWork[] = [];
    for (const { scene, policy } of free) {
      const work = { scene, plan: planOf(scene.dossier, policy, now) };
      if (isCardBusy(work, now)) put.push(postponed(scene.case, now, CARD_FREE_SOON_MS));
      else works.push(work);
    }
    await this.parts.effects.withdraw(tx, works);
    await this.parts.effects.applyAll(tx, works);
    charges.push(
      ...(await this.parts.charges.planAll(
        tx,
        works.flatMap((work) => wishOf(work, now)),
      )),
    );
    put.push(...works.map((work) => kept(work, now)));
    await updateRows(tx, 'dunning_cases', put, KEPT);
    const acted = works.filter(({ plan }) => plan.effects.length > 0).map(({ scene }) => scene.case.id);
    const did = [...new Set([...acted, ...charges.map(({ caseId }) => caseId)])];
    return { did, charges, deferred: [], held: [] };
  }

  /** What was tried since the last look was tried in the stage in which the case has stood since then. */
  private async noteStages(tx: EntityManager, found: readonly Met[]): Promise<void> {
    for (const stage of DUNNING_STAGES) {
      const ids = found
        .filter(({ scene }) => scene.case.stage === stage)
        .flatMap(({ scene: { case: of, dossier } }) =>
          dossier.attempts.filter(
            (attempt) =>
              attempt.ofCase &&
              !attempt.stage &&
              attempt.at >= of.openedAt &&
              (attempt.outcome !== 'not_sent' || attempt.decline !== null),
          ),
        )
        .map(({ id }) => id);
      if (ids.length > 0) await this.parts.charges.noteStage(tx, ids, stage);
    }
  }

  private async tellOfBackups(tx: EntityManager, found: readonly Met[]): Promise<void> {
    for (const { scene } of found)
      for (const attempt of scene.dossier.attempts)
        if (attempt.ofCase && attempt.cause === 'backup' && attempt.outcome === 'succeeded')
          await this.parts.mails.backupCharged(tx, scene, attempt);
  }
}

type CaseRow = DunningCase & { readonly serviceName: string | null; readonly serviceState: string | null };

function sceneOf({
  serviceName: name,
  serviceState: state,
  ...of
}: CaseRow): Pick<CaseScene, 'case' | 'service'> {
  return { case: of, service: name === null || state === null ? null : { name, state } };
}

/** A charge that is asked for under a key that was used holds nothing else up. */
function planOf({ facts, charges }: CaseDossier, policy: DunningPolicy, now: Date): CasePlan {
  const plan = casePlan(policy, facts, now);
  const { attempt } = plan;
  const isUsed = isDue(attempt, now) && charges.some(({ key }) => key === attempt.key);
  return isUsed ? casePlan(policy, { ...facts, methods: [] }, now) : plan;
}

/** The charge that is due now: of the invoice that is owed longest. */
function wishOf({ scene: { case: of, dossier }, plan: { attempt } }: CaseWork, now: Date): ChargeWish[] {
  const oldest = dossier.invoices.find(({ state }) => state === 'open');
  if (isOver(of.state) || !oldest || !isDue(attempt, now)) return [];
  const { key, methodId: paymentMethodId, cause, slot } = attempt;
  return [{ caseId: of.id, key, invoiceId: oldest.id, paymentMethodId, cause, slot }];
}

function isDue(attempt: NextAttempt, now: Date): attempt is PlannedCharge {
  return attempt.charge && attempt.at <= now;
}

/** The card is being charged for another case this moment: what its bank says may bar it from this one. */
function isCardBusy({ scene: { dossier }, plan: { attempt } }: CaseWork, now: Date): boolean {
  if (!isDue(attempt, now)) return false;
  const { attempts, methods } = dossier.facts;
  const card = methods.find(({ id }) => id === attempt.methodId)?.card;
  return attempts.some(
    (other) =>
      !other.ofCase &&
      other.card === card &&
      other.outcome === 'open' &&
      other.at.getTime() > now.getTime() - CARD_BUSY_MS,
  );
}

function postponed(of: DunningCase, now: Date, wait: number): DunningCase {
  return Object.assign(of, { nextDueAt: new Date(now.getTime() + wait), evaluatedAt: now });
}

function wakeOf({ effects, wakeAt }: CasePlan, now: Date): Date | null {
  if (!effects.some((effect) => effect.type === 'mail' && effect.warnsOf !== null)) return wakeAt;
  const check = new Date(now.getTime() + WARNING_CHECK_MS);
  return wakeAt !== null && wakeAt < check ? wakeAt : check;
}

function kept({ scene: { case: of, dossier }, plan }: CaseWork, now: Date): DunningCase {
  if (!isOver(of.state)) {
    const isPaused = dossier.facts.pauses.some(
      ({ from, until }) => from <= now && (until === null || until > now),
    );
    of.state = isPaused ? 'paused' : isAsked(dossier, plan) ? 'awaiting_approval' : 'open';
    of.nextDueAt = wakeOf(plan, now);
  }
  of.evaluatedAt = now;
  return of;
}

/** Whether a person is asked: what is due to be asked is not, while a charge comes first. */
function isAsked({ facts: { done } }: CaseDossier, { waitsFor, effects }: CasePlan): boolean {
  if (waitsFor !== 'approval' && waitsFor !== 'untold') return false;
  return (
    effects.some(({ type }) => type === 'request_approval') || done.some(({ key }) => QUESTION_KEY.test(key))
  );
}
