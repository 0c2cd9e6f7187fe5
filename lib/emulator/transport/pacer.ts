import type { VirtualClock } from '../clock';

/** Keeps a virtual clock in step with the real one, for clients from outside. */
export interface Pacer {
  /** Brings virtual time up to date; to be awaited before a client's call is answered. */
  catchUp(): Promise<void>;
  stop(): void;
}

/** How often timers are looked after when no client calls, real milliseconds. */
const TICK = 20;

/**
 * Lets virtual time pass `speed` times as fast as real time. Where there is more to do than the machine can do in that
 * time, virtual time falls behind and nothing is skipped.
 *
 * @param now real milliseconds, monotonic
 */
export function pace(clock: VirtualClock, speed: number, now: () => number = () => performance.now()): Pacer {
  const virtualStart = clock.now();
  const realStart = now();
  let turn: Promise<void> = Promise.resolve();
  let timer: NodeJS.Timeout | undefined;
  let isStopped = false;

  const catchUp = (): Promise<void> => {
    // One run at a time: the clock has one hand.
    turn = turn.then(() => clock.run(() => false, virtualStart + Math.floor((now() - realStart) * speed)));
    return turn;
  };
  const tick = (): void => {
    timer = setTimeout(() => void keepUp(), TICK);
  };
  const keepUp = async (): Promise<void> => {
    await catchUp();
    if (!isStopped) tick();
  };
  tick();
  return {
    catchUp,
    stop: () => {
      isStopped = true;
      clearTimeout(timer);
    },
  };
}
