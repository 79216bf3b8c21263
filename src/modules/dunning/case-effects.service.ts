import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Clock } from '../../common/clock/clock.js';
import { Holds, SubscriptionLifecycle } from '../customers/index.js';
import { toldKey } from './announcements.js';
import { CallTasks, type TaskWish } from './call-tasks.service.js';
import { CaseJournal, DUNNING_ACTOR } from './case-journal.service.js';
import { CaseMails, isRunning, type CaseScene, type MailAids } from './case-mails.service.js';
import type { CasePlan } from './case-plan.js';
import { type DueEffect, QUESTION_KEY } from './due-effects.js';
import type { DunningCase } from './dunning-case.entity.js';
import type { AnnouncedAct, DunningStage } from './dunning-vocabulary.js';
import type { StepMessage } from './step-message.js';

/** A case and what to do about it. */
export interface CaseWork {
  readonly scene: CaseScene;
  readonly plan: CasePlan;
}

/** What is written once for all cases of a batch. */
interface Later {
  readonly aids: ReadonlyMap<CaseScene, MailAids>;
  readonly mails: StepMessage[];
  readonly tasks: TaskWish[];
}

const ENDED = ['terminated', 'expired'];

/** Whether a case that asked something asks nothing, of all that is known. */
function isQuiet({ scene: { dossier }, plan: { waitsFor } }: CaseWork): boolean {
  const { debt, done } = dossier.facts;
  const asks = waitsFor !== null && waitsFor !== 'warning';
  return debt === 'unpaid' && !asks && done.some(({ key }) => QUESTION_KEY.test(key));
}

/** Does what a ladder says, in the transaction that writes that it was done; each effect at most once for its case. */
@Injectable()
export class CaseEffects {
  constructor(
    private readonly clock: Clock,
    private readonly subscriptions: SubscriptionLifecycle,
    private readonly holds: Holds,
    private readonly tasks: CallTasks,
    private readonly mails: CaseMails,
    private readonly journal: CaseJournal,
  ) {}

  /** Does what is due in several cases, each of another customer, in its order, but for what its row says was done. */
  async applyAll(tx: EntityManager, works: readonly CaseWork[]): Promise<void> {
    const fresh = await this.begin(tx, works);
    if (fresh.length === 0) return;
    const wishes = fresh.flatMap(({ scene, effects }) =>
      effects.flatMap((effect) => (effect.type === 'mail' ? [{ scene, effect }] : [])),
    );
    const later: Later = { aids: await this.mails.aidsFor(tx, wishes), mails: [], tasks: [] };
    await this.journal.together(tx, async () => {
      for (const { scene, plan, effects } of fresh)
        for (const effect of effects) await this.perform(tx, { scene, plan }, effect, later);
    });
    await this.mails.queue(tx, later.mails);
    await this.tasks.add(tx, later.tasks);
  }

  /** Writes down that it is done; answers what nobody had done. */
  private async begin(
    tx: EntityManager,
    works: readonly CaseWork[],
  ): Promise<(CaseWork & { readonly effects: readonly DueEffect[] })[]> {
    const due = works.flatMap(({ scene, plan }) =>
      plan.effects.map(({ key }) => ({ id: scene.case.id, key })),
    );
    if (due.length === 0) return [];
    const written: { case_id: string; key: string }[] = await tx.query(
      `INSERT INTO dunning_effects (case_id, key, done_at) SELECT case_id, key, $3
       FROM unnest($1::uuid[], $2::text[]) AS due (case_id, key) ON CONFLICT DO NOTHING RETURNING case_id, key`,
      [due.map(({ id }) => id), due.map(({ key }) => key), this.clock.now()],
    );
    const ours = new Set(written.map(({ case_id: id, key }) => `${id} ${key}`));
    return works.map((work) => ({
      ...work,
      effects: work.plan.effects.filter(({ key }) => ours.has(`${work.scene.case.id} ${key}`)),
    }));
  }

  private async perform(tx: EntityManager, work: CaseWork, effect: DueEffect, later: Later): Promise<void> {
    const { scene } = work;
    switch (effect.type) {
      case 'enter':
        return this.enter(tx, scene, effect.stage);
      case 'mail':
        return this.mail(tx, work, effect, later);
      case 'call_task':
        return this.task(tx, scene, { kind: 'call', acts: [] }, later);
      case 'request_approval':
        return this.task(tx, scene, { kind: 'approval', acts: effect.acts }, later, effect.key);
      case 'suspend':
      case 'terminate':
        return this.serve(tx, scene, effect.type);
      case 'inventory_return':
        // Asked for by the termination itself.
        return;
      case 'collections':
        return this.refer(tx, scene);
      case 'close':
        return this.close(tx, scene, effect.as);
    }
  }

  private async mail(
    tx: EntityManager,
    { scene, plan }: CaseWork,
    effect: Extract<DueEffect, { type: 'mail' }>,
    { aids, mails }: Later,
  ): Promise<void> {
    const message = await this.mails.step(tx, { scene, effect }, plan, aids.get(scene));
    if (message === null) return;
    mails.push(message);
    const details = { type: message.type, day: effect.day };
    await this.journal.note(tx, scene.case, 'mail_queued', { details });
  }

  private async task(
    tx: EntityManager,
    { case: of }: CaseScene,
    wish: Omit<TaskWish, 'of'>,
    { tasks }: Later,
    key = '',
  ): Promise<void> {
    tasks.push({ of, ...wish });
    const untold = key.endsWith(':untold') ? { untold: wish.acts } : {};
    await this.journal.note(tx, of, wish.kind === 'call' ? 'call_task_added' : 'approval_requested', {
      details: wish.kind === 'call' ? {} : { acts: wish.acts, ...untold },
    });
  }

  private async enter(tx: EntityManager, { case: of }: CaseScene, stage: DunningStage): Promise<void> {
    const from = of.stage;
    of.stage = stage;
    await this.journal.note(tx, of, 'stage_entered', { details: { stage } });
    if (from !== stage) await this.journal.publish(tx, of, 'dunning_case.stage_changed', { from });
  }

  private async serve(
    tx: EntityManager,
    { case: of, service }: CaseScene,
    act: 'suspend' | 'terminate',
  ): Promise<void> {
    const { subscriptionId } = of;
    if (subscriptionId === null || !service) return;
    if (act === 'suspend') {
      if (!isRunning(service.state)) return;
      await this.subscriptions.suspend(tx, subscriptionId, { reason: 'non_payment' }, DUNNING_ACTOR);
      await this.journal.note(tx, of, 'suspended');
      return;
    }
    if (ENDED.includes(service.state)) return;
    await this.subscriptions.terminate(tx, subscriptionId, 'non_payment', DUNNING_ACTOR);
    await this.journal.note(tx, of, 'terminated');
  }

  private async refer(tx: EntityManager, { case: of, dossier }: CaseScene): Promise<void> {
    const unpaid = dossier.invoices.filter(({ state }) => state === 'open');
    await this.journal.note(tx, of, 'referred_to_collections');
    await this.journal.publish(tx, of, 'collections.referred', {
      invoices: unpaid.map(({ id, totalAmount, currency }) => ({
        id,
        money: { amount: totalAmount, currency },
      })),
    });
  }

  /** A person answers for it that the customer knows of acts of which no mail could tell him. */
  async vouch(
    tx: EntityManager,
    { id }: Pick<DunningCase, 'id'>,
    acts: readonly AnnouncedAct[],
  ): Promise<void> {
    if (acts.length === 0) return;
    await tx.query(
      `INSERT INTO dunning_effects (case_id, key, done_at) SELECT $1, key, $3 FROM unnest($2::text[]) AS told (key) ON CONFLICT DO NOTHING`,
      [id, acts.map(toldKey), this.clock.now()],
    );
  }

  /** Takes back what was asked of people about cases that ask nothing any more, such as because a late warning left after all. */
  async withdraw(tx: EntityManager, works: readonly CaseWork[]): Promise<void> {
    const quiet = works.filter(isQuiet).map(({ scene }) => scene.case);
    if (quiet.length === 0) return;
    const withdrawn = await this.tasks.cancelApprovals(
      tx,
      quiet.map(({ id }) => id),
    );
    if (withdrawn.size === 0) return;
    await this.forgetQuestions(tx, [...withdrawn]);
    await this.journal.together(tx, async () => {
      for (const of of quiet) if (withdrawn.has(of.id)) await this.journal.note(tx, of, 'approval_withdrawn');
    });
  }

  /** Whatever a case still has to ask, or has to again, is asked anew. */
  async forgetQuestions(tx: EntityManager, caseIds: readonly string[]): Promise<void> {
    await tx.query(
      `DELETE FROM dunning_effects WHERE case_id = ANY ($1) AND key ~ '${QUESTION_KEY.source}'`,
      [caseIds],
    );
  }

  /** Nothing is owed any more: the case ends, and the service goes on where only non-payment stopped it. */
  async close(
    tx: EntityManager,
    scene: CaseScene,
    as: 'recovered' | 'closed' | 'written_off',
  ): Promise<void> {
    const { case: of } = scene;
    Object.assign(of, { state: as, closedAt: this.clock.now(), nextDueAt: null });
    await this.holds.lift(tx, of.customerId, { kind: 'dunning_case', reference: of.id });
    await this.tasks.cancelOpen(tx, of.id);
    await this.mails.takeBack(tx, of);
    await this.journal.note(tx, of, as);
    await this.journal.publish(tx, of, 'dunning_case.closed', { as });
    if (as === 'written_off' || of.subscriptionId === null) return;
    await this.goOn(tx, scene, of.subscriptionId);
  }

  /** Only what dunning itself suspended for is lifted; whatever else stops the service stays, and then nobody is told that it runs. */
  private async goOn(tx: EntityManager, scene: CaseScene, subscriptionId: string): Promise<void> {
    const ours: unknown[] = await tx.query(
      `SELECT 1 FROM subscription_suspensions WHERE subscription_id = $1 AND reason = 'non_payment' AND lifted_at IS NULL`,
      [subscriptionId],
    );
    if (ours.length === 0) return;
    const goesOn = await this.subscriptions.restorePaid(tx, subscriptionId, DUNNING_ACTOR);
    if (goesOn) await this.mails.restored(tx, scene);
  }
}
