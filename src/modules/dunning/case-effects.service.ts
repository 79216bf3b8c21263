import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Clock } from '../../common/clock/clock.js';
import { Holds, SubscriptionLifecycle } from '../customers/index.js';
import { CallTasks } from './call-tasks.service.js';
import { CaseJournal, DUNNING_ACTOR } from './case-journal.service.js';
import { CaseMails, isRunning, type CaseScene } from './case-mails.service.js';
import type { CasePlan } from './case-plan.js';
import type { DueEffect } from './due-effects.js';
import type { DunningStage } from './dunning-vocabulary.js';

const ENDED = ['terminated', 'expired'];

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

  /** Does what is due, in its order, but for what its row says was done. */
  async applyAll(tx: EntityManager, scene: CaseScene, plan: CasePlan): Promise<void> {
    if (plan.effects.length === 0) return;
    const written: { key: string }[] = await tx.query(
      `INSERT INTO dunning_effects (case_id, key, done_at) SELECT $1, key, $3 FROM unnest($2::text[]) AS key
       ON CONFLICT DO NOTHING RETURNING key`,
      [scene.case.id, plan.effects.map(({ key }) => key), this.clock.now()],
    );
    for (const effect of plan.effects)
      if (written.some(({ key }) => key === effect.key)) await this.perform(tx, scene, effect, plan);
  }

  private async perform(
    tx: EntityManager,
    scene: CaseScene,
    effect: DueEffect,
    plan: CasePlan,
  ): Promise<void> {
    switch (effect.type) {
      case 'enter':
        return this.enter(tx, scene, effect.stage);
      case 'mail':
        return this.mail(tx, scene, effect, plan);
      case 'call_task':
        return this.tasks.add(tx, scene.case, 'call');
      case 'request_approval':
        return this.tasks.add(tx, scene.case, 'approval', effect.acts);
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
    scene: CaseScene,
    effect: Extract<DueEffect, { type: 'mail' }>,
    plan: CasePlan,
  ): Promise<void> {
    if (effect.mail === null) return;
    const type = await this.mails.step(tx, scene, effect, plan);
    if (type !== null)
      await this.journal.note(tx, scene.case, 'mail_queued', { details: { type, day: effect.day } });
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
