import fc from 'fast-check';
import {
  alarmName,
  alarmPrefix,
  candidateVariant,
  configName,
  parseAlarmName,
  rollbackExecutionName,
} from '../../lib/domain/names';
import { startForAlarm, startForDead } from '../../lib/domain/rollback/reconciling';
import { record, release as liveRelease } from '../support/releases';

/** SageMaker's names of endpoints, configs and variants. */
const SAGEMAKER_NAME = /^[a-zA-Z0-9](-*[a-zA-Z0-9]){0,62}$/;
/** Step Functions' names of executions, those that CloudWatch Logs takes too. */
const EXECUTION_NAME = /^[0-9A-Za-z_-]{1,80}$/;

const endpoints = fc.stringMatching(/^[a-zA-Z0-9](-{0,3}[a-zA-Z0-9]){0,30}$/).filter((name) => name.length <= 63);
const longEndpoints = fc.stringMatching(/^[a-z0-9][a-z0-9-]{55,61}[a-z0-9]$/);
const releases = fc.integer({ min: 1, max: 999_999 });
const roles = fc.constantFrom('shared' as const, 'final' as const, 'before' as const);
const stacks = fc.stringMatching(/^[A-Za-z][A-Za-z0-9-]{0,127}$/);
const kpis = fc.stringMatching(/^[a-zA-Z][a-zA-Z0-9_]{0,39}$/);

describe('names of endpoint configs and variants', () => {
  it('are what SageMaker takes, however long the endpoint’s name', () => {
    fc.assert(
      fc.property(fc.oneof(endpoints, longEndpoints), releases, roles, (endpoint, release, role) => {
        expect(configName(endpoint, release, role)).toMatch(SAGEMAKER_NAME);
        expect(candidateVariant(release)).toMatch(SAGEMAKER_NAME);
      }),
    );
  });

  it('tell endpoints, releases and roles apart', () => {
    const named = fc.tuple(fc.oneof(endpoints, longEndpoints), releases, roles);
    fc.assert(
      fc.property(named, named, (one, other) => {
        fc.pre(one.join('/') !== other.join('/'));
        return configName(...one) !== configName(...other);
      }),
    );
  });

  it('tell endpoints apart that begin alike', () => {
    const start = 'fraud-detector-of-the-northern-region-with-a-name-that-is-60';
    const names = ['-eu', '-us', '-ap'].map((end) => configName(start + end, 7, 'shared'));
    expect(new Set(names).size).toBe(3);
    expect(names[0]).toMatch(/-r7-shared$/);
  });
});

describe('names of alarms', () => {
  it('are what CloudWatch takes and say whose they are', () => {
    fc.assert(
      fc.property(
        stacks,
        endpoints,
        releases,
        fc.constantFrom('error_rate', 'final-p99_latency', 'alarms'),
        (...parts) => {
          const [stack, endpoint, release, watch] = parts;
          const name = alarmName(...parts);
          expect(name.length).toBeLessThanOrEqual(255);
          expect(parseAlarmName(stack, name)).toEqual({ endpoint, release, watch });
        },
      ),
    );
  });

  it('are found by their stack’s prefix alone', () => {
    fc.assert(
      fc.property(stacks, stacks, endpoints, releases, kpis, (stack, other, endpoint, release, kpi) => {
        fc.pre(stack !== other);
        const name = alarmName(stack, endpoint, release, kpi);
        return name.startsWith(alarmPrefix(stack)) && parseAlarmName(other, name) === undefined;
      }),
    );
  });

  it.each([
    'checkout-is-down',
    'rollouts/Rollouts/fraud',
    'rollouts/Rollouts/fraud/x/error_rate',
    'rollouts/Rollouts/fraud/7',
  ])('are not read into %s', (name) => expect(parseAlarmName('Rollouts', name)).toBeUndefined());
});

describe('names of rollback executions', () => {
  it('are what Step Functions takes, whatever set them off', () => {
    const alarm = { state: 'ALARM' as const, reason: '', actionsEnabled: true };
    fc.assert(
      fc.property(
        fc.oneof(endpoints, longEndpoints),
        releases,
        fc.oneof(kpis, fc.string()),
        (endpoint, number, watch) => {
          const kept = { ...record({ ...liveRelease('baking'), number }), endpoint };
          const now = Date.parse('2035-01-01');
          const name = alarmName('Rollouts', endpoint, number, watch);
          expect(startForAlarm(kept, { ...alarm, name, release: number, watch }, now)?.name).toMatch(EXECUTION_NAME);
          expect(startForDead(kept, 'FAILED', now)?.name).toMatch(EXECUTION_NAME);
          expect(rollbackExecutionName(endpoint, number, `abort-${number}`)).toMatch(EXECUTION_NAME);
        },
      ),
    );
  });
});
