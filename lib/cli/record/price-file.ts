import type { InstancePrices } from '../../domain/cost/prices';
import { UsageError } from '../command';
import type { Io } from '../io';
import { readPlainDocument } from '../read-blueprint';

/** Reads a table of the user's own prices: instance type to US dollars an hour, as YAML or JSON. */
export async function readPrices(io: Io, path: string | undefined): Promise<InstancePrices> {
  if (path === undefined) return {};
  const document = await readPlainDocument(io, path);
  const prices: Record<string, number> = {};
  for (const [type, price] of Object.entries(typeof document === 'object' && document !== null ? document : {})) {
    if (!/^ml\.[a-z0-9-]+\.[a-z0-9]+$/.test(type) || typeof price !== 'number' || !(price >= 0)) {
      throw new UsageError(
        `${path}: ${type} is no price; a line is an instance type and US dollars an hour, e.g. ml.m5.large: 0.115`,
      );
    }
    prices[type] = price;
  }
  if (Object.keys(prices).length === 0)
    throw new UsageError(`${path} has no prices; a line is e.g. ml.m5.large: 0.115`);
  return prices;
}
