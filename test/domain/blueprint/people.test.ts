import { parseBlueprint } from '../../../lib/domain/blueprint/parse-blueprint';
import { hold } from '../../../lib/domain/look/holding';
import { plan, release, START } from '../../support/releases';

const SHORT = { endpoint: 'fraud', model: 'v42' };

describe('what a blueprint says of people', () => {
  it('keeps who started the release and why', () => {
    const launch = { by: 'ann (Operators)', reason: 'better recall' };
    expect(parseBlueprint({ ...SHORT, launch })).toMatchObject({ ok: true, blueprint: { launch } });
  });

  it.each([
    ['pause', { pause: '2m' }],
    ['pause', { pause: '8d' }],
    ['launch.by', { launch: { by: '' } }],
    ['launch.who', { launch: { who: 'ann' } }],
  ])('refuses %s in %j', (at, more) => {
    const parsed = parseBlueprint({ ...SHORT, ...more });
    expect(parsed).toMatchObject({ ok: false, problems: [{ at: at.split('.') }] });
  });

  it.each([
    ['replace', 'replace'],
    ['reject', undefined],
    [undefined, undefined],
  ])('takes %s for what becomes of an older release', (supersede, kept) => {
    const parsed = parseBlueprint({ ...SHORT, supersede });
    if (!parsed.ok) throw new Error('the blueprint is valid');
    expect(parsed.blueprint.supersede).toBe(kept);
  });

  it('refuses other words for it, with the nearest that it knows', () => {
    const parsed = parseBlueprint({ ...SHORT, supersede: 'abort' });
    expect(parsed).toMatchObject({ ok: false, problems: [{ at: ['supersede'], allowed: 'reject or replace' }] });
  });

  it('ends a pause when the blueprint says, and a gate when the gate says', () => {
    const parsed = parseBlueprint({ ...SHORT, pause: '2h' });
    if (!parsed.ok) throw new Error('the blueprint is valid');
    const live = release('baking', { plan: { ...plan(), blueprint: parsed.blueprint } });
    const look = { now: START, alarms: [], verdicts: [] };
    const paused = hold(live, look, { why: 'pause', reason: 'ann paused it' });
    expect(paused.release.hold?.until).toBe(START + 2 * 3_600_000);
    const gated = hold(live, look, { why: 'gate', reason: 'waits', seconds: 600 });
    expect(gated.release.hold?.until).toBe(START + 600_000);
  });
});
