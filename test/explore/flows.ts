/** A flow to explore: what is released, and what happens around it when nothing goes wrong. */
export interface Flow {
  readonly name: string;
  /** The blueprint as a user writes it. */
  readonly document: Readonly<Record<string, unknown>>;
  /** The scenario as a user writes it. */
  readonly scenario: Readonly<Record<string, unknown>>;
  /** How its run without faults must end. @default - as it will */
  readonly outcome?: 'completed' | 'rolled_back' | 'failed';
  /**
   * Until this many virtual milliseconds it is the run of another flow: what happens to one differs from then on. A fault that
   * strikes before is that flow's, or with what happens here one of a pair; `except` are kinds that fare differently here.
   */
  readonly branch?: { readonly of: string; readonly at: number; readonly except?: RegExp };
  /** Classes of what only this flow does; whatever else can go wrong in it is another flow's, or one of a pair. @default all */
  readonly own?: RegExp;
}

const BLUEPRINT = {
  id: 'explored',
  endpoint: 'shop',
  model: 'shop-v2',
  strategy: 'canary',
  tests: [{ name: 'smoke', invoke: { contentType: 'application/json', body: '{}' } }],
  kpi: { error_rate: '< 1%' },
  alarms: ['checkout-is-down'],
  // A day of a hold is looks alone.
  pause: '15m',
  phases: [
    { name: 'few', traffic: '10%', bake: '4m' },
    { name: 'all', traffic: '100%', bake: '4m' },
  ],
} as const;

/** What was asked of SageMaker is under way at the first look, and done at the second. */
const SLOW = {
  traffic: { requestsPerMinute: 6000 },
  endpoint: { servedFor: '2m', provisionTime: '60s', weightUpdateTime: '10s', autoscaling: { min: 1, max: 8 } },
} as const;
/** It is done at the first look. */
const SWIFT = { ...SLOW, endpoint: { servedFor: '2m', provisionTime: '25s', weightUpdateTime: '4s' } } as const;

const STANDARD = { ...BLUEPRINT, strategy: 'standard', phases: [{ name: 'all', traffic: '100%', bake: '4m' }] };

const { model: _, ...withoutModel } = STANDARD;

const CANARY = 'canary completes';
const ALL_AT_ONCE = 'standard completes';

/** The flows, each as short as its rules allow. */
export const FLOWS: readonly Flow[] = [
  { name: CANARY, document: BLUEPRINT, scenario: SLOW, outcome: 'completed' },
  {
    name: 'canary goes back by the judge',
    document: BLUEPRINT,
    // Above the judged limit and below the breaker's.
    scenario: { ...SLOW, incidents: [{ phase: 'few', after: '10s', errorRate: '3%' }] },
    outcome: 'rolled_back',
    branch: { of: CANARY, at: 83_000 },
  },
  {
    name: 'canary goes back by an alarm',
    document: BLUEPRINT,
    scenario: { ...SLOW, alarms: [{ phase: 'few', after: '130s', name: 'checkout-is-down', state: 'ALARM' }] },
    outcome: 'rolled_back',
    branch: { of: CANARY, at: 203_000 },
  },
  { name: ALL_AT_ONCE, document: STANDARD, scenario: SWIFT, outcome: 'completed' },
  {
    name: 'first deployment',
    document: {
      ...STANDARD,
      capacity: { instanceType: 'ml.m5.large', instances: 2 },
      decision: { function: 'decide' },
    },
    scenario: { ...SWIFT, endpoint: { ...SWIFT.endpoint, exists: false } },
    outcome: 'completed',
  },
  {
    name: 'a person goes back after the end, and on to an older release',
    document: STANDARD,
    // Back from it, and later to it once more: its config is gone by then and has to be made again.
    scenario: {
      ...SWIFT,
      operator: [
        { at: '14m', do: 'rollback', by: 'ann' },
        { at: '20m', do: 'rollback', to: 1, by: 'ann' },
      ],
    },
    outcome: 'rolled_back',
    branch: { of: ALL_AT_ONCE, at: 700_000 },
  },
  {
    name: 'hold, approve and promote',
    document: {
      ...BLUEPRINT,
      rollback: 'manual',
      phases: [BLUEPRINT.phases[0], { ...BLUEPRINT.phases[1], gate: { within: '12m' } }],
    },
    // Autoscaling has added to the baseline when the candidate is to take everything.
    scenario: {
      ...SLOW,
      operator: [
        { phase: 'few', after: '270s', do: 'pause', by: 'ann' },
        { phase: 'few', after: '285s', do: 'resume', by: 'ann' },
        { phase: 'few', after: '300s', do: 'approve', gate: 'all', by: 'ann' },
        { phase: 'all', after: '150s', do: 'promote', by: 'ann' },
      ],
      faults: [{ phase: 'few', after: '60s', scaleTo: 5 }],
    },
    outcome: 'completed',
    // A breach holds it.
    branch: { of: CANARY, at: 343_000, except: /alarm|^somebody/ },
  },
  {
    name: 'half the traffic back, and on',
    document: {
      ...STANDARD,
      kpi: { error_rate: { limit: '< 1%', breach: 'staged' } },
      checks: [{ name: 'features', lambda: { function: 'check-features' } }],
      drill: true,
    },
    scenario: { ...SWIFT, incidents: [{ phase: 'all', after: '30s', for: '2m', errorRate: '4%' }] },
    outcome: 'completed',
    // It makes one alarm more.
    branch: { of: ALL_AT_ONCE, at: 32_252 },
  },
  {
    name: 'stopped in the console',
    document: BLUEPRINT,
    scenario: { ...SLOW, operator: [{ phase: 'few', after: '130s', do: 'stop', by: 'ann' }] },
    outcome: 'rolled_back',
    branch: { of: CANARY, at: 203_000 },
  },
  {
    name: 'replaced by a second release',
    document: { ...BLUEPRINT, supersede: 'replace' },
    // What the second one does is what the first did: it ends as soon as it has begun.
    scenario: {
      ...SLOW,
      operator: [
        { phase: 'few', after: '90s', do: 'release again' },
        { at: '285s', do: 'abort', by: 'ann' },
      ],
    },
    outcome: 'rolled_back',
    branch: { of: CANARY, at: 163_000, except: /^a second release$/ },
  },
  {
    name: 'versions of the Model Registry',
    document: {
      ...withoutModel,
      modelPackage: 'arn:aws:sagemaker:us-east-1:123456789012:model-package/shop-models/1',
    },
    // Both releases end soon after they have begun, whenever that is.
    scenario: {
      ...SWIFT,
      operator: [
        { at: '1s', do: 'register', by: 'ann' },
        { at: '5m', do: 'approve version' },
      ],
      // Two attempts each.
      faults: Array.from({ length: 4 }, () => ({ at: '1s', update: 'capacity' })),
    },
    outcome: 'rolled_back',
    own: /^(Register|StartApproved) \| |\| SageMaker Model Package|\| SageMaker\.(CreateModel|DescribeModelPackage) /,
  },
];

/** The flow of that name. Throws if there is none. */
export function flowOf(name: string): Flow {
  const flow = FLOWS.find((one) => one.name === name);
  if (flow === undefined) throw new Error(`there is no flow ${name}`);
  return flow;
}
