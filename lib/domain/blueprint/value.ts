import * as z from 'zod/mini';
import { refuse, type Reading } from './reading';

/**
 * A value that `read` turns into what we work with, so that a refusal says in the user's words what is wrong. `null`
 * is what YAML makes of a key without a value.
 */
export function value<T>(read: (written: unknown) => Reading<T>) {
  return z.pipe(
    z.unknown(),
    z.transform((written, context): T => {
      const reading = isPresent(written) ? read(written) : refuse(written === null ? 'has no value' : 'is missing');
      if (reading.ok) return reading.value;
      context.issues.push({
        code: 'custom',
        input: written,
        message: reading.message,
        params: { allowed: reading.allowed },
      });
      return z.NEVER;
    }),
  );
}

function isPresent(written: unknown): boolean {
  return written !== undefined && written !== null;
}
