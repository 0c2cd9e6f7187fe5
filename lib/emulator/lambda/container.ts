import type { CallActivity, CallService, Invocation } from '../calls/call';
import type { Activity, VirtualClock } from '../clock';
import { requestHandlerFor } from '../transport/request-handler';
import type { LambdaHandler, LoadFunction } from './function';

/** An invocation with the activity that lets time pass for it. */
export interface RunningInvocation extends Invocation {
  readonly activity: Activity;
}

/** What a container is made of. */
export interface ContainerProps {
  readonly functionName: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly load: LoadFunction;
  readonly clock: VirtualClock;
  readonly call: CallService;
  /** Takes a line of the function's log. */
  readonly log: (line: string) => void;
}

/** One execution environment: it handles one invocation at a time and keeps its module scope between them. */
export class Container {
  /** Epoch milliseconds at which it last fell idle. */
  idleSince = 0;
  #handler: LambdaHandler | undefined;
  #current: RunningInvocation | undefined;
  readonly #props: ContainerProps;

  constructor(props: ContainerProps) {
    this.#props = props;
  }

  /** What runs in the container now; its calls are this invocation's calls. */
  assign(invocation: RunningInvocation): void {
    this.#current = invocation;
  }

  async handler(): Promise<LambdaHandler> {
    if (this.#handler !== undefined) return this.#handler;
    const { environment, load, clock, call, functionName, log } = this.#props;
    const requestHandler = requestHandlerFor({ call }, { name: functionName }, this.#activity());
    this.#handler = await load(environment, requestHandler, clock, log);
    return this.#handler;
  }

  #activity(): CallActivity {
    const current = (): RunningInvocation => {
      if (this.#current === undefined) throw new Error('a container cannot make calls before its first invocation');
      return this.#current;
    };
    return {
      sleep: (milliseconds) => current().activity.sleep(milliseconds),
      wait: (work) => current().activity.wait(work),
      get invocation() {
        return current();
      },
    };
  }
}
