import type { Look } from '../../lib/domain/look/holding';
import type { KpiVerdict } from '../../lib/domain/look/judge';
import type { AlarmReading } from '../../lib/domain/sentinels/readings';
import type { Control, Hold } from '../../lib/domain/release/release';
import { MINUTE, plan, START } from './releases';

/** The last look of a bake of ten minutes. */
export const BAKE_END = START + 11 * MINUTE + 5000;
export const MANUAL = plan({ rollback: 'manual' });

export const quiet: AlarmReading = { name: 'error_rate', state: 'OK', reason: 'fine', actionsEnabled: true };
export const firing: AlarmReading = { ...quiet, state: 'ALARM', reason: '12 of 20 failed' };

export function verdict(answer: KpiVerdict['verdict'], incident = false): KpiVerdict {
  return { kpi: 'error_rate', verdict: answer, incident, reason: `error_rate < 0.5%: it is ${answer}` };
}

export function look(change: Partial<Look> = {}): Look {
  return { now: BAKE_END, alarms: [quiet], verdicts: [verdict('pass')], ...change };
}

export function says(word: Control['word'], full = false): Control {
  return { word, full, actor: 'ann', reason: 'because', at: START };
}

export function held(why: Hold['why'], until = START + 86_400_000): Hold {
  return { why, reason: `held for ${why}`, since: START, until };
}
