import type {
  Answer,
  ConfigState,
  ConfigVariant,
  EndpointState,
  LiveVariant,
} from '../../../lib/domain/traffic/endpoint';
import { QuotaReached } from '../../../lib/domain/errors';
import type { Deployer, TrafficController, VariantCopy } from '../../../lib/domain/ports';

/** Endpoints that change when told to: a call that is accepted leaves them at work until `settle`. */
export class FakeSageMaker implements Deployer, TrafficController {
  readonly endpoints = new Map<string, EndpointState>();
  readonly configs = new Map<string, ConfigState>();
  readonly models = new Set<string>();
  readonly autoscaled = new Set<string>();
  /** Most instances that a variant may be given by anybody. */
  quota = Infinity;
  /** Most instances that autoscaling may give a variant. */
  readonly limits = new Map<string, number>();
  /** Variants from which nothing may take instances. */
  readonly held = new Set<string>();
  /** What was accepted and changed anything. */
  readonly changes: string[] = [];
  private readonly pending = new Map<string, () => void>();

  async describe(endpoint: string) {
    return this.endpoints.get(endpoint);
  }

  async describeConfig(config: string) {
    return this.configs.get(config);
  }

  async hasModel(model: string) {
    return this.models.has(model);
  }

  async copyConfig({ source, config, variants }: Parameters<Deployer['copyConfig']>[0]) {
    const from = this.configs.get(source);
    if (from === undefined) throw new Error(`no config ${source}`);
    this.addConfig(
      config,
      variants.map((copy) => copied(from, copy)),
    );
  }

  async createConfig({ config, variant, model, instanceType, instances }: Parameters<Deployer['createConfig']>[0]) {
    this.addConfig(config, [{ name: variant, model, instanceType, instances, weight: 1, serverless: false }]);
  }

  async deleteConfig(config: string) {
    if (this.configs.delete(config)) this.changes.push(`delete config ${config}`);
  }

  async createEndpoint(endpoint: string, config: string): Promise<Answer> {
    if (this.endpoints.has(endpoint)) throw new Error(`Cannot create already existing endpoint ${endpoint}`);
    this.changes.push(`create ${endpoint} with ${config}`);
    this.serve(endpoint, config, { status: 'Creating' });
    this.pending.set(endpoint, () => this.change(endpoint, { status: 'InService' }));
    return 'accepted';
  }

  async updateEndpoint(endpoint: string, config: string, keep: 'capacity' | 'nothing'): Promise<Answer> {
    const state = this.existing(endpoint);
    if (!['InService', 'UpdateRollbackFailed'].includes(state.status)) return 'busy';
    const target = this.configs.get(config);
    if (target === undefined) throw new Error(`Could not find endpoint configuration ${config}`);
    this.changes.push(`move ${endpoint} to ${config} keeping ${keep}`);
    this.change(endpoint, { status: 'Updating', pendingConfig: config });
    this.pending.set(endpoint, () => {
      const { pendingConfig: _, ...rest } = this.existing(endpoint);
      const variants = target.variants.map((variant) => {
        const live = keep === 'capacity' ? rest.variants.find(({ name }) => name === variant.name) : undefined;
        return liveVariant(variant.name, variant.weight, live?.desiredInstances ?? variant.instances);
      });
      this.endpoints.set(endpoint, { ...rest, status: 'InService', config, variants });
    });
    return 'accepted';
  }

  async deleteEndpoint(endpoint: string): Promise<Answer> {
    const state = this.endpoints.get(endpoint);
    if (state === undefined || state.status === 'Deleting') return 'accepted';
    if (state.status !== 'InService' && state.status !== 'Failed') return 'busy';
    this.changes.push(`delete ${endpoint}`);
    this.change(endpoint, { status: 'Deleting' });
    this.pending.set(endpoint, () => void this.endpoints.delete(endpoint));
    return 'accepted';
  }

  async mostInstances(endpoint: string, variant: string) {
    return this.limits.get(`${endpoint}/${variant}`);
  }

  async isAutoscaled(endpoint: string, variant: string) {
    return this.autoscaled.has(`${endpoint}/${variant}`);
  }

  async scaleIn(endpoint: string, variant: string) {
    if (!this.autoscaled.has(`${endpoint}/${variant}`)) return 'none';
    return this.held.has(`${endpoint}/${variant}`) ? 'suspended' : 'active';
  }

  async setScaleIn(endpoint: string, variant: string, scaleIn: 'active' | 'suspended') {
    if (scaleIn === 'suspended') this.held.add(`${endpoint}/${variant}`);
    else this.held.delete(`${endpoint}/${variant}`);
  }

  async setInstances(endpoint: string, name: string, instances: number): Promise<Answer> {
    const state = this.existing(endpoint);
    if (state.status !== 'InService') return 'busy';
    if (instances > this.quota) throw new QuotaReached(`the quota is ${this.quota} instances`);
    this.changes.push(`size ${endpoint} ${name} ${instances}`);
    const variants = state.variants.map((variant) =>
      variant.name === name ? { ...variant, desiredInstances: instances } : variant,
    );
    this.change(endpoint, { status: 'Updating', variants });
    this.pending.set(endpoint, () => {
      this.change(endpoint, { status: 'InService' });
      this.size(name, instances);
    });
    return 'accepted';
  }

  async setWeights(endpoint: string, weights: Readonly<Record<string, number>>): Promise<Answer> {
    const state = this.existing(endpoint);
    if (state.status !== 'InService') return 'busy';
    const unknown = Object.keys(weights).filter((name) => !state.variants.some((variant) => variant.name === name));
    if (unknown.length > 0) throw new Error(`unknown variants ${unknown.join()}`);
    const set = (variant: LiveVariant) => weights[variant.name] ?? variant.desiredWeight;
    if (state.variants.some((variant) => set(variant) !== variant.desiredWeight)) {
      this.changes.push(`weigh ${endpoint} ${JSON.stringify(weights)}`);
    }
    const variants = state.variants.map((variant) => ({ ...variant, desiredWeight: set(variant) }));
    this.change(endpoint, { status: 'Updating', variants });
    this.pending.set(endpoint, () => {
      const settled = this.existing(endpoint).variants.map((variant) => ({
        ...variant,
        currentWeight: variant.desiredWeight,
      }));
      this.change(endpoint, { status: 'InService', variants: settled });
    });
    return 'accepted';
  }

  /** Brings what is under way to its end. */
  settle(): void {
    for (const [endpoint, finish] of this.pending) {
      this.pending.delete(endpoint);
      finish();
    }
  }

  addConfig(name: string, variants: readonly ConfigVariant[]): void {
    if (this.configs.has(name)) return;
    this.configs.set(name, { name, arn: `arn:config/${name}`, variants, shadowVariants: 0, asynchronous: false });
  }

  /** Puts an endpoint in service. */
  serve(endpoint: string, config: string, change: Partial<EndpointState> = {}): void {
    const variants = (this.configs.get(config)?.variants ?? []).map(({ name, weight, instances }) =>
      liveVariant(name, weight, instances),
    );
    const state = { name: endpoint, arn: `arn:endpoint/${endpoint}`, config, variants, shadowVariants: 0 };
    this.endpoints.set(endpoint, { ...state, status: 'InService', ...change });
  }

  /** Gives a variant of every endpoint so many instances, in service. */
  size(name: string, instances: number): void {
    for (const [endpoint, { variants }] of this.endpoints) {
      const sized = { currentInstances: instances, desiredInstances: instances };
      this.change(endpoint, {
        variants: variants.map((variant) => (variant.name === name ? { ...variant, ...sized } : variant)),
      });
    }
  }

  change(endpoint: string, change: Partial<EndpointState>): void {
    this.endpoints.set(endpoint, { ...this.existing(endpoint), ...change });
  }

  /** Percent of the traffic, by variant. */
  shares(endpoint: string): Record<string, number> {
    const { variants } = this.existing(endpoint);
    const total = variants.reduce((sum, { currentWeight }) => sum + currentWeight, 0);
    return Object.fromEntries(variants.map(({ name, currentWeight }) => [name, (100 * currentWeight) / total]));
  }

  private existing(endpoint: string): EndpointState {
    const state = this.endpoints.get(endpoint);
    if (state === undefined) throw new Error(`Could not find endpoint ${endpoint}`);
    return state;
  }
}

export function configVariant(name: string, model: string, change: Partial<ConfigVariant> = {}): ConfigVariant {
  return { name, model, instanceType: 'ml.m5.large', instances: 2, weight: 1, serverless: false, ...change };
}

function copied(from: ConfigState, { from: name, ...copy }: VariantCopy): ConfigVariant {
  const source = from.variants.find((candidate) => candidate.name === name);
  if (source === undefined) throw new Error(`no variant ${name} in ${from.name}`);
  return { ...source, ...copy };
}

function liveVariant(name: string, weight: number, instances: number): LiveVariant {
  return {
    name,
    currentWeight: weight,
    desiredWeight: weight,
    currentInstances: instances,
    desiredInstances: instances,
  };
}
