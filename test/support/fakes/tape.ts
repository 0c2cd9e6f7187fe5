/** What may happen to a call: it never arrives, or it arrives and its answer is lost. */
export type Fault = 'request lost' | 'reply lost';

/** One call of a port. */
export interface Call {
  readonly port: string;
  readonly operation: string;
  readonly args: readonly unknown[];
}

/** Thrown in place of an answer that was lost. */
class Lost extends Error {
  override readonly name = 'TimeoutError';
}

/** Records the calls of the ports it wraps, and loses one of them when told to. */
export class Tape {
  calls: Call[] = [];
  private planned: { readonly call: number; readonly fault: Fault } | undefined;
  private before: ((call: Call) => void) | undefined;

  /** Loses the call of this index (from 0), counted from now. */
  lose(call: number, fault: Fault): void {
    this.planned = { call: this.calls.length + call, fault };
  }

  /** Runs `act` before the next call of this kind, as somebody else would in between. */
  once(operation: string, act: () => void): void {
    this.before = (call) => {
      if (`${call.port}.${call.operation}` !== operation) return;
      this.before = undefined;
      act();
    };
  }

  /** `port.operation` of every call so far. */
  get names(): string[] {
    return this.calls.map(({ port, operation }) => `${port}.${operation}`);
  }

  /** The same port, on tape. */
  wrap<Port extends object>(port: string, target: Port): Port {
    return new Proxy(target, {
      get:
        (_, operation: string) =>
        async (...args: unknown[]) => {
          const call = { port, operation, args: structuredClone(args) };
          const index = this.calls.push(call) - 1;
          this.before?.(call);
          const fault = this.planned?.call === index ? this.planned.fault : undefined;
          if (fault === 'request lost') throw new Lost(`request of ${port}.${operation} was lost`);
          const method = Reflect.get(target, operation) as (...given: unknown[]) => unknown;
          const answer = await method.apply(target, args);
          if (fault === 'reply lost') throw new Lost(`answer of ${port}.${operation} was lost`);
          return answer;
        },
    });
  }
}
