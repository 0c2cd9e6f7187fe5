import { emfTracker } from '../../lib/aws/emf-tracker';
import type { EndedRelease } from '../../lib/domain/release/release';

interface Emf {
  readonly _aws: {
    readonly CloudWatchMetrics: readonly {
      readonly Namespace: string;
      readonly Dimensions: readonly (readonly string[])[];
      readonly Metrics: readonly { readonly Name: string; readonly Unit: string }[];
    }[];
  };
  readonly [key: string]: unknown;
}

const ENDED: EndedRelease & { endpoint: string } = {
  endpoint: 'fraud',
  number: 7,
  id: 'v42',
  outcome: 'rolled_back',
  reason: 'too many errors',
  startedAt: 0,
  endedAt: 3_600_000,
  waitedSeconds: 600,
  breach: { trigger: 'kpi', reason: 'too many errors', at: 3_000_000 },
  restoredAt: 3_031_000,
};

describe('emfTracker', () => {
  const written: string[] = [];
  beforeEach(() => {
    written.length = 0;
    // The library then writes by the console that a test can see, and by default nothing at all.
    process.env['POWERTOOLS_DEV'] = 'true';
    process.env['POWERTOOLS_METRICS_DISABLED'] = 'false';
    jest.spyOn(console, 'log').mockImplementation((line: string) => void written.push(line));
  });
  afterEach(() => jest.restoreAllMocks());
  const lines = (): readonly Emf[] => written.map((line): Emf => JSON.parse(line));

  it('publishes an ended release by outcome and by endpoint', () => {
    emfTracker({}, 'Rollouts').ended(ENDED);
    const [line] = lines();
    expect(line?._aws.CloudWatchMetrics).toMatchObject([
      {
        Namespace: 'SageMakerRollouts',
        Dimensions: [
          ['service', 'outcome'],
          ['service', 'endpoint'],
        ],
      },
    ]);
    expect(line).toMatchObject({
      service: 'Rollouts',
      outcome: 'rolled_back',
      endpoint: 'fraud',
      ReleaseEnded: 1,
      ReleaseDuration: 3600,
      ReleaseWaiting: 600,
      TimeToRestore: 31,
      ReleaseCost: 0,
    });
  });

  it('has no time to restore for a release that needed none', () => {
    const { breach: _, restoredAt: __, ...completed } = ENDED;
    emfTracker({}, 'Rollouts').ended({ ...completed, outcome: 'completed' });
    expect(lines()[0]).not.toHaveProperty('TimeToRestore');
  });

  it('counts live and overdue releases and failed rollbacks for the stack alone, as the alarms on them ask', () => {
    emfTracker({}, 'Rollouts').alive({ live: 3, overdue: 1, failed: 2 });
    expect(lines()[0]?._aws.CloudWatchMetrics[0]?.Dimensions).toEqual([['service']]);
    expect(lines()[0]).toMatchObject({ LiveReleases: 3, OverdueReleases: 1, FailedRollbacks: 2 });
  });

  it('writes to the log of a rehearsal in its place, at the time of that', () => {
    const log: string[] = [];
    emfTracker({ log: (line) => void log.push(line), clock: () => 60_000 }, 'Rollouts').ended(ENDED);
    expect(log.map((line): unknown => JSON.parse(line))).toMatchObject([
      { _aws: { Timestamp: 60_000 }, ReleaseEnded: 1 },
    ]);
    expect(written).toEqual([]);
  });
});
