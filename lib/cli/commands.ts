import { ACCOUNT_COMMANDS } from './account-commands';
import type { Command } from './command';

/**
 * The commands, in the order of the help. A command's code is loaded when it runs (`require`, since CommonJS has no
 * other lazy import without a file extension), so that the quick ones need not wait for the AWS SDK.
 */
export const COMMANDS: Readonly<Record<string, Command>> = {
  validate: {
    summary: 'check a blueprint and show what it plans',
    usage: 'BLUEPRINT',
    options: {
      strategy: {
        type: 'string',
        placeholder: 'NAME',
        choices: ['canary', 'standard'],
        summary: 'the state machine it is for',
      },
      prices: { type: 'string', placeholder: 'FILE', summary: 'your own prices, US dollars an hour by instance type' },
      bounds: { type: 'boolean', summary: 'show how long the release and its way back can take at the very most' },
      json: { type: 'boolean', summary: 'write the blueprint with its defaults, or the problems, as JSON' },
    },
    run: (args, io) => {
      const { validate }: typeof import('./validate') = require('./validate');
      return validate(args, io);
    },
  },
  rehearse: {
    summary: 'run a release on your own machine, without AWS, and see how it goes',
    usage: 'BLUEPRINT',
    options: {
      scenario: {
        type: 'string',
        placeholder: 'FILE',
        summary: 'what happens around it: traffic, incidents, operators, faults',
      },
      seed: { type: 'string', placeholder: 'N', summary: 'another draw of everything random' },
      expect: {
        type: 'string',
        placeholder: 'OUTCOME',
        choices: ['completed', 'rolled_back', 'failed', 'rollback_failed', 'refused'],
        summary: 'exit with 0 if the release ends so, else with 1',
      },
      history: { type: 'boolean', summary: "add the executions' histories to the JSON" },
      json: { type: 'boolean', summary: 'write the report as JSON' },
    },
    run: (args, io) => {
      const { rehearse }: typeof import('./rehearse') = require('./rehearse');
      return rehearse(args, io);
    },
  },
  emulate: {
    summary: 'serve an emulated AWS account with the stack in it, for any AWS client on this machine',
    usage: '[BLUEPRINT]',
    options: {
      port: {
        type: 'string',
        placeholder: 'N',
        summary: 'port to listen on, 0 for a free one; 4599 unless told otherwise',
      },
      speed: {
        type: 'string',
        placeholder: 'X',
        summary: 'how many times faster than real time; 1 unless told otherwise',
      },
      host: {
        type: 'string',
        placeholder: 'ADDRESS',
        summary: 'address to listen on; 127.0.0.1 (this machine only) unless told otherwise',
      },
      scenario: { type: 'string', placeholder: 'FILE', summary: 'the users and models of the endpoint' },
    },
    run: (args, io) => {
      const { emulate }: typeof import('./emulate') = require('./emulate');
      return emulate(args, io);
    },
  },
  ...ACCOUNT_COMMANDS,
  completion: {
    summary: 'write the completions of a shell',
    usage: 'bash|zsh',
    options: {},
    run: (args, io) => {
      const { completion }: typeof import('./completion/completion') = require('./completion/completion');
      return completion(args, io, COMMANDS);
    },
  },
};
