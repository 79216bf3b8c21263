/** How far a case has gone, mildest first. */
export const DUNNING_STAGES = ['grace', 'warning', 'suspended', 'terminated'] as const;
export type DunningStage = (typeof DUNNING_STAGES)[number];

export const CASE_STATES = [
  'open',
  'paused',
  'awaiting_approval',
  'recovered',
  'written_off',
  'closed',
] as const;
export type CaseState = (typeof CASE_STATES)[number];

/** The mails that a ladder may send by itself. */
export const DUNNING_MAILS = [
  'payment_failed',
  'update_payment_method',
  'payment_warning',
  'service_suspended',
  'final_notice',
] as const;
export type DunningMail = (typeof DUNNING_MAILS)[number];

/** What must be announced before it is done. */
export const ANNOUNCED_ACTS = ['suspend', 'terminate'] as const;
export type AnnouncedAct = (typeof ANNOUNCED_ACTS)[number];

/** What a policy may leave to a person. */
export const APPROVED_ACTS = ['terminate', 'collections'] as const;
export type ApprovedAct = (typeof APPROVED_ACTS)[number];

/** What a person may be asked about: what a policy leaves to him, and an act of which the customer could not be told. */
export const DECIDED_ACTS = ['suspend', ...APPROVED_ACTS] as const;
export type DecidedAct = (typeof DECIDED_ACTS)[number];

/** What a step may do to the service and around it, besides its mail; in this order. */
export const STEP_ACTS = ['call_task', 'suspend', 'terminate', 'inventory_return', 'collections'] as const;
export type StepAct = (typeof STEP_ACTS)[number];

/** Card networks that have limits of their own; everything else is `other`. */
export const CAPPED_NETWORKS = ['visa', 'mastercard', 'other'] as const;
export type CappedNetwork = (typeof CAPPED_NETWORKS)[number];

/** Whether a case is over, whatever the clock says. */
export function isOver(state: CaseState): boolean {
  return state === 'recovered' || state === 'written_off' || state === 'closed';
}

/** How far along the ladder a stage stands: 0 for grace. */
export function rankOf(stage: DunningStage): number {
  return DUNNING_STAGES.indexOf(stage);
}
