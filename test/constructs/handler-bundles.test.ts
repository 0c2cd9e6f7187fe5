import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { bundleHandlers, handlerCode } from '../../lib/constructs/handler-bundles';

/** Bytes. Lambda loads a larger one in more than a tenth of a second. */
const LARGEST = 450_000;

const bundles = bundleHandlers();

describe('the bundles', () => {
  it('are one for each handler', () => {
    const files = readdirSync(join(__dirname, '..', '..', 'lambdas')).filter((name) => name.endsWith('.ts'));
    expect([...bundles.keys()].map((name) => `${name}.ts`).toSorted()).toEqual(files.toSorted());
  });

  it.each([...bundles])('%s is small, exports its handler and names no place on this machine', (_name, text) => {
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(LARGEST);
    expect(text).toMatch(/handler:\(\)=>/);
    expect(text).not.toContain(process.cwd());
  });

  it('bring the SDK along, but for the credentials that Lambda never looks for', () => {
    const required = new Set(
      [...bundles.values()].flatMap((text) => Array.from(text.matchAll(/\brequire\("([^"]+)"\)/g), ([, name]) => name)),
    );
    const packages = [...required].filter((name) => !/^(node:)?[a-z_]+(\/promises)?$/.test(name ?? ''));
    // The name of a package that the SDK's advice mentions in a message.
    expect(packages).toEqual(['@aws-sdk/signature-v4-crt']);
  });
});

describe('handlerCode', () => {
  it('knows which handlers there are', () => {
    expect(() => handlerCode('shift')).toThrow(
      /there is no handler shift in .*; there are abort, approve, arm-sentinels/,
    );
  });
});
