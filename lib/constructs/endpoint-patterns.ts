import { Token } from 'aws-cdk-lib';

/** The longest name of an endpoint or an endpoint config. Source: SageMaker API, `EndpointName`. */
const MAX_NAME = 63;

/** The longest that the end of a config's name and the mark of a cut one get: `-r999999-shared` and `-` with a hash. */
const LONGEST_ENDING = 15;
const MARK = 9;

/** What the names of a release's endpoint configs end in, as `configName` writes them. */
const CONFIG_ENDINGS = ['-r*-shared', '-r*-final', '-r*-before'];

/** The patterns in lower case, which is how SageMaker writes names in ARNs; throws where one could never match. */
export function checkPatterns(patterns: readonly string[]): readonly string[] {
  if (patterns.length === 0) {
    throw new Error("endpoints is empty, so the stack could manage nothing; give names or patterns such as 'fraud-*'");
  }
  return patterns.map((pattern) => {
    if (Token.isUnresolved(pattern) || !/^[a-z0-9*-]{1,63}$/i.test(pattern)) {
      throw new Error(
        `endpoints contains '${pattern}'; an entry is 1 to ${MAX_NAME} letters, digits, hyphens and '*' for any text, known when the app is synthesized`,
      );
    }
    return pattern.toLowerCase();
  });
}

/** The patterns of Lambda functions' names, as they are; throws where one could never match. */
export function checkFunctions(patterns: readonly string[]): readonly string[] {
  for (const pattern of patterns) {
    if (!Token.isUnresolved(pattern) && /^[a-zA-Z0-9*_-]{1,64}$/.test(pattern)) continue;
    throw new Error(
      `functions contains '${pattern}'; an entry is 1 to 64 letters, digits, hyphens, underscores and '*' for any text, known when the app is synthesized`,
    );
  }
  return patterns;
}

/** The first pattern of each list that could match the same name, if there are such two. */
export function findOverlap(
  patterns: readonly string[],
  others: readonly string[],
): readonly [string, string] | undefined {
  for (const pattern of patterns) {
    const other = others.find((candidate) => overlaps(pattern, candidate));
    if (other !== undefined) return [pattern, other];
  }
  return undefined;
}

/** Whether a name exists that matches both patterns: walks all pairs of positions that can be reached together. */
export function overlaps(one: string, other: string): boolean {
  const reached = new Set(['0 0']);
  for (const place of reached) {
    const [i = 0, j = 0] = place.split(' ').map(Number);
    if (i === one.length && j === other.length) return true;
    const [a, b] = [one[i], other[j]];
    // A star may end here, or take what the other pattern has next.
    if (a === '*' || (b !== undefined && a === b)) reached.add(`${i + 1} ${a === '*' ? j : j + 1}`);
    if (b === '*') reached.add(`${i} ${j + 1}`);
    if (a === '*' && b !== undefined) reached.add(`${i} ${j + 1}`);
    if (b === '*' && a !== undefined) reached.add(`${i + 1} ${j}`);
  }
  return false;
}

/**
 * Patterns for the names of the endpoint configs that releases make for endpoints of this pattern. Long endpoint names
 * are cut in there, so only what stands before the first star, and before the cut, can be relied on.
 */
export function configPatterns(pattern: string): readonly string[] {
  const [head = ''] = pattern.split('*');
  if (head === pattern && pattern.length <= MAX_NAME - LONGEST_ENDING) {
    return CONFIG_ENDINGS.map((ending) => pattern + ending);
  }
  const kept = MAX_NAME - LONGEST_ENDING - MARK;
  const start = head.length > kept ? head.slice(0, kept).replace(/-+$/, '') : head;
  return CONFIG_ENDINGS.map((ending) => `${start}*${ending}`);
}
