import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { ConfigError } from '../../common/config/config.js';
import { configuredPolicies, policySchema } from './dunning-policies.schemas.js';
import { DEFAULT_POLICY, type DunningPolicy, policyFor, type SegmentFacts } from './dunning-policy.js';
import { policyDocument } from './policy-document.js';
import { policyFaults } from './policy-rules.js';

const faultsOf = (document: unknown): string[] => {
  const read = policySchema.safeParse(document);
  return read.success ? [] : read.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
};

const standard = policyDocument(DEFAULT_POLICY);
const withSteps = (change: (steps: typeof standard.steps) => unknown): unknown => ({
  ...standard,
  steps: change(structuredClone(standard.steps)),
});

describe('the document of a policy', () => {
  it('is the built-in default where it says nothing', () => {
    expect(policySchema.parse({})).toEqual(DEFAULT_POLICY);
    expect(policyFaults(DEFAULT_POLICY)).toEqual([]);
  });

  it('survives being written and read', () => {
    const policy: DunningPolicy = {
      ...DEFAULT_POLICY,
      segments: [{ customerType: 'business' }, { serviceType: 'fibre', billingMode: 'postpaid' }],
      payDays: [1, 25],
      morning: 8 * 60 + 5,
    };
    expect(policySchema.parse(JSON.parse(JSON.stringify(policyDocument(policy))))).toEqual(policy);
  });

  it('may leave stages out', () => {
    const soft = {
      stages: { warning: 5, suspended: null, terminated: null },
      retry_days: [4, 9],
      steps: [
        { day: 1, mail: 'payment_failed' },
        { day: 5, do: ['call_task'] },
      ],
    };
    expect(faultsOf(soft)).toEqual([]);
  });

  it.each([
    [
      'stages out of order',
      { ...standard, stages: { ...standard.stages, suspended: 3 } },
      'stages.suspended: must be after day 4',
    ],
    ['retry days out of order', { ...standard, retry_days: [5, 3] }, 'retry_days.1: must be after day 5'],
    [
      'a retry on the day of termination',
      { ...standard, retry_days: [3, 15] },
      'retry_days.1: must be before day 15',
    ],
    [
      'two steps on one day',
      withSteps((steps) => [steps[0], steps[0], ...steps.slice(1)]),
      'steps.1.day: must be after day 1',
    ],
    [
      'a step that does nothing',
      withSteps((steps) => [...steps, { day: 20 }]),
      'steps.6: must send a mail or do something',
    ],
    [
      'a suspension without a stage',
      { ...standard, stages: { ...standard.stages, suspended: null } },
      'steps.3.do: must do suspend on the first day of suspended only',
    ],
    [
      'a suspension on another day',
      withSteps((steps) => steps.map((step) => (step.day === 8 ? { ...step, day: 9 } : step))),
      'steps.3.do: must do suspend on the first day of suspended only',
    ],
    [
      'a warning that comes too late',
      withSteps((steps) => steps.filter(({ day }) => day !== 4)),
      'steps: must warn of suspend by a mail on day 5 or earlier',
    ],
    [
      'a termination that nothing announces',
      withSteps((steps) =>
        steps.map((step) => ({
          ...step,
          warns_of: step.warns_of === 'terminate' && step.day === 8 ? null : step.warns_of,
        })),
      ),
      'steps: must warn of terminate by a mail on day 12 or earlier',
    ],
    [
      'a warning that says nothing of what',
      withSteps((steps) => steps.map((step) => (step.day === 4 ? { ...step, warns_of: null } : step))),
      'steps.1.warns_of: must say what the mail warns of: suspend or terminate',
    ],
    [
      'collections before the end',
      withSteps((steps) => steps.map((step) => (step.day === 7 ? { ...step, do: ['collections'] } : step))),
      'steps.2.do: must do collections in the stage terminated only',
    ],
    [
      'a final notice on another day',
      withSteps((steps) =>
        steps.map((step) => (step.day === 14 ? { ...step, mail: 'final_notice', warns_of: null } : step)),
      ),
      'steps.4.mail: must be on the day that does terminate',
    ],
    [
      'a cap above the network’s',
      { ...standard, caps: { ...standard.caps, visa: { per_24h: null, per_30d: 15, by_hand_per_30d: 21 } } },
      'caps.visa.by_hand_per_30d: must be at most 20',
    ],
    [
      'no daily cap for Mastercard',
      {
        ...standard,
        caps: { ...standard.caps, mastercard: { per_24h: null, per_30d: 35, by_hand_per_30d: 35 } },
      },
      'caps.mastercard.per_24h: must be at most 10',
    ],
    [
      'a time that is none',
      { ...standard, retry_at: '9:00' },
      'retry_at: must be a time of day such as "09:00"',
    ],
    ['a segment of nobody', { ...standard, segments: [{}] }, 'segments.0: must name a customer_type'],
    ['an unknown name', { retries: [3] }, ': Unrecognized key: "retries"'],
  ] as const)('is refused for %s', (_what, document, fault) => {
    expect(faultsOf(document).join('\n')).toContain(fault);
  });
});

describe('the policies of the configuration', () => {
  it('stand beside the default and may take its name', () => {
    const given = { policy: 'gentle', policies: { gentle: { retry_days: [4] } } };
    const { fallback, policies } = configuredPolicies(given);
    expect(fallback).toBe('gentle');
    expect(Object.keys(policies)).toEqual(['default', 'gentle']);
    expect(policies['gentle']?.retryDays).toEqual([4]);
    const own = configuredPolicies({ policy: 'default', policies: { default: { retry_days: [2] } } });
    expect(own.policies['default']?.retryDays).toEqual([2]);
  });

  it('are refused with every fault at once, by its place in the file', () => {
    const given = { policy: 'none', policies: { a: { retry_days: [1] }, b: { steps: [] } } };
    expect(() => configuredPolicies(given)).toThrow(ConfigError);
    expect(() => configuredPolicies(given)).toThrow(
      /dunning\.policies\.a\.retry_days\.0: must be at least 2/,
    );
    expect(() => configuredPolicies(given)).toThrow(/dunning\.policies\.b\.steps: must list at least 1/);
    expect(() => configuredPolicies(given)).toThrow(/dunning\.policy: names none, which is not under/);
  });

  it('are shown in the documentation as they can be written', () => {
    const guide = readFileSync(new URL('../../../docs/dunning.md', import.meta.url), 'utf8');
    const examples = [...guide.matchAll(/```yaml\n([\s\S]*?)```/g)].map(
      ([, text]) => parse(text ?? '') as { dunning: never },
    );
    expect(examples.length).toBeGreaterThan(0);
    for (const { dunning } of examples) expect(() => configuredPolicies(dunning)).not.toThrow();
  });
});

describe('whose policy it is', () => {
  const policies = {
    default: DEFAULT_POLICY,
    business: { ...DEFAULT_POLICY, segments: [{ customerType: 'business' }] },
    fibre: {
      ...DEFAULT_POLICY,
      segments: [{ serviceType: 'fibre' }, { billingMode: 'prepaid', serviceType: 'tv' }],
    },
    firms_fibre: { ...DEFAULT_POLICY, segments: [{ customerType: 'business', serviceType: 'fibre' }] },
  } as const satisfies Record<string, DunningPolicy>;
  const person: SegmentFacts = { customerType: 'individual', serviceType: 'mobile', billingMode: 'postpaid' };

  it.each([
    ['default', {}],
    ['business', { customerType: 'business' }],
    ['fibre', { serviceType: 'fibre' }],
    ['firms_fibre', { customerType: 'business', serviceType: 'fibre' }],
    ['default', { serviceType: null, billingMode: null }],
    [null, { billingMode: 'prepaid' }],
    [null, { billingMode: 'prepaid', serviceType: 'fibre' }],
    ['fibre', { billingMode: 'prepaid', serviceType: 'tv' }],
  ] as const)('is %s for %j', (name, facts) => {
    expect(policyFor(policies, 'default', { ...person, ...facts })).toBe(name);
  });
});
