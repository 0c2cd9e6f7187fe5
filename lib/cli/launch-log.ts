import type { Progress } from '../rehearsal/rehearse';
import { describeEvent, type Marked } from './event-lines';
import type { Paint } from './paint';

/** Turns what happens in a release into lines for people: when, what, and with which numbers. */
export function launchLog(startedAt: number, paint: Paint): (progress: Progress) => readonly string[] {
  let waited = '';
  return (progress) => {
    const stamp = clockTime(progress.at - startedAt);
    const line = (mark: string, text: string): string => `${stamp}  ${mark} ${text}`;
    switch (progress.kind) {
      case 'scenario':
        return [line(paint.bold('!'), progress.text)];
      case 'alarm':
        return [line(paint.bad('▲'), `ALARM ${progress.name}: ${progress.reason}`)];
      case 'event':
        return describeEvent(progress.type, progress.detail, paint).map(([mark, text]) => line(mark, text));
      case 'step': {
        if (progress.step === 'RunSmokeTests' && progress.output['next'] === 'passed')
          return [line(paint.good('✓'), 'smoke tests passed')];
        if (progress.step === 'ArmSentinels') return [line('·', 'sentinels armed')];
        if (progress.step === 'FireDrill' && progress.output['next'] === 'passed')
          return [line(paint.good('✓'), 'fire drill passed: every alarm of the release was heard')];
        if (progress.step === 'OpenRelease') {
          // It asks again and again, and says the same.
          const { next, reason } = progress.output;
          if (next !== 'wait' || reason === waited) return [];
          waited = String(reason);
          return [line('·', `another start ${waited}`)];
        }
        if (progress.step === 'TakeOver') return describeTakeOver(progress.output).map((text) => line('↩', text));
        if (progress.step !== 'Judge') return [];
        // Inside a bake nothing is decided; a breach tells its numbers itself.
        const { next } = progress.output;
        return next === 'bake' || next === 'bake, then check' || next === 'roll back'
          ? []
          : describeLook(progress.output, paint).map(([mark, text]) => line(mark, text));
      }
    }
  };
}

function describeLook(output: Readonly<Record<string, unknown>>, paint: Paint): readonly Marked[] {
  const { look } = output;
  if (typeof look !== 'object' || look === null || !('verdicts' in look) || !Array.isArray(look.verdicts)) return [];
  return look.verdicts.map((found: { verdict: string; reason: string }): Marked => {
    const mark = found.verdict === 'fail' ? paint.bad('✗') : found.verdict === 'pass' ? paint.good('✓') : '·';
    return [mark, found.reason];
  });
}

function describeTakeOver(output: Readonly<Record<string, unknown>>): readonly string[] {
  const next = String(output['next']);
  if (next === 'restore') return ['the rollback state machine has taken over'];
  if (next === 'close') return ['the rollback state machine closes the release'];
  // Every failed execution starts the rollback state machine; that it finds nothing to do is no news.
  return next === 'nothing' || next === 'drilled'
    ? []
    : [`the rollback state machine was started: ${next} (${String(output['reason'])})`];
}

/** Time since the release began, as a launch log shows it: `T+01:23:45`. */
function clockTime(milliseconds: number): string {
  const seconds = Math.max(0, Math.floor(milliseconds / 1000));
  const part = (value: number): string => String(value).padStart(2, '0');
  return `T+${part(Math.floor(seconds / 3600))}:${part(Math.floor((seconds % 3600) / 60))}:${part(seconds % 60)}`;
}
