import { type Json } from '../json';
import { StateError } from '../state-error';
import { type Branch } from './branch';

/** Branches that run at the same time within one state. */
export interface Group {
  readonly hasFailed: boolean;
  /** Sets a branch going; `onDone` runs in the branch's turn. */
  launch(child: Branch, work: () => Promise<Json>, onDone: (output: Json) => void): void;
}

/** How a group ended: all of it done, or with the first branch that failed. */
export type Ending =
  { readonly kind: 'finished' } | { readonly kind: 'failed'; readonly child: Branch; readonly error: unknown };

/** Runs a group to its end; the branches still under way after a failure are left for the caller to cut. */
export function runGroup(parent: Branch, begin: (group: Group) => void): Promise<Ending> {
  const { clock, turn } = parent.run;
  return parent.wait<Ending>((done) => {
    let live = 0;
    let hasFailed = false;
    const fail = (child: Branch, error: unknown): void => {
      if (hasFailed) return;
      hasFailed = true;
      const end = (): void => {
        done({ kind: 'failed', child, error });
      };
      const isFatal = !(error instanceof StateError) || error.reach === 'fatal';
      // What else happens at this instant, such as the same timeout in another branch, has happened before the
      // state is seen to have failed.
      if (isFatal || live === 0) end();
      else clock.schedule(clock.now(), end);
    };
    const leave = (child: Branch): void => {
      live--;
      const siblings = parent.active?.children;
      siblings?.splice(siblings.indexOf(child), 1);
    };
    const run = async (child: Branch, work: () => Promise<Json>, onDone: (output: Json) => void): Promise<void> => {
      await turn.take();
      await child.proceed();
      try {
        const output = await work();
        leave(child);
        onDone(output);
        if (live === 0 && !hasFailed) done({ kind: 'finished' });
      } catch (error) {
        live--;
        fail(child, error);
      }
      turn.pass();
    };
    begin({
      get hasFailed() {
        return hasFailed;
      },
      launch: (child, work, onDone) => {
        live++;
        void run(child, work, onDone);
      },
    });
    return () => {
      hasFailed = true;
    };
  });
}

const ABORTABLE: Readonly<Record<string, 'Task' | 'Wait' | 'Parallel' | 'Map' | undefined>> = {
  Task: 'Task',
  Wait: 'Wait',
  Parallel: 'Parallel',
  Map: 'Map',
};

/**
 * Writes that the states of a cut branch were aborted, from the outermost in. A map or parallel state that failed by
 * itself has said so already (`hasFailed`).
 */
export function recordAborted(parent: Branch, child: Branch, hasFailed: boolean): void {
  const { active } = child;
  const type = active === undefined ? undefined : ABORTABLE[active.type];
  if (active === undefined || type === undefined) return;
  if (hasFailed && (type === 'Map' || type === 'Parallel')) return;
  parent.recordAside(`${type}StateAborted`);
  for (const inner of active.children) {
    const iteration = inner.iterations.at(-1);
    if (type === 'Map' && iteration !== undefined) {
      parent.recordAside('MapIterationAborted', { name: iteration.map, index: iteration.index });
    }
    recordAborted(parent, inner, false);
  }
}
