import type { Random } from '../random';

const SUFFIX_LENGTH = 12;
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';

/** The name that CloudFormation makes up for a resource: stack, logical id, and some random characters. */
export function physicalName(props: {
  readonly stackName: string;
  readonly logicalId: string;
  /** The name's longest allowed length; the front is cut to fit. */
  readonly maxLength: number;
  readonly random: Random;
}): string {
  const random = props.random.fork(`${props.stackName}/${props.logicalId}`);
  const suffix = Array.from({ length: SUFFIX_LENGTH }, () =>
    ALPHABET.charAt(Math.floor(random.next() * ALPHABET.length)),
  ).join('');
  const front = `${props.stackName}-${props.logicalId}`.slice(0, props.maxLength - SUFFIX_LENGTH - 1);
  return `${front}-${suffix}`;
}
