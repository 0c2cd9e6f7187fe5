import type {
  CreateEventBusRequest,
  DeleteEventBusRequest,
  DescribeEventBusRequest,
  ListEventBusesRequest,
} from '@aws-sdk/client-eventbridge';
import type { VirtualClock } from '../../clock';
import { AwsError, type Operation, type Wire } from '../../service';
import type { BusStore } from '../bus-store';
import { DEFAULT_BUS, type Bus } from '../rules';

/** The operations on buses. */
export function busOperations(store: BusStore, clock: VirtualClock): Readonly<Record<string, Operation>> {
  return {
    CreateEventBus(input: Wire<CreateEventBusRequest>) {
      const name = input.Name ?? '';
      if (!/^[/.\-_A-Za-z0-9]{1,256}$/.test(name)) {
        throw new AwsError(
          'ValidationException',
          `1 validation error detected: Value '${name}' at 'name' failed to satisfy constraint: Member must satisfy regular expression pattern: [/\\.\\-_A-Za-z0-9]+`,
        );
      }
      if (store.find(name) !== undefined) {
        throw new AwsError('ResourceAlreadyExistsException', `Event bus ${name} already exists.`);
      }
      return { EventBusArn: store.create(name, clock.now() / 1000, input.Description).arn };
    },
    DescribeEventBus: (input: Wire<DescribeEventBusRequest>) => describe(store.bus(input.Name)),
    DeleteEventBus(input: Wire<DeleteEventBusRequest>) {
      if (input.Name === DEFAULT_BUS) {
        throw new AwsError('ValidationException', 'Cannot delete event bus default.');
      }
      const bus = store.find(input.Name);
      if (bus === undefined) return {};
      if (bus.rules.size > 0) throw new AwsError('ValidationException', `Event bus ${bus.name} has rules.`);
      store.buses.delete(bus.name);
      return {};
    },
    ListEventBuses: (input: Wire<ListEventBusesRequest>) => ({
      EventBuses: [...store.buses.values()].filter((bus) => bus.name.startsWith(input.NamePrefix ?? '')).map(describe),
    }),
  };
}

function describe(bus: Bus) {
  return {
    Name: bus.name,
    Arn: bus.arn,
    CreationTime: bus.createdAt,
    LastModifiedTime: bus.createdAt,
    ...(bus.description === undefined ? {} : { Description: bus.description }),
  };
}
