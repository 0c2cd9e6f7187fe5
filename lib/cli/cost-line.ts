import type { Blueprint } from '../domain/blueprint/blueprint';
import type { InstancePrices } from '../domain/cost/prices';
import { estimateCost, type ReleaseCost } from '../domain/cost/release-cost';

/** A fleet of unknown size, for a blueprint that copies the live one. */
const ONE = { instanceType: '', instances: 1 };

/** What a release is going to cost, for people. */
export function estimateLine(blueprint: Blueprint, prices: InstancePrices): string {
  const { capacity } = blueprint;
  const cost = estimateCost(blueprint, capacity ?? ONE, prices);
  const small = dollars(cost.transitions + cost.lambda + cost.alarms);
  if (capacity === undefined) {
    return `List price: ${cost.instanceHours} instance-hours for each instance of the baseline, and about ${small} for orchestration and alarms.\n`;
  }
  return `List price: about ${describeCost(cost, capacity.instanceType)}.\n`;
}

/** A cost in a sentence: the sum, and what it is made of. */
export function describeCost(
  { instanceHours, instances, total, transitions, lambda, alarms }: ReleaseCost,
  instanceType: string,
): string {
  const small = dollars(transitions + lambda + alarms);
  if (instances === undefined) {
    return `${small} and ${instanceHours} instance-hours of ${instanceType}, whose price is in no table (--prices FILE)`;
  }
  return `${dollars(total)}: ${instanceHours} instance-hours of ${instanceType} beside the baseline ${dollars(instances)}, the rest ${small}`;
}

function dollars(value: number): string {
  return `US$ ${value.toFixed(value < 0.1 ? 4 : 2)}`;
}
