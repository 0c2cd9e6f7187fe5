import { createHandler as armSentinels } from '../../lambdas/arm-sentinels';
import { release, START } from '../support/releases';
import { World } from '../support/world';

const MINUTE = 60_000;

describe('Arm sentinels of the final variant', () => {
  const watchedFrom = async (late: number): Promise<number | undefined> => {
    const world = new World().final();
    const input = world.live(release('settling', { phase: 2, passedAt: START, bakeFrom: START }));
    world.now = START + late;
    await armSentinels(world.ports)(input);
    return world.table.peek('fraud')?.release?.bakeFrom;
  };

  it('lets the watch begin with the fleet where the alarms are there in time', async () => {
    await expect(watchedFrom(2000)).resolves.toBe(START);
  });

  it('lets the watch begin later where it was long in making the alarms', async () => {
    await expect(watchedFrom(12 * MINUTE)).resolves.toBe(START + 11 * MINUTE);
  });
});
