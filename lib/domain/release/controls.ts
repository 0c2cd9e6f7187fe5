import type { Breach, Control, ControlWord, Release } from './release';

const STRENGTH: Readonly<Record<ControlWord, number>> = { promote: 1, pause: 2, abort: 3 };

/** Characters of what somebody says, and of what an event tells, that are kept: the record has no room for a pasted log. */
export const MOST_SAID = 1000;

/** The word that stands after another was spoken: a weaker one never undoes a stronger. */
export function strongest(standing: Control | undefined, spoken: Control): Control {
  return standing === undefined || STRENGTH[spoken.word] >= STRENGTH[standing.word] ? spoken : standing;
}

/** The release without a promotion, which was for what is over by now; a stronger word still stands. */
export function withoutPromotion(release: Release): Release {
  const { control, ...rest } = release;
  return control?.word === 'promote' ? rest : release;
}

/** The breach that an abort is. */
export function breachOfAbort({ actor, reason, supersedes }: Control, at: number): Breach {
  if (supersedes === true) return { trigger: 'superseded', reason, at };
  return { trigger: 'person', reason: `${actor} aborted it: ${reason}`, at };
}
