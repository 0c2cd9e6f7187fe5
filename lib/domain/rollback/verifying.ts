import { type ConfigState, type EndpointState, shareOf } from '../traffic/endpoint';
import { type Plan, variantsIn } from '../release/release';

/** What keeps the traffic from being wholly back on the baseline, in words; `undefined` when it is back. */
export function whatIsNotBack(
  plan: Plan & Required<Pick<Plan, 'baseline'>>,
  endpoint: EndpointState | undefined,
  config: ConfigState | undefined,
): string | undefined {
  const { baseline } = plan;
  if (endpoint === undefined) return 'the endpoint does not exist any more';
  if (endpoint.status !== 'InService') return `the endpoint is ${endpoint.status}`;
  // A config can be deleted while an endpoint has it.
  const variants = config?.name === endpoint.config ? config.variants : variantsIn(plan, endpoint.config);
  if (variants === undefined) return `endpoint config ${endpoint.config} cannot be read`;
  // By model and not by name: the final config serves the new model under the baseline's variant name.
  const share = variants
    .filter(({ model }) => model === baseline.model)
    .reduce((sum, { name }) => sum + shareOf(endpoint, name), 0);
  return share > 1 - 1e-6 ? undefined : `model ${baseline.model} has ${(100 * share).toFixed(2)} % of the traffic`;
}
