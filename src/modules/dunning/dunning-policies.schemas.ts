import { z } from 'zod';
import { type Config, ConfigError, type ConfigProblem } from '../../common/config/config.js';
import { issueText } from '../../common/config/issue-text.js';
import { DEFAULT_POLICY, type DunningPolicy } from './dunning-policy.js';
import { ANNOUNCED_ACTS, APPROVED_ACTS, DUNNING_MAILS, STEP_ACTS } from './dunning-vocabulary.js';
import { policyDocument, toPolicy } from './policy-document.js';
import { policyFaults } from './policy-rules.js';

const MOST_DAYS = 365;

const day = z.int().min(1).max(MOST_DAYS);
const laterDay = z.int().min(2).max(MOST_DAYS);
const attempts = z.int().min(0).max(100);

const segment = z
  .strictObject({
    customer_type: z.enum(['individual', 'business']).optional(),
    service_type: z.string().trim().min(1).max(100).optional(),
    billing_mode: z.enum(['prepaid', 'postpaid']).optional(),
  })
  .refine((given) => Object.keys(given).length > 0, {
    error: 'must name a customer_type, a service_type or a billing_mode',
  });

const step = z.strictObject({
  day,
  mail: z.enum(DUNNING_MAILS).nullable().default(null),
  warns_of: z.enum(ANNOUNCED_ACTS).nullable().default(null),
  do: distinct(z.enum(STEP_ACTS), STEP_ACTS.length).default([]),
});

const cap = z.strictObject({
  per_24h: attempts.nullable(),
  per_30d: attempts,
  by_hand_per_30d: attempts,
});

const clockTime = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'must be a time of day such as "09:00"');

const standard = policyDocument(DEFAULT_POLICY);

/** A policy as it is written in the configuration, sent over REST and stored; what is left out is as in the built-in default. */
export const policyDocumentSchema = z.strictObject({
  segments: z.array(segment).max(50).default([]),
  stages: z
    .strictObject({
      grace: z.literal(1, { error: 'must be 1, the day of the first failure' }).default(1),
      warning: laterDay.nullable(),
      suspended: laterDay.nullable(),
      terminated: laterDay.nullable(),
    })
    .default(standard.stages),
  retry_days: z.array(laterDay).max(30).default(standard.retry_days),
  steps: z.array(step).min(1).max(100).default(standard.steps),
  warn_days_before: z.int().min(1).max(60).default(standard.warn_days_before),
  retry_at: clockTime.default(standard.retry_at),
  pay_days: distinct(z.int().min(1).max(31), 31).default(standard.pay_days),
  technical_retry_hours: z.array(z.int().min(1).max(23)).max(5).default(standard.technical_retry_hours),
  issuer_retries: z.int().min(0).max(5).default(standard.issuer_retries),
  new_card_attempts_per_day: z.int().min(0).max(3).default(standard.new_card_attempts_per_day),
  backup: z.enum(['terminal', 'never']).default(standard.backup),
  approval: distinct(z.enum(APPROVED_ACTS), APPROVED_ACTS.length).default(standard.approval),
  caps: z
    .strictObject({
      visa: cap.default(standard.caps.visa),
      mastercard: cap.default(standard.caps.mastercard),
      other: cap.default(standard.caps.other),
    })
    .default(standard.caps),
});

/** A document read into the policy that it describes; refused with a message for each rule that it breaks. */
export const policySchema = policyDocumentSchema.transform((document, context): DunningPolicy => {
  const policy = toPolicy(document);
  for (const { path, message } of policyFaults(policy))
    context.issues.push({ code: 'custom', input: document, path: [...path], message });
  return policy;
});

function distinct<T extends z.ZodType>(item: T, most: number): z.ZodArray<T> {
  return z
    .array(item)
    .max(most)
    .refine((list) => new Set(list).size === list.length, 'must name nothing twice');
}

/** The policies that the configuration names, beside the built-in `default` unless one of them takes its name. */
export interface ConfiguredPolicies {
  /** The policy of whoever no segment names. */
  readonly fallback: string;
  readonly policies: Readonly<Record<string, DunningPolicy>>;
}

/** Reads the policies of the configuration; throws a `ConfigError` that names everything to put right. */
export function configuredPolicies(given: Config['dunning']): ConfiguredPolicies {
  const problems: ConfigProblem[] = [];
  const policies: Record<string, DunningPolicy> = { default: DEFAULT_POLICY };
  for (const [name, document] of Object.entries(given.policies)) {
    const read = policySchema.safeParse(document);
    if (read.success) policies[name] = read.data;
    else problems.push(...problemsOf(['dunning', 'policies', name], read.error));
  }
  if (given.policy !== 'default' && !Object.hasOwn(given.policies, given.policy))
    problems.push({
      key: 'dunning.policy',
      message: `names ${given.policy}, which is not under dunning.policies`,
    });
  if (problems.length > 0) throw new ConfigError(problems);
  return { fallback: given.policy, policies };
}

/** Reads one policy from its document; throws a `ConfigError` that names everything to put right, after where it stands. */
export function readPolicy(document: unknown, place = 'policy'): DunningPolicy {
  const read = policySchema.safeParse(document);
  if (read.success) return read.data;
  throw new ConfigError(problemsOf([place], read.error));
}

function problemsOf(place: readonly string[], error: z.ZodError): ConfigProblem[] {
  return error.issues.map((issue) => ({
    key: [...place, ...issue.path].map(String).join('.'),
    message: issueText(issue),
  }));
}
