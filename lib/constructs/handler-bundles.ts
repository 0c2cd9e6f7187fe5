import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { basename, extname, join } from 'node:path';
import { AssetHashType, DockerImage } from 'aws-cdk-lib';
import { Code } from 'aws-cdk-lib/aws-lambda';
import { buildSync } from 'esbuild';

/**
 * The handlers' sources: beside `lib` in a clone, beside `dist` in the published package. Sources in both, because
 * esbuild cannot leave out what nobody uses of modules that were compiled to CommonJS: bundles get four times as large.
 */
const LAMBDAS = findLambdas();

/**
 * Ways to get credentials that Lambda never needs: it has them in its environment, which the SDK looks at first, and
 * the SDK loads these only when it finds nothing there. They would be a quarter of each bundle and most of its load time.
 */
const NEVER_LOADED = [
  '@aws-sdk/credential-provider-http',
  '@aws-sdk/credential-provider-ini',
  '@aws-sdk/credential-provider-login',
  '@aws-sdk/credential-provider-process',
  '@aws-sdk/credential-provider-sso',
  '@aws-sdk/credential-provider-web-identity',
  '@smithy/credential-provider-imds',
];

let bundles: ReadonlyMap<string, string> | undefined;

/**
 * The JavaScript of every handler by its file's name, SDK included. One run of esbuild for all of them, because they
 * share most of what they import; and by its API, so that it needs neither `npx` nor Docker, wherever this package is
 * installed.
 */
export function bundleHandlers(): ReadonlyMap<string, string> {
  bundles ??= bundle();
  return bundles;
}

function bundle(): ReadonlyMap<string, string> {
  const { outputFiles } = buildSync({
    entryPoints: handlerFiles(),
    outdir: LAMBDAS,
    write: false,
    bundle: true,
    platform: 'node',
    target: 'node24',
    format: 'cjs',
    minify: true,
    legalComments: 'none',
    mainFields: ['module', 'main'],
    external: NEVER_LOADED,
    // The project around the package has no say in what becomes of it.
    tsconfigRaw: { compilerOptions: { target: 'es2023' } },
    logLevel: 'warning',
  });
  return new Map(outputFiles.map(({ path, text }) => [basename(path, '.js'), text]));
}

/** The code of one handler, bundled when the app is synthesized. */
export function handlerCode(file: string): Code {
  if (!handlerFiles().some((path) => nameOf(path) === file)) {
    throw new Error(`there is no handler ${file} in ${LAMBDAS}; there are ${handlerFiles().map(nameOf).join(', ')}`);
  }
  return Code.fromAsset(LAMBDAS, {
    assetHashType: AssetHashType.OUTPUT,
    bundling: {
      // Part of what tells one handler's asset from another's; never run, because the local way always works.
      command: [file],
      image: DockerImage.fromRegistry('none'),
      local: {
        tryBundle: (directory) => {
          writeFileSync(join(directory, `${file}.js`), bundleHandlers().get(file) ?? '');
          return true;
        },
      },
    },
  });
}

function findLambdas(): string {
  const places = ['../../lambdas', '../../../lambdas'].map((place) => join(__dirname, place));
  const found = places.find((place) => existsSync(join(place, 'judge.ts')));
  if (found === undefined)
    throw new Error(`the handlers are neither in ${places.join(' nor in ')}; install the package again`);
  return found;
}

function handlerFiles(): string[] {
  return readdirSync(LAMBDAS)
    .filter((name) => extname(name) === '.ts')
    .map((name) => join(LAMBDAS, name))
    .toSorted();
}

function nameOf(path: string): string {
  return basename(path, extname(path));
}
