import type { Blueprint } from '../domain/blueprint/blueprint';
import type { Behaviour, Workload } from '../emulator/sagemaker/workload';
import type { Incident, Scenario } from './scenario';

/** A well-behaved model: one request in a thousand fails, half of the answers come within 40 ms. */
const HEALTHY = { errorRate: 0.001, latency: { p50: 0.04, p99: 0.12 } };

type Conduct = Pick<Incident, 'errorKind' | 'cpu' | 'memory' | 'gpu'>;

/** An incident with its place in time, epoch milliseconds. */
interface Active extends Incident {
  readonly from: number;
  readonly to: number;
}

/** The users of a rehearsed endpoint, and how its models take them. */
export interface RehearsedWorkload extends Workload {
  /** Lets an incident begin now or later. */
  begin(incident: Incident, from: number): void;
  /** Start of the earliest incident on the candidate that was under way at a moment. */
  incidentBefore(at: number): number | undefined;
  /** Value of a metric of the user's own, as the scenario sets it. */
  metric(role: 'baseline' | 'candidate', name: string, at: number): number | undefined;
}

/** What of a model's conduct is passed on as it is: as the newest incident that speaks of it sets it. */
function passedOn(usual: Conduct, incidents: readonly Conduct[]): Pick<Behaviour, keyof Conduct> {
  const newest = <Value>(of: (conduct: Conduct) => Value | undefined): Value | undefined =>
    [usual, ...incidents].map(of).findLast((value) => value !== undefined);
  const errorKind = newest((conduct) => conduct.errorKind);
  const cpu = newest((conduct) => conduct.cpu);
  const memory = newest((conduct) => conduct.memory);
  const gpu = newest((conduct) => conduct.gpu);
  return {
    ...(errorKind !== undefined && { errorKind }),
    ...(cpu !== undefined && { cpu }),
    ...(memory !== undefined && { memory }),
    ...(gpu !== undefined && { gpu }),
  };
}

/** The workload of a scenario. The blueprint's model is the candidate; every other model is the baseline. */
export function rehearsedWorkload(scenario: Scenario, blueprint: Blueprint, startAt: number): RehearsedWorkload {
  const active: Active[] = [];
  const expected = expectedAnswer(blueprint);
  const roleOf = (model: string) => (model === blueprint.model ? 'candidate' : 'baseline');
  const underWay = (role: 'baseline' | 'candidate', at: number) =>
    active.filter(({ variant, from, to }) => (variant === role || variant === 'both') && from <= at && at < to);

  return {
    requestsPerMinute: (_endpoint, at) => {
      const { requestsPerMinute } = scenario.traffic;
      if (typeof requestsPerMinute === 'number') return requestsPerMinute;
      const points = requestsPerMinute.filter((point) => startAt + point.at * 1000 <= at);
      return (points.at(-1) ?? requestsPerMinute[0])?.value ?? 0;
    },
    behaviour: (_endpoint, model, _variant, at): Behaviour => {
      const role = roleOf(model);
      const incidents = underWay(role, at);
      const usual = scenario[role];
      const capacity = usual.requestsPerMinutePerInstance;
      const answer = usual.answer ?? expected;
      return {
        errorRate: Math.max(usual.errorRate ?? HEALTHY.errorRate, ...incidents.map(({ errorRate }) => errorRate ?? 0)),
        latency:
          incidents.findLast(({ latency }) => latency !== undefined)?.latency ?? usual.latency ?? HEALTHY.latency,
        ...passedOn(usual, incidents),
        ...(capacity !== undefined && { requestsPerMinutePerInstance: capacity }),
        ...(usual.errorBurst !== undefined && { errorBurst: usual.errorBurst }),
        ...(answer !== undefined && { responseBody: answer }),
      };
    },
    changePoints: (_endpoint, from, to) => {
      const { requestsPerMinute } = scenario.traffic;
      const steps = typeof requestsPerMinute === 'number' ? [] : requestsPerMinute.map(({ at }) => startAt + at * 1000);
      return [...steps, ...active.flatMap((incident) => [incident.from, incident.to])]
        .filter((at) => at > from && at < to)
        .toSorted((a, b) => a - b);
    },
    begin: (incident, from) => {
      active.push({ ...incident, from, to: from + (incident.for ?? Number.POSITIVE_INFINITY) * 1000 });
    },
    incidentBefore: (at) => {
      const known = underWay('candidate', at - 1).map(({ from }) => from);
      return known.length === 0 ? undefined : Math.min(...known);
    },
    metric: (role, name, at) =>
      underWay(role, at).findLast(({ metrics }) => metrics?.[name] !== undefined)?.metrics?.[name] ??
      scenario[role].metrics?.[name],
  };
}

/** What a well-behaved model answers: everything that the smoke tests look for. */
function expectedAnswer({ tests, checks }: Blueprint): string | undefined {
  const texts = [
    ...tests.flatMap(({ expect }) => expect.bodyContains ?? []),
    ...checks.flatMap(({ probe }) => (probe.kind === 'invoke' ? (probe.bodyContains ?? []) : [])),
  ];
  return texts.length === 0 ? undefined : texts.join('\n');
}
