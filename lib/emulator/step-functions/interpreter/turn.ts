/**
 * Lets the branches of an execution act one at a time, in the order in which they asked: what one branch does
 * between two waits is one stretch of the history.
 */
export interface Turn {
  take(): Promise<void>;
  pass(): void;
}

export function createTurn(): Turn {
  let isTaken = false;
  const queue: (() => void)[] = [];
  return {
    take: () => {
      if (isTaken) return new Promise((resolve) => queue.push(resolve));
      isTaken = true;
      return Promise.resolve();
    },
    pass: () => {
      const next = queue.shift();
      if (next === undefined) isTaken = false;
      else next();
    },
  };
}
