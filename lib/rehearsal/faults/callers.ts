import { constructIdOf } from '../handlers';
import type { Stage } from '../stage';

/** Names callers as scenarios do: functions by construct id, state machines by strategy, all rules as `rule`. */
export function callerNames(stage: Stage): (physical: string | undefined) => string {
  const names = new Map<string, string>();
  for (const { name, logicalId } of stage.deployed.functions) names.set(name, constructIdOf(logicalId));
  for (const machine of ['canary', 'standard', 'rollback'] as const) {
    names.set(stage.machine(machine).split(':').at(-1) ?? machine, machine);
  }
  return (physical) => {
    if (physical === undefined) return 'person';
    return physical.startsWith('rule/') ? 'rule' : (names.get(physical) ?? physical);
  };
}
