import { compose as abort } from '../../lambdas/abort';
import { compose as approve } from '../../lambdas/approve';
import { compose as armSentinels } from '../../lambdas/arm-sentinels';
import { compose as awaitEndpoint } from '../../lambdas/await-endpoint';
import { compose as closeRelease } from '../../lambdas/close-release';
import { compose as deployCandidate } from '../../lambdas/deploy-candidate';
import { compose as fireDrill } from '../../lambdas/fire-drill';
import { compose as finalize } from '../../lambdas/finalize';
import { compose as judge } from '../../lambdas/judge';
import { compose as markPassed } from '../../lambdas/mark-passed';
import { compose as notify } from '../../lambdas/notify';
import { compose as openRelease } from '../../lambdas/open-release';
import { compose as pause } from '../../lambdas/pause';
import { compose as promote } from '../../lambdas/promote';
import { compose as reconcile } from '../../lambdas/reconcile';
import { compose as register } from '../../lambdas/register';
import { compose as removeCandidate } from '../../lambdas/remove-candidate';
import { compose as restoreTraffic } from '../../lambdas/restore-traffic';
import { compose as resume } from '../../lambdas/resume';
import { compose as runHealthChecks } from '../../lambdas/run-health-checks';
import { compose as runSmokeTests } from '../../lambdas/run-smoke-tests';
import { compose as shiftTraffic } from '../../lambdas/shift-traffic';
import { compose as startApproved } from '../../lambdas/start-approved';
import { compose as takeOver } from '../../lambdas/take-over';
import { compose as verify } from '../../lambdas/verify';
import type { Compose } from '../../lambdas/runtime/entry';
import type { Connection } from '../aws/connection';
import type { Network } from '../domain/ports';
import type { LoadFunction } from '../emulator/lambda/function';

/** How a function reaches the emulator, by what its container has. */
export function connectionIn(...[environment, requestHandler, clock, log]: Parameters<LoadFunction>): Connection {
  return {
    requestHandler,
    region: environment['AWS_REGION'] ?? 'us-east-1',
    credentials: { accessKeyId: 'rehearsal', secretAccessKey: 'rehearsal' },
    clock: () => clock.now(),
    log,
    unsigned: true,
  };
}

/** Makes a handler from what a container has; its input is the JSON that the state machine sends. */
function load<Input, Output>(compose: Compose<Input, Output>, more: Pick<Connection, 'network'> = {}): LoadFunction {
  return (environment, ...rest) => {
    const handler = compose(environment, { ...connectionIn(environment, ...rest), ...more });
    // The payload is what the state machine sends: its shape is checked by the workflow tests, as AWS would not check it either.
    // eslint-disable-next-line typescript/no-unsafe-type-assertion
    return (event) => handler(event as Input);
  };
}

/** The handlers of the stack's functions, by construct id. */
export const HANDLERS: Readonly<Record<string, LoadFunction>> = {
  Abort: load(abort),
  Approve: load(approve),
  ArmSentinels: load(armSentinels),
  AwaitEndpoint: load(awaitEndpoint),
  CloseRelease: load(closeRelease),
  DeployCandidate: load(deployCandidate),
  Finalize: load(finalize),
  FireDrill: load(fireDrill),
  Judge: load(judge),
  MarkPassed: load(markPassed),
  Notify: load(notify),
  OpenRelease: load(openRelease),
  Pause: load(pause),
  Promote: load(promote),
  Reconcile: load(reconcile),
  Register: load(register),
  RemoveCandidate: load(removeCandidate),
  RestoreTraffic: load(restoreTraffic),
  Resume: load(resume),
  RunHealthChecks: load(runHealthChecks),
  RunSmokeTests: load(runSmokeTests),
  ShiftTraffic: load(shiftTraffic),
  StartApproved: load(startApproved),
  TakeOver: load(takeOver),
  Verify: load(verify),
};

/** The handler of the health checks, which ask a rehearsed network. */
export function healthCheckHandler(network: Network): LoadFunction {
  return load(runHealthChecks, { network });
}

/** The construct id inside a logical id, which CDK makes of the path and eight hexadecimal digits. */
export function constructIdOf(logicalId: string): string {
  const name = logicalId.replace(/[0-9A-F]{8}$/, '');
  const found = Object.keys(HANDLERS).filter((id) => name.endsWith(id));
  const longest = found.toSorted((a, b) => b.length - a.length)[0];
  if (longest === undefined) throw new Error(`function ${logicalId} of the template has no handler to rehearse with`);
  return longest;
}
