import type { Blueprint } from '../domain/blueprint/blueprint';
import type { VirtualClock } from '../emulator/clock';
import type { LambdaService } from '../emulator/lambda/lambda';
import type { Scenario } from './scenario';

type Word = Scenario['decisions'][number];

/** The user's decision function in a rehearsal: it lets everything go on, except where the scenario has a word for it. */
export interface RehearsedDecisions {
  /** Lets the function say something from now on, or for a while. */
  begin(word: Word, from: number): void;
}

/** Deploys the decision function that a blueprint names. */
export function rehearsedDecisions(
  { decision }: Pick<Blueprint, 'decision'>,
  { lambda, clock }: { readonly lambda: Pick<LambdaService, 'deploy'>; readonly clock: VirtualClock },
): RehearsedDecisions {
  const words: (Word & { readonly from: number; readonly to: number })[] = [];
  if (decision !== undefined) {
    lambda.deploy({
      name: decision.function.split(':')[0] ?? decision.function,
      load: () => async () => {
        const now = clock.now();
        const said = words.findLast(({ from, to }) => from <= now && now < to);
        if (said?.answer === 'none') throw new Error(said.reason ?? 'it is out of order');
        return { decision: said?.answer ?? 'continue', reason: said?.reason ?? 'as the scenario says' };
      },
    });
  }
  return {
    begin: (word, from) => {
      words.push({ ...word, from, to: from + (word.for ?? Number.POSITIVE_INFINITY) * 1000 });
    },
  };
}
