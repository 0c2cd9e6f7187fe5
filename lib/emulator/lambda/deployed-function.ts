import { AwsError } from '../service';
import { Container, type ContainerProps } from './container';
import type { FunctionProps, FunctionUsage } from './function';

/** A deployed function: its containers and what it has done. */
export class DeployedFunction {
  readonly props: FunctionProps;
  readonly arn: string;
  readonly timeoutSeconds: number;
  readonly #container: Omit<ContainerProps, 'functionName' | 'load'>;
  #idle: Container[] = [];
  #running = 0;
  #usage = { invocations: 0, errors: 0, timeouts: 0, throttles: 0, coldStarts: 0, milliseconds: 0 };

  constructor(props: FunctionProps, arn: string, container: Omit<ContainerProps, 'functionName' | 'load'>) {
    this.props = props;
    this.arn = arn;
    this.timeoutSeconds = props.timeoutSeconds ?? 3;
    this.#container = container;
  }

  get usage(): FunctionUsage {
    return this.#usage;
  }

  count(what: Partial<FunctionUsage>): void {
    const usage = this.#usage;
    this.#usage = {
      invocations: usage.invocations + (what.invocations ?? 0),
      errors: usage.errors + (what.errors ?? 0),
      timeouts: usage.timeouts + (what.timeouts ?? 0),
      throttles: usage.throttles + (what.throttles ?? 0),
      coldStarts: usage.coldStarts + (what.coldStarts ?? 0),
      milliseconds: usage.milliseconds + (what.milliseconds ?? 0),
    };
  }

  /** Takes the container that was used last, if it is still warm, or makes one. */
  take(now: number, warmForMs: number): { readonly container: Container; readonly coldStart: boolean } {
    if (this.#running >= (this.props.reservedConcurrency ?? Number.POSITIVE_INFINITY)) {
      this.count({ throttles: 1 });
      throw new AwsError('TooManyRequestsException', 'Rate Exceeded.', 429, {
        Reason: 'ReservedFunctionConcurrentInvocationLimitExceeded',
        Type: 'User',
      });
    }
    this.#running++;
    this.#idle = this.#idle.filter((container) => container.idleSince + warmForMs > now);
    const warm = this.#idle.pop();
    if (warm !== undefined) return { container: warm, coldStart: false };
    const container = new Container({
      ...this.#container,
      functionName: this.props.name,
      load: this.props.load,
    });
    return { container, coldStart: true };
  }

  giveBack(container: Container, now: number): void {
    this.#running--;
    container.idleSince = now;
    this.#idle.push(container);
  }

  discard(): void {
    this.#running--;
  }
}
