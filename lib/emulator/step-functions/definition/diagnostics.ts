import { AwsError, notEmulated } from '../../service';

/** The kinds of mistakes that `CreateStateMachine` tells apart. */
export type DiagnosticCode =
  | 'INVALID_JSON_DESCRIPTION'
  | 'SCHEMA_VALIDATION_FAILED'
  | 'MISSING_TRANSITION_TARGET'
  | 'MISSING_END_STATE'
  | 'DUPLICATE_STATE_NAME'
  | 'INVALID_JSONATA_EXPRESSION'
  | 'UNSUPPORTED_JSONATA_EXPRESSION';

/** What is wrong with a definition, collected so that all of it can be told at once. */
export interface Diagnostics {
  report(code: DiagnosticCode, message: string, path: string): void;
  /** A definition that AWS accepts and the emulator cannot run. */
  reportUnsupported(what: string): void;
  /** Throws if anything was reported. */
  finish(): void;
}

export function createDiagnostics(): Diagnostics {
  const mistakes: string[] = [];
  const unsupported: string[] = [];
  return {
    report: (code, message, path) => void mistakes.push(`${code}: ${message} at ${path}`),
    reportUnsupported: (what) => void unsupported.push(what),
    finish: () => {
      // What was not read may be all that is missing elsewhere.
      if (unsupported.length > 0) throw notEmulated(unsupported.join('; '));
      if (mistakes.length > 0) {
        throw new AwsError('InvalidDefinition', `Invalid State Machine Definition: '${mistakes.join(', ')}'`);
      }
    },
  };
}
