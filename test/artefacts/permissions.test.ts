import { parseBlueprint } from '../../lib/domain/blueprint/parse-blueprint';
import type { RecordedCall } from '../../lib/emulator/calls/call';
import { rehearse } from '../../lib/rehearsal/rehearse';
import { parseScenario } from '../../lib/rehearsal/scenario';
import type { Stage } from '../../lib/rehearsal/stage';
import { synthesize } from '../../lib/rehearsal/synthesize';
import { type Rehearsal, REHEARSALS } from './rehearsals';
import { demandsOf } from '../support/authorization';
import { admissionsOf, covers, type Grant, grantsOf, ruleRolesOf } from '../support/grants';

const template = synthesize();

interface Walked {
  readonly name: string;
  readonly outcome: string;
  readonly stage: Stage;
  readonly calls: readonly RecordedCall[];
}

async function walk({ name, blueprint: document, scenario: happens, prepare }: Rehearsal): Promise<Walked> {
  const parsed = parseBlueprint(document);
  const scenario = parseScenario(happens);
  if (!parsed.ok || !scenario.ok) throw new Error(`${name}: ${JSON.stringify([parsed, scenario])}`);
  const { blueprint } = parsed;
  const props = { template, document, blueprint, scenario: scenario.scenario, ...(prepare && { prepare }) };
  const { stage, report } = await rehearse(props);
  return { name, outcome: `${report.outcome} ${report.reason}`, stage, calls: stage.emulator.calls };
}

/** Grants whose use no rehearsal can show, by construct id of the role's owner, action or both. */
const NOT_SHOWN: readonly { readonly action: string; readonly reason: string }[] = [
  { action: 'xray:*', reason: 'Lambda and Step Functions send traces themselves' },
  { action: 'logs:*', reason: 'Lambda and Step Functions write logs themselves' },
  { action: 'kms:*', reason: 'SNS asks for the key of an encrypted topic in the name of whoever publishes' },
];

function isShown({ role, action: given }: Grant): boolean {
  return !NOT_SHOWN.some(({ action }) => covers({ role, action, resource: '*' }, { action: given, resource: '' }));
}

describe('permissions', () => {
  const walked: Walked[] = [];

  beforeAll(async () => {
    for (const rehearsal of REHEARSALS) walked.push(await walk(rehearsal));
  }, 120_000);

  function grantsByCaller({ stage }: Walked): ReadonlyMap<string, readonly Grant[]> {
    const grants = grantsOf(template, stage.deployed);
    return new Map(
      [...stage.deployed.functions, ...stage.deployed.stateMachines].map(({ name, roleLogicalId }) => [
        name,
        grants.filter(({ role }) => role === roleLogicalId),
      ]),
    );
  }

  it('cover every call that a function or a state machine makes in a rehearsal', async () => {
    const uncovered = new Set<string>();
    for (const one of walked) {
      const grants = grantsByCaller(one);
      for (const call of one.calls) {
        const own = call.caller === undefined ? undefined : grants.get(call.caller);
        if (own === undefined) continue;
        for (const demand of await demandsOf(call)) {
          if (!own.some((grant) => covers(grant, demand)))
            uncovered.add(`${call.caller}: ${demand.action} on ${demand.resource}`);
        }
      }
    }
    expect([...uncovered]).toEqual([]);
  });

  it('grant nothing that no rehearsal uses', async () => {
    const used = new Set<string>();
    const given = new Set<string>();
    for (const one of walked) {
      for (const [caller, grants] of grantsByCaller(one)) {
        const logicalId =
          [...one.stage.deployed.functions, ...one.stage.deployed.stateMachines].find(({ name }) => name === caller)
            ?.logicalId ?? '';
        const demands = (await Promise.all(one.calls.filter((call) => call.caller === caller).map(demandsOf))).flat();
        for (const grant of grants) {
          if (!isShown(grant)) continue;
          const text = `${logicalId}: ${grant.action} on ${grant.resource.replace(/-[A-Z0-9]{12}/g, '')}`;
          given.add(text);
          if (demands.some((demand) => covers(grant, demand))) used.add(text);
        }
      }
    }
    expect([...given].filter((grant) => !used.has(grant))).toEqual([]);
  });

  it('let every rule that a rehearsal hears of reach its targets, and give rules nothing else', async () => {
    const shut = new Set<string>();
    const used = new Set<string>();
    const given = new Set<string>();
    for (const { stage, calls } of walked) {
      const roles = ruleRolesOf(template, stage.deployed);
      const grants = grantsOf(template, stage.deployed);
      const admissions = admissionsOf(template, stage.deployed);
      const byRole = (rule: string) => grants.filter(({ role }) => (roles.get(rule) ?? []).includes(role));
      for (const grant of [...roles.keys()].flatMap(byRole).filter(isShown))
        given.add(`${grant.role}: ${grant.action}`);
      for (const call of calls) {
        const { caller } = call;
        if (caller === undefined || !roles.has(caller)) continue;
        for (const demand of await demandsOf(call)) {
          const granted = byRole(caller).filter((grant) => covers(grant, demand));
          for (const { role, action } of granted) used.add(`${role}: ${action}`);
          const isAdmitted = admissions.some((one) => ['rule/*', caller].includes(one.role) && covers(one, demand));
          if (granted.length === 0 && !isAdmitted) shut.add(`${caller}: ${demand.action} on ${demand.resource}`);
        }
      }
    }
    expect([...shut]).toEqual([]);
    expect(used).toEqual(given);
    expect(given.size).toBeGreaterThan(0);
  });
});
