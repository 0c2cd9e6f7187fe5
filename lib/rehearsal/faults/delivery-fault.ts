import type { Delivery, DeliveryFault as Fate, DeliveryFaults } from '../../emulator/event-bridge/delivery/delivery';

/** What can happen to an event on its way from EventBridge to its target. */
export const DELIVERY_FAULTS = ['dropped', 'duplicated', 'delayed'] as const;

/** A fault at one delivery: the n-th of this detail type since the release began, or all of them from there on. */
export interface DeliveryFault {
  readonly delivery: string;
  readonly nth: number;
  readonly kind: (typeof DELIVERY_FAULTS)[number];
  /** Seconds in which every delivery of any type fares the same. */
  readonly for?: number | undefined;
}

/** A late event is this late, milliseconds: others overtake it. */
const DELAY = 5 * 60_000;
/** Copies of an event, milliseconds after the first. */
const COPIES = [200, 45_000] as const;

/** Decides the fate of deliveries by all `faults` together. */
export function deliveryFaults(faults: readonly DeliveryFault[], now: () => number): DeliveryFaults {
  const seen = new Map<string, number>();
  const lasting: { readonly kind: DeliveryFault['kind']; readonly until: number }[] = [];
  return (delivery) => {
    const type = typeOf(delivery);
    const number = (seen.get(type) ?? 0) + 1;
    seen.set(type, number);
    const struck = faults.filter((fault) => fault.delivery === type && fault.nth === number);
    for (const fault of struck) {
      if (fault.for !== undefined) lasting.push({ kind: fault.kind, until: now() + fault.for * 1000 });
    }
    const kinds = [...struck, ...lasting.filter(({ until }) => now() < until)].map(({ kind }) => kind);
    return kinds.reduce<Fate>((fate, kind) => ({ ...fate, ...fateOf(kind) }), {});
  };
}

/** What deliveries are counted by. */
export function typeOf({ event }: Pick<Delivery, 'event'>): string {
  return event['detail-type'];
}

function fateOf(kind: DeliveryFault['kind']): Fate {
  switch (kind) {
    case 'dropped':
      return { drop: true };
    case 'duplicated':
      return { duplicates: COPIES };
    case 'delayed':
      return { delay: DELAY };
  }
}
