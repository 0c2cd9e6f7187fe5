import type { Kpi, Limit } from './blueprint';
import type { Caution } from './caution';
import { parseLimit, type WrittenLimit } from './limit';
import type { DraftCaution } from './check-schema';
import { accept, refuse, type Reading } from './reading';

const ALL_DAYS: Caution['days'] = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];

/** Units of time, per second. */
const TIMES: Readonly<Partial<Record<WrittenLimit['unit'], number>>> = { us: 1e6, ms: 1e3, s: 1 };

/** Hours of caution with their limits read; those that cannot be read are left out, and told as problems elsewhere. */
export function cautionFrom({ hours, days, timeZone, kpi }: DraftCaution, kpis: readonly Kpi[]): Caution {
  const limits = Object.entries(kpi).flatMap(([name, text]) => {
    const reading = readStricter(
      text,
      kpis.find((known) => known.name === name),
    );
    return reading.ok ? [[name, reading.value] as const] : [];
  });
  return { timeZone, days: days ?? ALL_DAYS, ...hours, limits: Object.fromEntries(limits) };
}

/** Reads a limit that is stricter than the KPI's own, in its unit. */
export function readStricter(text: string, kpi: Kpi | undefined): Reading<Limit> {
  const usual = kpi?.limit;
  if (kpi === undefined) return refuse('is a KPI that the blueprint does not have', 'a KPI under kpi');
  if (usual === undefined) return refuse('has no limit of its own to be stricter than', 'a KPI with a limit');
  const allowed = `a limit stricter than "${usual.text}", in the same unit`;
  const written = parseLimit(text);
  const base = parseLimit(usual.text);
  if (written === undefined || base === undefined) return refuse('is not a limit', allowed);
  const isUpper = usual.comparison.startsWith('<');
  if (written.comparison.startsWith('<') !== isUpper) return refuse('points the wrong way', allowed);
  const scale = scaleBetween(base, written, usual.value);
  if (scale === undefined) return refuse('has another unit', allowed);
  const value = written.amount * scale;
  const isStricter = isUpper ? value < usual.value : value > usual.value;
  if (!isStricter) return refuse('is not stricter', allowed);
  if (isUpper && usual.value > 0 && value <= 0) return refuse('can never be kept', allowed);
  return accept({ comparison: written.comparison, value, text: written.text });
}

/** What an amount is multiplied by to be comparable with the usual limit's value. */
function scaleBetween(base: WrittenLimit, written: WrittenLimit, value: number): number | undefined {
  const [from, to] = [TIMES[written.unit], TIMES[base.unit]];
  if (from !== undefined && to !== undefined) return 1 / from;
  if (base.unit !== written.unit) return undefined;
  return base.amount === 0 ? 1 : value / base.amount;
}
