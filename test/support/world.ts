import { createHash } from 'node:crypto';
import type { DecisionAnswer } from '../../lib/domain/look/deciding';
import { findFault } from '../../lib/domain/release/audit';
import { claimOf } from '../../lib/domain/release/claims';
import type { Release } from '../../lib/domain/release/release';
import { FakeBus, FakeChecker, FakeExecutions, FakeKpis, FakeProber, FakeTracker } from './fakes/fake-services';
import { configVariant, FakeSageMaker } from './fakes/fake-sagemaker';
import { FakeModels } from './fakes/fake-models';
import { MemoryStore } from './fakes/memory-store';
import { Tape } from './fakes/tape';
import { ENDPOINT, record, STACK, START, step } from './releases';

/** How the ARNs of the execution roles begin that may be passed. */
export const ROLE = 'arn:aws:iam::123456789012:role/models';

/** Everything a handler can reach, all of it on one tape. */
export class World {
  now = START;
  readonly tape = new Tape();
  readonly table = new MemoryStore();
  readonly sagemaker = new FakeSageMaker();
  readonly cloudwatch = new FakeKpis();
  /** What the user's decision function answers. */
  word: DecisionAnswer = { decision: 'continue', reason: 'fine' };
  readonly registry = new FakeModels();
  readonly bus = new FakeBus();
  readonly machines = new FakeExecutions();
  readonly model = new FakeProber();
  readonly health = new FakeChecker();
  readonly tracker = new FakeTracker();

  /** The ports of any handler. */
  readonly ports = {
    store: this.tape.wrap('store', this.table),
    history: this.tape.wrap('history', this.table),
    events: this.tape.wrap('events', this.bus),
    clock: () => this.now,
    deployer: this.tape.wrap('deployer', this.sagemaker),
    traffic: this.tape.wrap('traffic', this.sagemaker),
    kpis: this.tape.wrap('kpis', this.cloudwatch),
    models: this.tape.wrap('models', this.registry),
    decisions: { ask: async () => this.word },
    executions: this.tape.wrap('executions', this.machines),
    prober: this.tape.wrap('prober', this.model),
    checker: this.tape.wrap('checker', this.health),
    tracker: this.tracker,
    stack: STACK,
    managed: ['fraud*'],
    functions: ['*'],
    roles: [`${ROLE}-*`],
    rollbackMachine: 'arn:rollback',
  };

  constructor() {
    this.sagemaker.models.add('fraud-v41').add('fraud-v42');
    this.registry.models.set('fraud-v41', { madeOf: [undefined], isIsolated: true, executionRole: `${ROLE}-fraud` });
    this.sagemaker.addConfig('fraud-v41-config', [configVariant('AllTraffic', 'fraud-v41')]);
    this.cloudwatch.alarms.set('checkout-is-down', 'OK');
  }

  /** The endpoint as it was before the release. */
  before(): this {
    this.sagemaker.serve(ENDPOINT, 'fraud-v41-config');
    return this;
  }

  /** Baseline and candidate side by side, the candidate with this percentage. */
  beside(traffic: number): this {
    this.sagemaker.addConfig('fraud-r7-shared', [
      configVariant('AllTraffic', 'fraud-v41', { weight: 100 }),
      configVariant('candidate-7', 'fraud-v42', { weight: 0 }),
    ]);
    this.sagemaker.serve(ENDPOINT, 'fraud-r7-shared');
    void this.sagemaker.setWeights(ENDPOINT, { AllTraffic: 100 - traffic, 'candidate-7': traffic });
    this.sagemaker.settle();
    this.sagemaker.changes.length = 0;
    return this;
  }

  /** The new model alone. */
  final(): this {
    this.sagemaker.addConfig('fraud-r7-final', [configVariant('AllTraffic', 'fraud-v42')]);
    this.sagemaker.serve(ENDPOINT, 'fraud-r7-final');
    return this;
  }

  /** Puts a release on record and returns what its next step is given. */
  live(release: Release, name = 'Some step', visit = 1) {
    const kept = record(release);
    this.table.put(kept);
    return { claim: claimOf(kept), step: step(name, visit, release.owner) };
  }

  get release(): Release | undefined {
    return this.table.peek(ENDPOINT)?.release;
  }

  /** Actions of the audit trail, in order. */
  get actions(): string[] {
    return this.table.audit(ENDPOINT).map(({ action }) => action);
  }

  /** What is wrong with the audit trail. */
  get fault(): string | undefined {
    const kept = this.table.peek(ENDPOINT);
    return findFault(this.table.audit(ENDPOINT), sha256, kept?.audit);
  }
}

export function sha256(text: string): string {
  return createHash('sha256').update(text, 'utf8').digest('hex');
}
