import { isRecord } from '../records';

/** A form's fields as a tree: `A.member.1.B=x` is `{ A: [{ B: 'x' }] }`; every leaf is text. */
export function treeOf(form: URLSearchParams): Record<string, unknown> {
  const root: Record<string, unknown> = {};
  for (const [key, value] of form) place(root, key.split('.'), value);
  return Object.fromEntries(Object.entries(root).map(([key, entry]) => [key, collapse(entry)]));
}

function place(node: Record<string, unknown>, path: readonly string[], value: string): void {
  const [first = '', ...rest] = path;
  if (rest.length === 0) {
    node[first] = value;
    return;
  }
  const child = node[first];
  const next: Record<string, unknown> = isRecord(child) ? { ...child } : {};
  node[first] = next;
  place(next, rest, value);
}

/** Turns the wrappers of lists (`member.N`) and maps (`entry.N.key`, `entry.N.value`) into lists and objects. */
function collapse(node: unknown): unknown {
  if (!isRecord(node)) return node;
  const keys = Object.keys(node);
  const [only] = keys;
  if (keys.length === 1 && only === 'member') return ordered(node[only]).map(collapse);
  if (keys.length === 1 && only === 'entry') {
    return Object.fromEntries(
      ordered(node[only]).map((entry) => {
        const { key, value, Name, Value } = isRecord(entry) ? entry : {};
        return [String(key ?? Name), collapse(value ?? Value)];
      }),
    );
  }
  return Object.fromEntries(keys.map((key) => [key, collapse(node[key])]));
}

function ordered(numbered: unknown): unknown[] {
  if (!isRecord(numbered)) return [];
  return Object.entries(numbered)
    .toSorted(([a], [b]) => Number(a) - Number(b))
    .map(([, entry]) => entry);
}
