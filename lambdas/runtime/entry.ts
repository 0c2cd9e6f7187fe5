import { Logger } from '@aws-lambda-powertools/logger';
import type { Environment } from '../../lib/domain/environment';
import type { Connection } from '../../lib/aws/connection';

/** What a function does with its input. */
export type Handler<Input, Output> = (input: Input) => Promise<Output>;

/** Builds a handler from its settings and its way to AWS; a rehearsal calls it with the emulator's. */
export type Compose<Input, Output> = (environment: Environment, connection: Connection) => Handler<Input, Output>;

/** What log lines are joined by; handlers carry it in their input where they have it. */
export interface Logged {
  readonly claim?: { readonly endpoint: string; readonly release: number };
  readonly step?: { readonly name: string; readonly execution: string };
}

/**
 * The entry point that Lambda calls: composes on the first call, and logs what came in and went out, one JSON line
 * each. Blueprints, bodies of smoke tests and task tokens are not logged.
 */
export function entry<Input, Output extends object | undefined>(
  compose: Compose<Input, Output>,
): Handler<Input & Logged, Output> {
  const logger = new Logger({ serviceName: 'rollouts' });
  let handler: Handler<Input, Output> | undefined;
  return async (input) => {
    const about = {
      endpoint: input?.claim?.endpoint,
      release: input?.claim?.release,
      step: input?.step?.name,
      execution: input?.step?.execution,
    };
    try {
      handler ??= compose(process.env, {});
      const output = await handler(input);
      logger.info('done', { ...about, next: output !== undefined && 'next' in output ? output.next : undefined });
      return output;
    } catch (error) {
      logger.error('failed', { ...about, error: error instanceof Error ? error : String(error) });
      throw error;
    }
  };
}
