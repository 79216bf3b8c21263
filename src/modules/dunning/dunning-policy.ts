import { CARD_CAPS, type CardCap } from '../../common/card-caps.js';
import {
  type AnnouncedAct,
  type ApprovedAct,
  type CappedNetwork,
  type DunningMail,
  DUNNING_STAGES,
  type DunningStage,
  type StepAct,
} from './dunning-vocabulary.js';

export type { CardCap as NetworkCap } from '../../common/card-caps.js';
export { NETWORK_LIMITS } from '../../common/card-caps.js';

/** What happens on one day of the ladder. */
export interface LadderStep {
  /** Counted from 1, the day of the first failure. */
  readonly day: number;
  readonly mail: DunningMail | null;
  /** What the mail announces, so that it may be done `warnDaysBefore` days later. */
  readonly warnsOf: AnnouncedAct | null;
  readonly acts: readonly StepAct[];
}

/** Whom a policy is for; what is left out may be anything. */
export interface Segment {
  readonly customerType?: 'individual' | 'business';
  readonly serviceType?: string;
  readonly billingMode?: 'prepaid' | 'postpaid';
}

/** The whole ladder of one segment. Days are the customer's own; a paused day does not count. */
export interface DunningPolicy {
  /** Nobody listed: only customers that no other policy names, when it is the default. */
  readonly segments: readonly Segment[];
  /** Each stage's first day; null for a stage that is never reached. */
  readonly stages: {
    readonly grace: 1;
    readonly warning: number | null;
    readonly suspended: number | null;
    readonly terminated: number | null;
  };
  readonly retryDays: readonly number[];
  readonly steps: readonly LadderStep[];
  /** Calendar days that lie at least between a warning and what it warns of. */
  readonly warnDaysBefore: number;
  /** Minutes after the customer's midnight at which a day's retry and steps fall due. */
  readonly morning: number;
  /** Days of the month on which people are paid, 31 being the last; a retry for want of funds moves to one near it. */
  readonly payDays: readonly number[];
  /** Whether a retry after a technical failure is made within hours: after how many, one entry a try. */
  readonly technicalRetryHours: readonly number[];
  /** How often a card is tried again after its bank said no without a reason. */
  readonly issuerRetries: number;
  /** How often a day a new or renewed card is charged at once, for one case. */
  readonly newCardAttemptsPerDay: number;
  /** `terminal`: a backup method that the customer consented to is charged when the first can never work. */
  readonly backup: 'terminal' | 'never';
  readonly approval: readonly ApprovedAct[];
  readonly caps: Readonly<Record<CappedNetwork, CardCap>>;
}

/** The ladder of whoever configures none. */
export const DEFAULT_POLICY: DunningPolicy = {
  segments: [],
  stages: { grace: 1, warning: 4, suspended: 8, terminated: 15 },
  retryDays: [3, 5, 7, 14],
  steps: [
    { day: 1, mail: 'payment_failed', warnsOf: null, acts: [] },
    { day: 4, mail: 'payment_warning', warnsOf: 'suspend', acts: [] },
    { day: 7, mail: 'payment_warning', warnsOf: 'suspend', acts: ['call_task'] },
    { day: 8, mail: 'service_suspended', warnsOf: 'terminate', acts: ['suspend'] },
    { day: 14, mail: 'payment_warning', warnsOf: 'terminate', acts: [] },
    { day: 15, mail: 'final_notice', warnsOf: null, acts: ['terminate', 'inventory_return', 'collections'] },
  ],
  warnDaysBefore: 3,
  morning: 540,
  payDays: [],
  technicalRetryHours: [2],
  issuerRetries: 2,
  newCardAttemptsPerDay: 3,
  backup: 'terminal',
  approval: ['terminate', 'collections'],
  caps: CARD_CAPS,
};

/** A stage and its first day. */
export interface StageStart {
  readonly stage: DunningStage;
  readonly from: number;
}

const starts = new WeakMap<DunningPolicy, readonly StageStart[]>();

/** The stages that a policy has, with their first days, mildest first. */
export function stagesOf(policy: DunningPolicy): readonly StageStart[] {
  const known = starts.get(policy);
  if (known) return known;
  const list = DUNNING_STAGES.flatMap((stage) => {
    const from = policy.stages[stage];
    return from === null ? [] : [{ stage, from }];
  });
  starts.set(policy, list);
  return list;
}

/** The stage to which a day of the ladder belongs. */
export function stageOfDay(policy: DunningPolicy, day: number): DunningStage {
  return stagesOf(policy).findLast(({ from }) => from <= day)?.stage ?? 'grace';
}

/** The day of the ladder on which a service is suspended or terminated, or null where it never is. */
export function dayOfAct({ steps }: DunningPolicy, act: AnnouncedAct): number | null {
  return steps.find(({ acts }) => acts.includes(act))?.day ?? null;
}

/** What decides on a policy: of the customer, and of the subscription where there is one. */
export interface SegmentFacts {
  readonly customerType: 'individual' | 'business';
  readonly serviceType: string | null;
  readonly billingMode: 'prepaid' | 'postpaid' | null;
}

/**
 * The name of the policy for a customer and a service: the one whose segment says most about them (of equals, the first by name), else
 * the default. Null for a prepaid service that no segment names: it is suspended at zero balance and never on a ladder.
 */
export function policyFor(
  policies: Readonly<Record<string, DunningPolicy>>,
  fallback: string,
  facts: SegmentFacts,
): string | null {
  const ranked = Object.entries(policies)
    .flatMap(([name, { segments }]) => segments.map((segment) => ({ name, segment })))
    .filter(({ segment }) => matches(segment, facts))
    .toSorted((a, b) => weightOf(b.segment) - weightOf(a.segment) || (a.name < b.name ? -1 : 1));
  const isPrepaid = facts.billingMode === 'prepaid';
  const named = ranked.find(({ segment }) => !isPrepaid || segment.billingMode === 'prepaid');
  return named?.name ?? (isPrepaid ? null : fallback);
}

function matches(segment: Segment, facts: SegmentFacts): boolean {
  return (
    (segment.customerType === undefined || segment.customerType === facts.customerType) &&
    (segment.serviceType === undefined || segment.serviceType === facts.serviceType) &&
    (segment.billingMode === undefined || segment.billingMode === facts.billingMode)
  );
}

// A service says more about what is lost by ending it than the kind of its customer does.
function weightOf({ customerType, serviceType, billingMode }: Segment): number {
  return (
    (serviceType === undefined ? 0 : 4) +
    (billingMode === undefined ? 0 : 2) +
    (customerType === undefined ? 0 : 1)
  );
}
