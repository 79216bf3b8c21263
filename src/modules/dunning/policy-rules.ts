import { dayOfAct, type DunningPolicy, type LadderStep, NETWORK_LIMITS, stagesOf } from './dunning-policy.js';
import { ANNOUNCED_ACTS, CAPPED_NETWORKS, type AnnouncedAct } from './dunning-vocabulary.js';

/** One thing to put right in a policy: where, in the words of its document, and what. */
export interface PolicyFault {
  readonly path: readonly (string | number)[];
  readonly message: string;
}

/** What is wrong with a policy whose values are each right by themselves; empty for one that can be run. */
export function policyFaults(policy: DunningPolicy): PolicyFault[] {
  return [
    ...stageFaults(policy),
    ...retryFaults(policy),
    ...stepFaults(policy),
    ...ANNOUNCED_ACTS.flatMap((act) => actFaults(policy, act)),
    ...collectionsFaults(policy),
    ...capFaults(policy),
  ];
}

function stageFaults(policy: DunningPolicy): PolicyFault[] {
  return stagesOf(policy).flatMap(({ stage, from }, index, all) => {
    const before = all[index - 1];
    return before && from <= before.from
      ? [fault(['stages', stage], `must be after day ${String(before.from)}, the first of ${before.stage}`)]
      : [];
  });
}

function retryFaults({ retryDays, stages }: DunningPolicy): PolicyFault[] {
  return retryDays.flatMap((day, index) => {
    const before = retryDays[index - 1] ?? 1;
    if (day <= before)
      return [
        fault(
          ['retry_days', index],
          `must be after day ${String(before)}: days are in order, the first try is day 1`,
        ),
      ];
    return stages.terminated !== null && day >= stages.terminated
      ? [
          fault(
            ['retry_days', index],
            `must be before day ${String(stages.terminated)}, on which the service is terminated`,
          ),
        ]
      : [];
  });
}

function stepFaults({ steps }: DunningPolicy): PolicyFault[] {
  return steps.flatMap((step, index) => {
    const before = steps[index - 1];
    return [
      ...(before && step.day <= before.day
        ? [
            fault(
              ['steps', index, 'day'],
              `must be after day ${String(before.day)}: one step a day, in order`,
            ),
          ]
        : []),
      ...(step.mail === null && step.acts.length === 0
        ? [fault(['steps', index], 'must send a mail or do something')]
        : []),
      ...(step.warnsOf !== null && step.mail === null
        ? [fault(['steps', index, 'warns_of'], 'must stand beside the mail that warns')]
        : []),
      ...mailFaults(step, index),
    ];
  });
}

// The mails say in their own words what they announce, so that another announcement would not be read.
const ANNOUNCED_BY_MAIL: Readonly<Partial<Record<NonNullable<LadderStep['mail']>, readonly AnnouncedAct[]>>> =
  {
    payment_warning: ANNOUNCED_ACTS,
    service_suspended: ['terminate'],
  };

const ACT_OF_MAIL: Readonly<Partial<Record<NonNullable<LadderStep['mail']>, AnnouncedAct>>> = {
  service_suspended: 'suspend',
  final_notice: 'terminate',
};

function mailFaults({ mail, warnsOf, acts }: LadderStep, index: number): PolicyFault[] {
  if (mail === null) return [];
  const path = ['steps', index, 'warns_of'];
  const announced = ANNOUNCED_BY_MAIL[mail] ?? [];
  if (warnsOf !== null && !announced.includes(warnsOf))
    return [fault(path, `must be left out: ${mail} does not warn of it`)];
  if (mail === 'payment_warning' && warnsOf === null)
    return [fault(path, 'must say what the mail warns of: suspend or terminate')];
  const act = ACT_OF_MAIL[mail];
  return act !== undefined && !acts.includes(act)
    ? [fault(['steps', index, 'mail'], `must be on the day that does ${act}`)]
    : [];
}

/** An act stands on the first day of its stage, once, and is announced early enough. */
function actFaults(policy: DunningPolicy, act: AnnouncedAct): PolicyFault[] {
  const { steps, stages, warnDaysBefore } = policy;
  const word = act === 'suspend' ? 'suspended' : 'terminated';
  const first = stages[word];
  const day = dayOfAct(policy, act);
  const warnings = steps.flatMap((step, index) => (step.warnsOf === act ? [{ day: step.day, index }] : []));
  if (day === null)
    return [
      ...(first === null
        ? []
        : [fault(['stages', word], `must have a step on day ${String(first)} that does ${act}`)]),
      ...warnings.map(({ index }) =>
        fault(['steps', index, 'warns_of'], `must be left out: no step does ${act}`),
      ),
    ];
  return [
    ...steps.flatMap((step, index) =>
      step.acts.includes(act) && step.day !== first
        ? [fault(['steps', index, 'do'], `must do ${act} on the first day of ${word} only`)]
        : [],
    ),
    ...warnings
      .filter((warning) => warning.day >= day)
      .map(({ index }) =>
        fault(['steps', index, 'warns_of'], `must be before day ${String(day)}, of which it warns`),
      ),
    ...(warnings.some((warning) => warning.day <= day - warnDaysBefore)
      ? []
      : [
          fault(['steps'], `must warn of ${act} by a mail on day ${String(day - warnDaysBefore)} or earlier`),
        ]),
  ];
}

/** Nothing comes back and nobody collects before the service is over. */
function collectionsFaults({ steps, stages }: DunningPolicy): PolicyFault[] {
  return steps.flatMap(({ acts, day }, index) =>
    (['inventory_return', 'collections'] as const)
      .filter((act) => acts.includes(act) && (stages.terminated === null || day < stages.terminated))
      .map((act) => fault(['steps', index, 'do'], `must do ${act} in the stage terminated only`)),
  );
}

function capFaults({ caps }: DunningPolicy): PolicyFault[] {
  return CAPPED_NETWORKS.flatMap((network) => {
    const given = caps[network];
    const limit = NETWORK_LIMITS[network];
    return [
      ...(given.per30d > given.byHandPer30d
        ? [fault(['caps', network, 'per_30d'], 'must not be above by_hand_per_30d')]
        : []),
      ...(given.byHandPer30d > limit.byHandPer30d
        ? [
            fault(
              ['caps', network, 'by_hand_per_30d'],
              `must be at most ${String(limit.byHandPer30d)}, the network's own limit`,
            ),
          ]
        : []),
      ...(limit.per24h !== null && (given.per24h === null || given.per24h > limit.per24h)
        ? [
            fault(
              ['caps', network, 'per_24h'],
              `must be at most ${String(limit.per24h)}, the network's own limit`,
            ),
          ]
        : []),
    ];
  });
}

function fault(path: readonly (string | number)[], message: string): PolicyFault {
  return { path, message };
}
