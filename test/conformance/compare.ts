/** Text that stands for any other, such as an id of the recording: `<uuid:1>`, `<<task_token>:1>`. */
const PLACEHOLDER = /<<[A-Za-z][\w.-]*>(?::\d+)?>|<[A-Za-z][\w.-]*(?::\d+)?>/;

/** Where a value differs from what was recorded. */
export interface Difference {
  /** JSON pointer. */
  readonly pointer: string;
  readonly expected: unknown;
  readonly actual: unknown;
}

/**
 * The first difference between a recorded value and an actual one. Key order is no difference; placeholders stand
 * for any text, and a pointer in `wildcards` for any value.
 */
export function firstDifference(
  expected: unknown,
  actual: unknown,
  { pointer = '', wildcards }: { readonly pointer?: string; readonly wildcards: ReadonlySet<string> },
): Difference | undefined {
  const difference = { pointer, expected, actual };
  if (wildcards.has(pointer)) return actual === undefined ? difference : undefined;
  if (typeof expected === 'string') return matchesText(expected, actual) ? undefined : difference;
  if (typeof expected !== 'object' || expected === null) return expected === actual ? undefined : difference;
  if (typeof actual !== 'object' || actual === null) return difference;
  if (Array.isArray(expected) !== Array.isArray(actual)) return difference;
  const actualMembers = new Map<string, unknown>(Object.entries(actual));
  const expectedMembers = Object.entries(expected);
  if (expectedMembers.length !== actualMembers.size) return difference;
  for (const [key, value] of expectedMembers) {
    if (!actualMembers.has(key)) return difference;
    const at = `${pointer}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`;
    const inner = firstDifference(value, actualMembers.get(key), { pointer: at, wildcards });
    if (inner !== undefined) return inner;
  }
  return undefined;
}

function matchesText(expected: string, actual: unknown): boolean {
  if (expected === actual) return true;
  if (typeof actual !== 'string' || !PLACEHOLDER.test(expected)) return false;
  const literals = expected.split(new RegExp(PLACEHOLDER, 'g')).map(escapeRegExp);
  return new RegExp(`^${literals.join('[\\s\\S]*')}$`).test(actual);
}

function escapeRegExp(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
}
