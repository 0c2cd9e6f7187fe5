import { sageMakerDeployer } from '../../aws/sagemaker-deployer';
import { type VariantNumbers, variantNumbers } from '../../aws/variant-numbers';
import type { ConfigVariant, LiveVariant } from '../../domain/traffic/endpoint';
import { connectionOf } from '../account/connect';
import { type Args, onlyOperand } from '../command';
import { EXIT, type Io } from '../io';
import { toJson } from '../words';
import { draftBlueprint, limitsFor } from './draft-blueprint';
import { parseReference } from './reference';

/** What is live, as a blueprint for what comes next is drafted from it. */
export interface Live {
  readonly endpoint: string;
  readonly variant: ConfigVariant;
  readonly serving: LiveVariant;
  readonly numbers: VariantNumbers;
  /** Minutes that the numbers are of. */
  readonly minutes: number;
}

const A_DAY = 86_400_000;

/** Writes a commented blueprint for an endpoint that serves already, from what is live. */
export async function init(args: Args, io: Io): Promise<number> {
  const { endpoint } = parseReference(onlyOperand(args, 'ENDPOINT'));
  const connection = connectionOf(args, io);
  const deployer = sageMakerDeployer(connection);
  const state = await deployer.describe(endpoint);
  if (state === undefined) {
    throw new Error(
      `there is no endpoint ${endpoint} in this account and Region; to create one with its first model, begin with examples/first-deployment.yaml`,
    );
  }
  const config = await deployer.describeConfig(state.config);
  const serving = state.variants.toSorted((a, b) => b.currentWeight - a.currentWeight)[0];
  const variant = config?.variants.find(({ name }) => name === serving?.name);
  if (serving === undefined || variant?.model === undefined || variant.serverless || config?.asynchronous === true) {
    throw new Error(
      `endpoint ${endpoint} is serverless, asynchronous or made of inference components; releases are for real-time endpoints with variants`,
    );
  }
  const to = io.now();
  const numbers = await variantNumbers(connection, { endpoint, variant: serving.name, from: to - A_DAY, to });
  const live: Live = { endpoint, variant, serving, numbers, minutes: A_DAY / 60_000 };
  const model = args.value('model') ?? `${variant.model}-next`.slice(-63).replace(/^-+/, '');
  io.out(
    args.has('json')
      ? toJson({ endpoint, model, kpi: limitsFor(live) })
      : draftBlueprint(live, model, args.value('model') !== undefined),
  );
  return EXIT.done;
}
