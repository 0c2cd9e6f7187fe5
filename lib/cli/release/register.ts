import { controlFunctions } from '../../aws/control-functions';
import { parseBlueprint } from '../../domain/blueprint/parse-blueprint';
import { formatProblems } from '../../domain/blueprint/problem';
import { withModel } from '../../domain/blueprint/registry';
import { openAccount } from '../account/account';
import { type Args, UsageError } from '../command';
import { EXIT, type Io } from '../io';
import { readPlainDocument } from '../read-blueprint';
import { toJson } from '../words';
import { reasonOf } from './controls';

/** Registers a blueprint for a model package group: from then on an approved version starts its release. */
export async function register(args: Args, io: Io): Promise<number> {
  const [group, path, ...more] = args.operands;
  const isEnd = args.has('remove');
  if (group === undefined) throw new UsageError('GROUP is missing');
  if (more.length > 0 || (isEnd && path !== undefined)) throw new UsageError('one GROUP and one BLUEPRINT are enough');
  if (!isEnd && path === undefined) throw new UsageError('BLUEPRINT is missing; to end a registration say --remove');
  const reason = reasonOf(args, 'register', true);
  const blueprint = path === undefined ? null : await readRegistered(io, path);
  const account = await openAccount(args, io);
  const payload = { group, blueprint, actor: await account.caller(), reason };
  const functionName = account.output('register');
  if (args.has('dry-run')) {
    const what = isEnd
      ? `forget the blueprint of ${group}`
      : `release approved versions of ${group} to ${String(blueprint?.['endpoint'])}`;
    io.out(
      args.has('json')
        ? toJson({ dryRun: true, function: functionName, payload })
        : `would ${what}; nothing was done\n`,
    );
    return EXIT.done;
  }
  const answer = await controlFunctions(account.connection).invoke(functionName, payload);
  if (args.has('json')) io.out(toJson(answer));
  else {
    io.out(
      isEnd
        ? `${group}: approved versions start nothing any more\n`
        : `${group}: approved versions are released to ${String(blueprint?.['endpoint'])} from now on\n`,
    );
  }
  return EXIT.done;
}

/** A blueprint as it is registered: valid with any model, and without one of its own. */
async function readRegistered(io: Io, path: string): Promise<Readonly<Record<string, unknown>>> {
  const document = await readPlainDocument(io, path);
  if (typeof document !== 'object' || document === null || Array.isArray(document)) {
    throw new UsageError(`${path} is no blueprint`);
  }
  const { model: _, ...blueprint }: Record<string, unknown> = { ...document };
  const parsed = parseBlueprint(withModel(blueprint));
  if (!parsed.ok) throw new UsageError(`${path}: the blueprint is refused\n${formatProblems(parsed.problems)}`);
  return blueprint;
}
