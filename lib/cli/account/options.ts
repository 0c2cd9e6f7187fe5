import type { CommandOption } from '../command';

type Options = Readonly<Record<string, CommandOption>>;

/** How the account and the stack in it are found; the same words as the AWS CLI's. */
export const ACCOUNT_OPTIONS = {
  stack: { type: 'string', placeholder: 'NAME', summary: 'the deployed stack (default: $ROLLOUTS_STACK, or Rollouts)' },
  region: { type: 'string', placeholder: 'REGION', summary: 'AWS Region (default: as the AWS CLI finds it)' },
  profile: { type: 'string', placeholder: 'NAME', summary: 'profile of the AWS configuration' },
  'endpoint-url': { type: 'string', placeholder: 'URL', summary: 'call this server instead of AWS, e.g. an emulator' },
} as const satisfies Options;

export const JSON_OPTION = {
  json: { type: 'boolean', summary: 'write the result as JSON' },
} as const satisfies Options;

/** What every command that changes something takes. */
export const CHANGE_OPTIONS = {
  reason: { type: 'string', placeholder: 'TEXT', summary: 'why; it is kept in the audit trail' },
  'dry-run': { type: 'boolean', summary: 'say what would be done, and do nothing' },
} as const satisfies Options;
