import type { Blueprint } from '../../domain/blueprint/blueprint';
import { alarmPrefix } from '../../domain/names';
import { AwsError } from '../../emulator/service';
import { STACK, type Stage } from '../stage';

/** What can become of the alarms that a release has made. */
export const ALARM_FATES = ['ALARM', 'INSUFFICIENT_DATA', 'flapping', 'deleted'] as const;

/** Milliseconds between two states of a flapping alarm, and how often it changes. */
const FLAP = 20_000;
const FLAPS = 6;

/**
 * Somebody else deploys a config of their own: a model of theirs under the baseline's variant name, and that alone or in place of
 * the baseline among the variants that are there.
 */
export function changeConfig(
  { emulator }: Stage,
  blueprint: Blueprint,
  { variant, others }: { readonly variant: string; readonly others: 'none' | 'kept' },
): void {
  const { sageMaker, clock } = emulator;
  const configName = `somebody-elses-${clock.now()}`;
  const model = 'somebody-elses';
  sageMaker.putModel(model);
  const there = others === 'none' ? [] : (sageMaker.snapshot(blueprint.endpoint)?.variants ?? []);
  const variants = [
    { name: variant, model, weight: 1 },
    ...there.flatMap(({ name, models, currentWeight: weight }) =>
      name === variant ? [] : models.slice(0, 1).map((own) => ({ name, model: own, weight })),
    ),
  ];
  unlessRefused(() => {
    sageMaker.control.operations['CreateEndpointConfig']?.(
      {
        EndpointConfigName: configName,
        ProductionVariants: variants.map(({ name, model: ModelName, weight }) => ({
          VariantName: name,
          ModelName,
          InstanceType: 'ml.m5.large',
          InitialInstanceCount: 1,
          InitialVariantWeight: weight,
        })),
      },
      {},
    );
    // A fresh config is not found by an update, unless it was described before.
    sageMaker.control.operations['DescribeEndpointConfig']?.({ EndpointConfigName: configName }, {});
    sageMaker.changeConfig(blueprint.endpoint, configName);
  });
}

/** Somebody or something happens to the alarms that the release has made so far. */
export async function strikeReleaseAlarms({ emulator }: Stage, fate: (typeof ALARM_FATES)[number]): Promise<void> {
  const { cloudWatch, clock } = emulator;
  const names = await alarmNames(emulator);
  if (fate === 'deleted') {
    // Composites one by one, and before their children.
    for (const name of names.toReversed()) await emulator.direct('CloudWatch', 'DeleteAlarms', { AlarmNames: [name] });
    return;
  }
  if (fate !== 'flapping') {
    for (const name of names) cloudWatch.forceState(name, fate, 'set by the scenario');
    return;
  }
  for (let flap = 0; flap < FLAPS; flap++) {
    clock.schedule(clock.now() + flap * FLAP, () => {
      const state = flap % 2 === 0 ? 'ALARM' : 'OK';
      for (const name of names) {
        if (cloudWatch.alarm(name) !== undefined) cloudWatch.forceState(name, state, 'it flaps');
      }
    });
  }
}

/** Runs what anybody may try, and is refused while the endpoint is busy or gone. */
export function unlessRefused(act: () => void): void {
  try {
    act();
  } catch (error) {
    if (!(error instanceof AwsError) && !(error instanceof Error && error.message.startsWith('no endpoint')))
      throw error;
  }
}

/** Names of the release's alarms, metric alarms first. */
export async function alarmNames(emulator: Stage['emulator']): Promise<string[]> {
  const found = await emulator.direct('CloudWatch', 'DescribeAlarms', {
    AlarmNamePrefix: alarmPrefix(STACK),
    AlarmTypes: ['MetricAlarm', 'CompositeAlarm'],
  });
  if (typeof found !== 'object' || found === null) return [];
  const lists = [
    'MetricAlarms' in found ? found.MetricAlarms : [],
    'CompositeAlarms' in found ? found.CompositeAlarms : [],
  ];
  return lists.flatMap((list) =>
    Array.isArray(list) ? list.map((alarm: { readonly AlarmName?: string }) => alarm.AlarmName ?? '') : [],
  );
}
