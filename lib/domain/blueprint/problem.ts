/** One thing that is wrong with a blueprint, told so that it can be mended without looking anything up. */
export interface Problem {
  /** Where, e.g. `phases[1].bake`; empty for the document as a whole. */
  readonly path: string;
  /** The same as keys and indexes. */
  readonly at: readonly (string | number)[];
  /** What the blueprint says there, shortened. */
  readonly got: string;
  readonly allowed: string;
  /** The rest of a sentence that starts with the path. */
  readonly message: string;
  /** Line of the text that the blueprint was read from, if it was read from text. */
  readonly line?: number;
}

const LONGEST_GOT = 80;

/** Text that nobody takes for a number, a truth value or the absence of either. */
const PLAIN = /^(?!(?:true|false|null|nothing|[\d.e-]+)$)[\w.:/-]*[\w%]$/i;

/** Beyond this, one more problem helps nobody. */
const MOST_SHOWN = 50;

/** Makes a problem of a place, the value found there and what should have been there. */
export function problemAt(
  at: readonly (string | number)[],
  { message, got, allowed }: { readonly message: string; readonly got: unknown; readonly allowed: string },
): Problem {
  return { path: formatPath(at), at, got: showValue(got), allowed, message };
}

/** Writes keys and indexes the way people do: `phases[1].bake`. */
export function formatPath(at: readonly (string | number)[]): string {
  return at.reduce<string>((path, key) => {
    if (typeof key === 'number') return `${path}[${key}]`;
    if (!/^[\w-]+$/.test(key)) return `${path}[${showValue(key)}]`;
    return path === '' ? key : `${path}.${key}`;
  }, '');
}

/** Writes all problems for people, two lines each. */
export function formatProblems(problems: readonly Problem[]): string {
  const lines = problems.slice(0, MOST_SHOWN).map(formatProblem);
  const left = problems.length - lines.length;
  return [...lines, ...(left > 0 ? [`and ${left} more`] : [])].join('\n');
}

function formatProblem({ path, got, allowed, message, line }: Problem): string {
  const where = line === undefined ? '' : `line ${line}: `;
  return `${where}${path === '' ? 'the blueprint' : path} ${message}\n    got ${got}, allowed: ${allowed}`;
}

/** Shows a value in a few words; text that could be taken for something else is quoted. */
function showValue(value: unknown): string {
  if (value === undefined || value === null) return 'nothing';
  if (typeof value === 'string' && PLAIN.test(value)) return shorten(value);
  if (typeof value === 'bigint' || typeof value === 'function' || typeof value === 'symbol') return typeof value;
  if (typeof value === 'number') return String(value);
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : `a list of ${value.length}`;
  if (typeof value === 'object') return showKeys(Object.keys(value));
  return shorten(JSON.stringify(value));
}

function showKeys(keys: readonly string[]): string {
  return keys.length === 0 ? 'an empty map' : shorten(`{ ${keys.slice(0, 10).join(', ')} }`);
}

function shorten(text: string): string {
  return text.length <= LONGEST_GOT ? text : `${text.slice(0, LONGEST_GOT)}…`;
}
