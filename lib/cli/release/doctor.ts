import { autoScaling } from '../../aws/auto-scaling';
import { belongings } from '../../aws/belongings';
import { cloudWatchKpis } from '../../aws/cloudwatch-kpis';
import { sageMakerDeployer } from '../../aws/sagemaker-deployer';
import { type Belongings, diagnose, type Finding } from '../../domain/diagnosing';
import { isConfigOf } from '../../domain/names';
import { alarmPrefix } from '../../domain/names';
import { type Account, openAccount } from '../account/account';
import type { Args } from '../command';
import { EXIT, type Io } from '../io';
import { toJson } from '../words';

/** Finds what ended releases have left behind and releases that need a person; with `--fix` removes what it may. */
export async function doctor(args: Args, io: Io): Promise<number> {
  const account = await openAccount(args, io);
  const [only] = args.operands;
  const endpoints = only === undefined ? (await account.archive.endpoints()).map(({ endpoint }) => endpoint) : [only];
  const findings: (Finding & { readonly endpoint: string; readonly done: boolean })[] = [];
  for (const endpoint of endpoints) {
    for (const finding of diagnose(account.stack, endpoint, await look(account, endpoint), account.now())) {
      const done = args.has('fix') && finding.remedy !== undefined;
      if (done) await treat(account, endpoint, finding);
      findings.push({ endpoint, ...finding, done });
    }
  }
  if (args.has('json')) io.out(toJson(findings));
  else io.out(describe(findings, endpoints.length));
  return findings.every(({ done }) => done) ? EXIT.done : EXIT.failed;
}

async function look({ connection, stack, read }: Account, name: string): Promise<Belongings> {
  const lister = belongings(connection);
  const record = await read(name);
  const variant = record?.last?.plan?.baseline?.variant;
  return {
    record,
    endpoint: await sageMakerDeployer(connection).describe(name),
    alarms: await lister.alarms(`${alarmPrefix(stack)}${name}/`),
    // A long name is cut in the names of its configs, so less than all of it is asked for.
    configs: (await lister.configs(name.slice(0, 30))).filter((config) => isConfigOf(name, config)),
    scaleIn: variant === undefined ? 'none' : await autoScaling(connection).scaleIn(name, variant),
  };
}

/** Looks once more before it removes anything: a release may have begun in between. */
async function treat(account: Account, endpoint: string, { remedy }: Finding): Promise<void> {
  const { connection } = account;
  const again = diagnose(account.stack, endpoint, await look(account, endpoint), account.now());
  if (remedy === undefined || !again.some((finding) => JSON.stringify(finding.remedy) === JSON.stringify(remedy)))
    return;
  switch (remedy.do) {
    case 'delete alarms':
      return cloudWatchKpis(connection).removeAlarms(remedy.alarms);
    case 'delete config':
      return sageMakerDeployer(connection).deleteConfig(remedy.config);
    case 'resume scale-in':
      return autoScaling(connection).setScaleIn(endpoint, remedy.variant, 'active');
  }
}

function describe(
  findings: readonly (Finding & { readonly endpoint: string; readonly done: boolean })[],
  looked: number,
): string {
  if (findings.length === 0)
    return `${looked === 1 ? 'one endpoint' : `${looked} endpoints`} looked at, nothing found\n`;
  return findings
    .map(({ endpoint, what, advice, remedy, done }) => {
      const next = done ? 'removed' : (advice ?? (remedy === undefined ? '' : '`rollouts doctor --fix` puts it right'));
      return `${endpoint}: ${what}\n  ${next}\n`;
    })
    .join('');
}
