import { ACCOUNT_OPTIONS, CHANGE_OPTIONS, JSON_OPTION } from './account/options';
import type { Command } from './command';

const READS = { ...JSON_OPTION, ...ACCOUNT_OPTIONS };
const CHANGES = { ...CHANGE_OPTIONS, ...READS };

const EVERY = {
  every: { type: 'string', placeholder: 'DURATION', summary: 'how often to look (default: 5s on a screen, else 10s)' },
} as const;

/** The commands that work with a deployed stack, in the order of the help; loaded when they run. */
export const ACCOUNT_COMMANDS: Readonly<Record<string, Command>> = {
  launch: {
    summary: 'start a release',
    usage: 'BLUEPRINT',
    options: {
      watch: {
        type: 'boolean',
        short: 'w',
        summary: 'stay until it has ended: 0 completed, 1 rolled back or failed, 2 refused',
      },
      ...EVERY,
      ...CHANGES,
    },
    run: (args, io) => {
      const { launch }: typeof import('./release/launch') = require('./release/launch');
      return launch(args, io);
    },
  },
  watch: {
    summary: 'watch a release to its end',
    usage: 'ENDPOINT[/NUMBER]',
    options: { ...EVERY, ...READS },
    run: (args, io) => {
      const { watch }: typeof import('./release/watch') = require('./release/watch');
      return watch(args, io);
    },
  },
  status: {
    summary: 'show where a release stands, or what is live',
    usage: '[ENDPOINT[/NUMBER]]',
    options: READS,
    run: (args, io) => {
      const { status }: typeof import('./release/status') = require('./release/status');
      return status(args, io);
    },
  },
  pause: {
    summary: 'hold a live release where it is, and go on watching it',
    usage: 'ENDPOINT[/NUMBER] --reason TEXT',
    options: CHANGES,
    run: (args, io) => {
      const { PAUSE, say }: typeof import('./release/controls') = require('./release/controls');
      return say(PAUSE, args, io);
    },
  },
  resume: {
    summary: 'end a pause',
    usage: 'ENDPOINT[/NUMBER]',
    options: CHANGES,
    run: (args, io) => {
      const { RESUME, say }: typeof import('./release/controls') = require('./release/controls');
      return say(RESUME, args, io);
    },
  },
  promote: {
    summary: 'end the bake or the hold under way and go to the next phase',
    usage: 'ENDPOINT[/NUMBER] --reason TEXT',
    options: { full: { type: 'boolean', summary: 'go to all of the traffic at once' }, ...CHANGES },
    run: (args, io) => {
      const { PROMOTE, say }: typeof import('./release/controls') = require('./release/controls');
      return say(PROMOTE, args, io);
    },
  },
  approve: {
    summary: 'open the gate that a live release waits at, by the name of its phase',
    usage: 'ENDPOINT[/NUMBER] PHASE --reason TEXT',
    options: CHANGES,
    run: (args, io) => {
      const { APPROVE, say }: typeof import('./release/controls') = require('./release/controls');
      return say(APPROVE, args, io);
    },
  },
  abort: {
    summary: 'put all traffic back on the baseline at once',
    usage: 'ENDPOINT[/NUMBER] --reason TEXT',
    options: CHANGES,
    run: (args, io) => {
      const { ABORT, say }: typeof import('./release/controls') = require('./release/controls');
      return say(ABORT, args, io);
    },
  },
  rollback: {
    summary: 'bring an endpoint back, out of a live release or after it has ended',
    usage: 'ENDPOINT [--to RELEASE|previous] --reason TEXT',
    options: {
      to: {
        type: 'string',
        placeholder: 'RELEASE',
        summary: 'where to: a release by number or blueprint id, or previous (default: out of the live or last one)',
      },
      watch: { type: 'boolean', short: 'w', summary: 'stay until everything is back' },
      ...EVERY,
      ...CHANGES,
    },
    run: (args, io) => {
      const { rollback }: typeof import('./release/rollback') = require('./release/rollback');
      return rollback(args, io);
    },
  },
  list: {
    summary: 'list the endpoints that had a release, and where each stands',
    usage: '',
    options: READS,
    run: (args, io) => {
      const { list }: typeof import('./release/list') = require('./release/list');
      return list(args, io, { onlyLive: false });
    },
  },
  history: {
    summary: 'list what was released to an endpoint',
    usage: 'ENDPOINT',
    options: {
      limit: { type: 'string', short: 'n', placeholder: 'N', summary: 'how many releases (default: 20)' },
      ...READS,
    },
    run: (args, io) => {
      const { history }: typeof import('./release/history') = require('./release/history');
      return history(args, io);
    },
  },
  explain: {
    summary: 'tell why a release ended as it did',
    usage: 'ENDPOINT[/NUMBER]',
    options: READS,
    run: (args, io) => {
      const { explain }: typeof import('./release/explain') = require('./release/explain');
      return explain(args, io);
    },
  },
  report: {
    summary: 'report how often, how long and how well releases went',
    usage: '[ENDPOINT…]',
    options: {
      last: { type: 'string', placeholder: 'DURATION', summary: 'length of the window (default: 28d)' },
      until: { type: 'string', placeholder: 'DATE', summary: 'its end (default: now)' },
      html: { type: 'boolean', summary: 'write one HTML page with charts' },
      prices: { type: 'string', placeholder: 'FILE', summary: 'your own prices, US dollars an hour by instance type' },
      ...READS,
    },
    run: (args, io) => {
      const { report }: typeof import('./record/report') = require('./record/report');
      return report(args, io);
    },
  },
  audit: {
    summary: 'verify the audit trails, or export one, signed if you like',
    usage: 'verify|export|key [ENDPOINT|KEY]',
    options: {
      file: { type: 'string', placeholder: 'FILE', summary: 'verify this export, without AWS' },
      sign: { type: 'string', placeholder: 'KEY', summary: 'sign the export by this key of KMS (ECC_NIST_P256)' },
      'public-key': {
        type: 'string',
        placeholder: 'FILE',
        summary: "check the export's signature by this key, in PEM",
      },
      head: {
        type: 'string',
        placeholder: 'HASH',
        summary: 'a head that was noted down; it must still be in the chain',
      },
      ...READS,
    },
    run: (args, io) => {
      const { audit }: typeof import('./record/audit') = require('./record/audit');
      return audit(args, io);
    },
  },
  doctor: {
    summary: 'find what ended releases have left behind, and releases that need a person',
    usage: '[ENDPOINT]',
    options: {
      fix: {
        type: 'boolean',
        summary: 'remove alarms and endpoint configs that nothing uses, and let autoscaling scale in again',
      },
      ...READS,
    },
    run: (args, io) => {
      const { doctor }: typeof import('./release/doctor') = require('./release/doctor');
      return doctor(args, io);
    },
  },
  init: {
    summary: 'write a commented blueprint for an endpoint that serves already',
    usage: 'ENDPOINT',
    options: { model: { type: 'string', placeholder: 'NAME', summary: 'the new model' }, ...READS },
    run: (args, io) => {
      const { init }: typeof import('./release/init') = require('./release/init');
      return init(args, io);
    },
  },
  register: {
    summary: 'release every approved version of a model package group with this blueprint',
    usage: 'GROUP BLUEPRINT --reason TEXT',
    options: { remove: { type: 'boolean', summary: 'end the registration' }, ...CHANGES },
    run: (args, io) => {
      const { register }: typeof import('./release/register') = require('./release/register');
      return register(args, io);
    },
  },
};
