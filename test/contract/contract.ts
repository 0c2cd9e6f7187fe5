import { type Ground, TARGETS } from './grounds';

/** What every implementation of a port does, by sentence. */
export type Promises<Port> = Readonly<Record<string, (port: Port, ground: Ground) => Promise<void>>>;

/** A minute for what is emulated, and time for two fleets to come and go on AWS. */
const PATIENCE = { emulated: 60_000, aws: 3_600_000 };

/** Holds a port's implementation to its promises on every target. */
export function contract<Port>(port: string, make: (ground: Ground) => Port, promises: Promises<Port>): void {
  describe.each(TARGETS)(`${port} on $name`, ({ name, make: makeGround }) => {
    const patience = name === 'AWS' ? PATIENCE.aws : PATIENCE.emulated;
    let ground: Ground | undefined;

    beforeAll(async () => {
      ground = await makeGround();
    }, patience);
    afterAll(async () => {
      await ground?.close();
    });

    for (const [title, hold] of Object.entries(promises)) {
      it(
        title,
        async () => {
          if (ground === undefined) throw new Error('there is no ground to stand on');
          await hold(make(ground), ground);
        },
        patience,
      );
    }
  });
}

/** Looks every few seconds until it is so; gives up after so many minutes. */
export async function until(ground: Ground, isSo: () => Promise<boolean>, minutes = 30): Promise<void> {
  const limit = ground.now() + minutes * 60_000;
  while (!(await isSo())) {
    if (ground.now() > limit) throw new Error(`it did not come about within ${minutes} minutes`);
    await ground.pass(5);
  }
}
