import type { Random } from '../random';

/** Named streams of one seed, each continued where it was left. */
export type Streams = (name: string) => Random;

export function createStreams(random: Random): Streams {
  const streams = new Map<string, Random>();
  return (name) => {
    let stream = streams.get(name);
    if (stream === undefined) streams.set(name, (stream = random.fork(name)));
    return stream;
  };
}
