// Plays Lambda's Node runtime for one function in a process of its own: loads the bundle, and nothing else, and gives
// the handler one event at a time. Compiled by esbuild when the test runs.

interface Invoke {
  readonly event: unknown;
  /** Epoch milliseconds: the time of day in the emulated account. */
  readonly now: number;
}

type Handler = (event: unknown) => Promise<unknown>;

// Virtual time stands still while a function works. One function for all events, as a module may keep it.
let today = 0;
Date.now = () => today;

const [, , bundle = '', exported = 'handler'] = process.argv;
const module_: Readonly<Record<string, Handler>> = require(bundle);
const handler = module_[exported];
if (handler === undefined) throw new Error(`${bundle} exports no ${exported}`);

process.on('message', ({ event, now }: Invoke) => {
  today = now;
  void answer(event);
});

async function answer(event: unknown): Promise<void> {
  try {
    process.send?.({ payload: (await handler?.(event)) ?? null });
  } catch (error) {
    const { name, message, stack } = error instanceof Error ? error : new Error(String(error));
    process.send?.({ error: { name, message, stack } });
  }
}

process.send?.('ready');
