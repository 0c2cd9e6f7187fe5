import { type Caution, isCautious, kpisAt, readDays, readHours } from '../../../lib/domain/blueprint/caution';
import { blueprintOf, SHORT } from './support';

const BERLIN: Caution = {
  timeZone: 'Europe/Berlin',
  days: ['mon', 'tue', 'wed', 'thu', 'fri'],
  from: 8 * 60,
  to: 18 * 60,
  limits: { error_rate: { comparison: '<', value: 0.001, text: '< 0.1%' } },
};

describe('isCautious', () => {
  it.each([
    // Berlin is one hour ahead in winter, two in summer: 08:00 there is another moment.
    ['2026-01-05T06:59:59Z', false],
    ['2026-01-05T07:00:00Z', true],
    ['2026-01-05T16:59:59Z', true],
    ['2026-01-05T17:00:00Z', false],
    ['2026-07-06T05:59:59Z', false],
    ['2026-07-06T06:00:00Z', true],
    ['2026-01-04T10:00:00Z', false],
    ['2026-01-10T10:00:00Z', false],
  ])('at %s: %j', (at, expected) => expect(isCautious(BERLIN, Date.parse(at))).toBe(expected));

  it.each([
    // Over midnight the hours belong to the day on which they begin: Friday's reach into Saturday.
    ['2026-01-09T21:30:00Z', true],
    ['2026-01-10T04:59:00Z', true],
    ['2026-01-10T05:00:00Z', false],
    ['2026-01-10T21:30:00Z', false],
    ['2026-01-05T04:00:00Z', false],
  ])('over midnight at %s: %j', (at, expected) => {
    const night: Caution = { ...BERLIN, timeZone: 'Etc/UTC', from: 21 * 60, to: 5 * 60 };
    expect(isCautious(night, Date.parse(at))).toBe(expected);
  });
});

describe('kpisAt', () => {
  const { kpis } = blueprintOf({ ...SHORT, kpi: { error_rate: '< 1%', p99_latency: '< 1s' } });

  it('gives the stricter limits in the hours, the usual ones outside, and those not named always', () => {
    const limits = (at: string, caution: Caution | undefined = BERLIN) =>
      kpisAt(kpis, caution, Date.parse(at)).map(({ limit }) => limit?.text);
    expect(limits('2026-01-05T10:00:00Z')).toEqual(['< 0.1%', '< 1s']);
    expect(limits('2026-01-05T20:00:00Z')).toEqual(['< 1%', '< 1s']);
    expect(kpisAt(kpis, undefined, 0)).toBe(kpis);
  });
});

describe('readDays', () => {
  it.each([
    ['mon', ['mon']],
    ['mon-wed', ['mon', 'tue', 'wed']],
    ['sat-mon', ['sat', 'sun', 'mon']],
    ['mon-wed-fri', undefined],
    ['monday', undefined],
    ['', undefined],
  ])('reads %j', (text, days) => expect(readDays(text)).toEqual(days));
});

describe('readHours', () => {
  it.each([
    ['08:00-18:00', { from: 480, to: 1080 }],
    ['22:30 - 06:00', { from: 1350, to: 360 }],
    ['00:00-24:00', { from: 0, to: 0 }],
    ['00:00-24:01', undefined],
    ['24:00-06:00', undefined],
    ['8:00-18:00', undefined],
  ])('reads %j', (text, hours) => expect(readHours(text)).toEqual(hours));
});
