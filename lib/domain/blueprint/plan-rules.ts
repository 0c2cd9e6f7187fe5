import type { Strategy } from './blueprint';
import { formatPercent } from './percent';
import { MOST_PHASES } from './keys';
import { problemAt, type Problem } from './problem';
import { rampShares } from './ramp';
import type { Outline } from './schema';

type Phases = NonNullable<Outline['phases']>;

/** What is wrong with the phases, or the ramp, as a whole. */
export function planProblems(outline: Outline, strategy: Strategy): readonly Problem[] {
  const { phases, ramp } = outline;
  return [
    ...(phases !== undefined && ramp !== undefined ? [bothGiven()] : []),
    ...(ramp === undefined ? [] : rampProblems(ramp, strategy)),
    ...(phases === undefined ? [] : phasesProblems(phases, strategy)),
  ];
}

function phasesProblems(phases: Phases, strategy: Strategy): readonly Problem[] {
  const count = countProblems(phases, strategy);
  // A list of the wrong length for its strategy has nothing further to say about its order or its end.
  if (count.length > 0 && (phases.length === 0 || strategy === 'standard')) return count;
  return [...count, ...orderProblems(phases), ...endProblems(phases, strategy), ...holdProblems(phases)];
}

function countProblems(phases: Phases, strategy: Strategy): readonly Problem[] {
  if (strategy === 'standard' && phases.length !== 1) {
    return [
      problemAt(['phases'], {
        message: 'does not fit the standard strategy, which switches all traffic at once',
        got: phases,
        allowed: 'exactly one phase, with traffic 100% (or strategy: canary)',
      }),
    ];
  }
  // A hold adds the phase that follows it.
  const most = holdsAtTheEnd(phases) ? MOST_PHASES - 1 : MOST_PHASES;
  if (phases.length >= 1 && phases.length <= most) return [];
  const because = most < MOST_PHASES ? ' where the last one holds, for another follows it' : '';
  return [
    problemAt(['phases'], {
      message: phases.length === 0 ? 'has no phase' : 'has too many phases',
      got: phases,
      allowed: `1 to ${most} phases${because}`,
    }),
  ];
}

function orderProblems(phases: Phases): readonly Problem[] {
  let before: number | undefined;
  return phases.flatMap(({ traffic }, index) => {
    const last = before;
    before = traffic ?? before;
    if (traffic === undefined || last === undefined || traffic > last) return [];
    return [
      problemAt(['phases', index, 'traffic'], {
        message: 'does not rise',
        got: formatPercent(traffic),
        allowed: `more than the ${formatPercent(last)} before it`,
      }),
    ];
  });
}

function endProblems(phases: Phases, strategy: Strategy): readonly Problem[] {
  const traffic = phases.at(-1)?.traffic;
  if (traffic === undefined || traffic === 100 || (strategy === 'canary' && holdsAtTheEnd(phases))) return [];
  return [
    problemAt(['phases', phases.length - 1, 'traffic'], {
      message: 'is the end, and is not all of the traffic',
      got: formatPercent(traffic),
      allowed: strategy === 'standard' ? '100%' : '100%, or a hold on this phase, e.g. hold: 7d',
    }),
  ];
}

function holdProblems(phases: Phases): readonly Problem[] {
  return phases.flatMap(({ traffic, hold }, index) => {
    if (hold === undefined || (index === phases.length - 1 && traffic !== 100)) return [];
    const isLast = index === phases.length - 1;
    return [
      problemAt(['phases', index, 'hold'], {
        message: isLast ? 'has nothing left to wait for at 100%' : 'is not on the last phase',
        got: hold,
        allowed: isLast ? 'a longer bake' : 'gate: manual on the phase after this one',
      }),
    ];
  });
}

function rampProblems(ramp: NonNullable<Outline['ramp']>, strategy: Strategy): readonly Problem[] {
  if (strategy === 'standard') {
    return [
      problemAt(['ramp'], {
        message: 'does not fit the standard strategy, which switches all traffic at once',
        got: ramp,
        allowed: 'strategy: canary',
      }),
    ];
  }
  const { start, step } = ramp;
  if (start === undefined) return [];
  if (start >= 100) {
    return [
      problemAt(['ramp', 'start'], {
        message: 'leaves nothing to ramp',
        got: formatPercent(start),
        allowed: 'less than 100% (or strategy: standard)',
      }),
    ];
  }
  if (step === undefined) return [];
  const count = rampShares({ start, step }).length;
  if (count <= MOST_PHASES) return [];
  return [
    problemAt(['ramp', 'step'], {
      message: `would take ${count} phases`,
      got: formatPercent(step),
      // The last of the phases is at 100 %.
      allowed: `at least ${formatPercent(Math.ceil(((100 - start) / (MOST_PHASES - 1)) * 100) / 100)}, which makes ${MOST_PHASES} phases at most`,
    }),
  ];
}

function bothGiven(): Problem {
  return problemAt(['ramp'], {
    message: 'is given beside phases',
    got: 'both',
    allowed: 'either phases or ramp',
  });
}

function holdsAtTheEnd(phases: Phases): boolean {
  const last = phases.at(-1);
  return last?.hold !== undefined && last.traffic !== 100;
}
