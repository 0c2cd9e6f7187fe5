import { type ValidateStateMachineDefinitionInput } from '@aws-sdk/client-sfn';
import { AwsError, type Wire } from '../../service';
import { parseDefinition } from '../definition/parse-definition';
import { required } from './input';

/** Tells whether `CreateStateMachine` would take a definition. */
export function validateStateMachineDefinition() {
  return (input: Wire<ValidateStateMachineDefinitionInput>) => {
    try {
      parseDefinition(required(input.definition, 'definition'));
      return { result: 'OK', diagnostics: [], truncated: false };
    } catch (error) {
      if (!(error instanceof AwsError) || error.code !== 'InvalidDefinition') throw error;
      const diagnostic = { severity: 'ERROR', code: error.code, message: error.message };
      return { result: 'FAIL', diagnostics: [diagnostic], truncated: false };
    }
  };
}
