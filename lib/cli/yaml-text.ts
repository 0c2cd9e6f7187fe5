import {
  LineCounter,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  parseDocument,
  type Document,
  type ParsedNode,
  type YAMLError,
} from 'yaml';
import type { Problem } from '../domain/blueprint/problem';
import { formatPath, problemAt } from '../domain/blueprint/problem';

type At = Problem['at'];
type YamlDocument = Document.Parsed;

/** A text read as YAML (of which JSON is a part), as plain data. */
export interface YamlText {
  /** `undefined` if the text cannot be read at all. */
  readonly document?: { readonly value: unknown };
  readonly problems: readonly Problem[];
  /** The line on which a key or an item starts, or the nearest thing around it that exists. */
  readonly lineOf: (at: At) => number;
}

/**
 * Reads YAML the strict way: no aliases (a few lines of them can stand for gigabytes), no tags, one document, and
 * no key twice, since silently taking the last one would run something that was not meant.
 */
export function readYaml(text: string): YamlText {
  const counter = new LineCounter();
  const document = parseDocument(text, {
    lineCounter: counter,
    prettyErrors: false,
    uniqueKeys: false,
    version: '1.2',
    schema: 'core',
    logLevel: 'error',
  });
  const lineOf = (at: At): number => counter.linePos(offsetOf(document, at)).line;
  const syntax = syntaxProblems(document, counter, text);
  if (syntax.length > 0) return { problems: syntax, lineOf };
  const { fatal, duplicates } = structureProblems(document, counter);
  if (fatal.length > 0) return { problems: fatal, lineOf };
  return { document: { value: document.toJS() }, problems: duplicates, lineOf };
}

function syntaxProblems(document: YamlDocument, counter: LineCounter, text: string): readonly Problem[] {
  return [...document.errors, ...document.warnings].map((error) => {
    const { line } = counter.linePos(error.pos[0]);
    const got = text.split(/\r?\n/, line)[line - 1]?.trim() ?? '';
    // An unquoted `> 98%` starts a block of text in YAML: the mistake that everybody makes once.
    const needsQuotes = /:\s*[<>]/.test(got);
    return {
      ...problemAt([], {
        message: messageOf(error),
        got,
        allowed: needsQuotes ? 'limits in quotes, e.g. "> 98%"' : 'YAML 1.2 or JSON',
      }),
      line,
    };
  });
}

function messageOf({ code, message }: YAMLError): string {
  // The library's own words are advice to programmers.
  if (code === 'MULTIPLE_DOCS') return 'is followed by another document';
  const [sentence = ''] = message.split('\n');
  return `cannot be read as YAML: ${sentence.replace(/^[A-Z](?=[a-z])/, (letter) => letter.toLowerCase())}`;
}

interface Structure {
  readonly fatal: readonly Problem[];
  readonly duplicates: readonly Problem[];
}

function structureProblems(document: YamlDocument, counter: LineCounter): Structure {
  const fatal: Problem[] = [];
  const duplicates: Problem[] = [];
  const lineAt = (node: { range?: readonly number[] | null } | null): number =>
    counter.linePos(node?.range?.[0] ?? 0).line;
  const places: { readonly node: ParsedNode | null; readonly at: At }[] = [{ node: document.contents, at: [] }];
  for (let place = places.pop(); place !== undefined; place = places.pop()) {
    const { node, at } = place;
    if (isAlias(node)) {
      const problem = problemAt(at, { message: 'is an alias', got: `*${node.source}`, allowed: 'the value itself' });
      fatal.push({ ...problem, line: lineAt(node) });
    }
    if (isSeq<ParsedNode>(node)) places.push(...node.items.map((item, index) => ({ node: item, at: [...at, index] })));
    if (!isMap<ParsedNode, ParsedNode | null>(node)) continue;
    const lines = new Map<string, number>();
    for (const { key, value } of node.items) {
      if (!isScalar(key)) {
        const problem = problemAt(at, { message: 'has a key that is not text', got: key, allowed: 'keys of one word' });
        fatal.push({ ...problem, line: lineAt(key) });
        continue;
      }
      const name = String(key.value);
      const first = lines.get(name);
      if (first === undefined) lines.set(name, lineAt(key));
      else duplicates.push(duplicate([...at, name], first, lineAt(key)));
      places.push({ node: value, at: [...at, name] });
    }
  }
  return { fatal, duplicates };
}

function duplicate(at: At, first: number, line: number): Problem {
  return {
    path: formatPath(at),
    at,
    got: 'the key again',
    allowed: 'each key once',
    message: `is already on line ${first}`,
    line,
  };
}

function offsetOf(document: YamlDocument, at: At): number {
  let node: ParsedNode | null = document.contents;
  let offset = node?.range[0] ?? 0;
  for (const key of at) {
    if (isMap<ParsedNode, ParsedNode | null>(node)) {
      // The last of several equal keys is the one whose value counts.
      const pair = node.items.findLast((item) => isScalar(item.key) && String(item.key.value) === key);
      if (pair === undefined) break;
      offset = pair.key.range[0];
      node = pair.value;
    } else if (isSeq<ParsedNode>(node) && typeof key === 'number') {
      const item: ParsedNode | undefined = node.items[key];
      if (item === undefined) break;
      offset = item.range[0];
      node = item;
    } else break;
  }
  return offset;
}
