/** A fire drill: each of a release's own alarms is set off, and the way to the abort must be found to work. */
export interface Drill {
  /** Epoch milliseconds, as all times here; whoever was not heard by then never will be. */
  readonly until: number;
  /** When each alarm was set off last, by what it watches. */
  readonly fired: Readonly<Record<string, number>>;
  /** What the alarms watch whose events have reached Take over. */
  readonly heard: readonly string[];
  /** When all were heard and quiet again. */
  readonly passedAt?: number;
}

/** An alarm of the release's own. */
export interface DrilledAlarm {
  readonly name: string;
  readonly watch: string;
}

/** What a visit of the drill does next. */
export interface DrillStep {
  readonly drill: Drill;
  /** Alarms to set off now. */
  readonly fire: readonly DrilledAlarm[];
  readonly next: 'firing' | 'quieting' | 'failed';
  /** Alarms that nobody has heard. */
  readonly silent: readonly DrilledAlarm[];
}

/** What the state of an alarm in a drill says first: by this, and by nothing else, Take over tells a drill from a fire. */
const MARK = 'fire drill of release ';

/** CloudWatch takes three calls of SetAlarmState a second. */
const AT_ONCE = 3;
/** An alarm whose event has not arrived by then is set off again. */
const AGAIN = 45_000;
/** Time for all events to arrive, for each alarm on top, and once more for all alarms to become quiet again. */
const PATIENCE = 180_000;
const PATIENCE_EACH = 5000;

/** Why an alarm fires in a drill. */
export function drillReason(release: number): string {
  return `${MARK}${release}: nothing is wrong, this only asks whether anybody listens`;
}

/** Whether an alarm's reason is that of a drill. */
export function isDrillReason(reason: string): boolean {
  return reason.startsWith(MARK);
}

/** A drill that has not begun. */
export function newDrill(alarms: readonly DrilledAlarm[], now: number): Drill {
  return { until: now + PATIENCE + PATIENCE_EACH * alarms.length, fired: {}, heard: [] };
}

/** Which alarms to set off now, and whether all were heard. */
export function drillOn(drill: Drill, alarms: readonly DrilledAlarm[], now: number): DrillStep {
  const silent = alarms.filter(({ watch }) => !drill.heard.includes(watch));
  const hasTime = now < drill.until + (silent.length === 0 ? PATIENCE : 0);
  if (!hasTime) return { drill, fire: [], next: 'failed', silent };
  if (silent.length === 0) return { drill, fire: [], next: 'quieting', silent };
  const fire = silent
    .filter(({ watch }) => now - (drill.fired[watch] ?? Number.NEGATIVE_INFINITY) >= AGAIN)
    .slice(0, AT_ONCE);
  const fired = { ...drill.fired, ...Object.fromEntries(fire.map(({ watch }) => [watch, now])) };
  return { drill: { ...drill, fired }, fire, next: 'firing', silent };
}

/** The drill after an alarm's event has reached Take over. */
export function hear(drill: Drill, watch: string): Drill {
  return drill.heard.includes(watch) ? drill : { ...drill, heard: [...drill.heard, watch] };
}
