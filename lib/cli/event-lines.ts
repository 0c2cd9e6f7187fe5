import type { AuditEntry } from '../domain/release/audit';
import { formatDuration } from '../domain/blueprint/duration';
import type { Paint } from './paint';

/** A line of a log: what kind of thing happened, and what it was. */
export type Marked = readonly [mark: string, text: string];

type Detail = Readonly<Record<string, unknown>>;

/** An event as lines for people. */
export function describeEvent(type: string, detail: Detail, paint: Paint): readonly Marked[] {
  const text = (key: string): string => wordOf(detail[key]);
  switch (type) {
    case 'deployment.started':
      return [
        [
          '▶',
          paint.bold(
            `release ${text('release')} of ${text('endpoint')}: ${text('model')} comes in as a ${text('strategy')} release${by(detail)}`,
          ),
        ],
        ...textsOf(detail['warnings']).map((warning): Marked => ['!', warning]),
      ];
    case 'deployment.candidate_ready': {
      const after = `after ${formatDuration(Number(detail['seconds']))}`;
      // A first deployment has nobody beside it, and all the traffic at once.
      const isFirst = detail['beside'] === undefined;
      const how = isFirst ? `in service ${after}` : `in service beside the baseline ${after}, without traffic`;
      return [[paint.good('✓'), `${text('variant')} ${how}`]];
    }
    case 'deployment.traffic_shifted':
      return [['→', describeTraffic(detail)]];
    case 'deployment.phase_passed':
      return [[paint.good('✓'), `phase ${text('phase')} passed`]];
    case 'deployment.paused':
      return text('why') === 'staged'
        ? [[paint.bad('↓'), paint.bad(`half of the traffic goes back: ${text('reason')}`)]]
        : [['‖', `holding: ${text('reason')}`]];
    case 'deployment.resumed':
      return text('why') === ''
        ? [['▶', `resumed by ${text('actor')}: ${text('reason')}`]]
        : [['▶', `resumed by itself: ${text('reason')}`]];
    case 'deployment.promoted':
      return [['▶', `promoted by ${who(text('actor'))}: ${text('reason')}`]];
    case 'deployment.rollback_started':
      return [[paint.bad('✗'), paint.bad(`going back (${text('trigger')}): ${text('reason')}`)]];
    case 'deployment.rolled_back':
      return [
        [paint.good('✓'), `all traffic is back on ${text('model')}, verified ${text('seconds')} s after the breach`],
        ...(text('capacity') === '' ? [] : [['!', text('capacity')] as const]),
      ];
    case 'deployment.completed':
      return [[paint.good('✓'), paint.good(`completed: ${text('servingModel')} serves`)]];
    default:
      return [
        [paint.bad('✗'), paint.bad(`${type.replace('deployment.', '').replaceAll('_', ' ')}: ${text('reason')}`)],
      ];
  }
}

function textsOf(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((item): item is string => typeof item === 'string') : [];
}

/** What a release does by itself is done by its execution. */
function who(actor: string): string {
  return actor.includes(':execution:') ? 'the release itself' : actor;
}

function by(detail: Detail): string {
  const [person, why] = [wordOf(detail['by']), wordOf(detail['reason'])];
  return person === '' ? '' : `, started by ${person}${why === '' ? '' : `: ${why}`}`;
}

/** An entry of the audit trail as lines for people; what says nothing new to them has none. */
export function describeEntry(endpoint: string, entry: AuditEntry, paint: Paint): readonly Marked[] {
  const { action, actor, detail, event, release } = entry;
  if (event !== undefined) return describeEvent(event, { ...detail, endpoint, release, actor }, paint);
  const reason = wordOf(detail['reason']);
  if (action === 'supersede') return [['»', reason]];
  if (action === 'wait for its end') return [['»', `its end is waited for ${reason}`]];
  if (action.startsWith('say ')) return [['»', `${actor} says ${action.slice(4)}: ${reason}`]];
  if (action === 'refuse') return [[paint.bad('✗'), paint.bad(`refused: ${reason}`)]];
  if (action === 'take over to roll back') return [['↩', 'the rollback state machine has taken over']];
  if (action === 'smoke tests passed') return [[paint.good('✓'), 'smoke tests passed']];
  if (action === 'give up the way back') return [[paint.bad('✗'), paint.bad(`the way back was given up: ${reason}`)]];
  if (action === 'record breach') return [[paint.bad('✗'), paint.bad(`breach on record: ${reason}`)]];
  if (action === 'pass') return [[paint.good('✓'), `${wordOf(detail['model'])} has met every gate`]];
  if (action.startsWith('end ')) return [['■', `ended ${action.slice(4).replaceAll('_', ' ')}: ${reason}`]];
  return [];
}

function wordOf(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

const BAR = 20;

function describeTraffic(detail: Detail): string {
  const share = Number(detail['traffic'] ?? 0);
  const phase = detail['phase'] === undefined ? 'final fleet in service' : `phase ${wordOf(detail['phase'])}`;
  return `${trafficBar(share)} ${share} % candidate, ${100 - share} % baseline (${phase})`;
}

/** The candidate's share as a bar; any share above nothing shows. */
export function trafficBar(percent: number, width = BAR): string {
  const filled = Math.max(percent > 0 ? 1 : 0, Math.round((width * percent) / 100));
  return '█'.repeat(filled) + '░'.repeat(width - filled);
}
