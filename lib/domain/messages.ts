import { executionLink } from './console-link';
import { PAGED_HOLDS, type EventDetail, type EventType } from './release/events';

/** Who a message is for: those on call, or those who only want to know. */
export type Audience = 'incident' | 'team';

/** What people are told of an event. */
export interface Message {
  readonly audience: Audience;
  /** At most 100 characters of ASCII, which is what SNS takes as a mail's subject. */
  readonly subject: string;
  /** What happened and why, in sentences. */
  readonly text: string;
  /** What to do next, or where to look. */
  readonly steps: readonly string[];
}

interface Kind {
  readonly audience: Audience;
  readonly subject: (about: About) => string;
  readonly text: (about: About) => string;
  readonly steps?: (about: About) => readonly string[];
}

interface About {
  readonly release: string;
  readonly endpoint: string;
  readonly actor: string;
  readonly reason: string;
  readonly detail: (key: string) => string;
}

const EXPLAIN = ({ release }: About) => [`Why: rollouts explain ${release}`];
const WATCH = ({ release }: About) => [`Watch it: rollouts watch ${release}`];

/**
 * What people are told. A failed rollback and a breach that holds are paged by rules of their own, with nothing in
 * between that could fail, and so are not here.
 */
const KINDS: Readonly<Partial<Record<EventType, Kind>>> = {
  'deployment.started': {
    audience: 'team',
    subject: ({ release }) => `Release ${release} has begun`,
    text: ({ endpoint, detail }) => `Model ${detail('model')} comes to ${endpoint} in a ${detail('strategy')} release.`,
    steps: WATCH,
  },
  'deployment.paused': {
    audience: 'team',
    subject: ({ release }) => `Release ${release} waits`,
    text: ({ reason, detail }) => `It holds, and goes on watching: ${reason}. ${until(detail('until'))}`,
    steps: ({ release }) => [
      `Look at it: rollouts status ${release}`,
      `Go on: rollouts promote ${release} (a pause: resume, a gate: approve)`,
      `Go back: rollouts abort ${release}`,
    ],
  },
  'deployment.resumed': {
    audience: 'team',
    subject: ({ release }) => `Release ${release} goes on`,
    text: ({ actor, reason }) => `${actor} resumed it: ${reason}.`,
    steps: WATCH,
  },
  'deployment.promoted': {
    audience: 'team',
    subject: ({ release }) => `Release ${release} was promoted`,
    text: ({ actor, reason }) => `${actor} promoted it: ${reason}.`,
    steps: WATCH,
  },
  'deployment.completed': {
    audience: 'team',
    subject: ({ release }) => `Release ${release} has completed`,
    text: ({ endpoint, reason, detail }) => `${detail('servingModel')} serves ${endpoint}: ${reason}.`,
    steps: EXPLAIN,
  },
  'deployment.rolled_back': {
    audience: 'incident',
    subject: ({ release }) => `Release ${release} was rolled back`,
    text: ({ endpoint, reason, detail }) =>
      `All traffic of ${endpoint} is back on ${detail('model')}${reason === '' ? '' : `, because ${reason}`}. ` +
      (detail('capacity') === ''
        ? 'Users are safe; somebody should find out why.'
        : `But ${detail('capacity')}: until they are back, users may wait or fail.`),
    steps: EXPLAIN,
  },
  'deployment.failed': {
    audience: 'incident',
    subject: ({ release }) => `Release ${release} has failed`,
    text: ({ endpoint, reason }) => `The release to ${endpoint} ended without a completed change: ${reason}.`,
    steps: EXPLAIN,
  },
};

/** The end of a release that has made way for a newer one: nobody needs to find out why. */
const SUPERSEDED: Kind = {
  audience: 'team',
  subject: ({ release }) => `Release ${release} was superseded`,
  text: ({ endpoint, reason }) => `What it had changed of ${endpoint} is undone: ${reason}.`,
  steps: EXPLAIN,
};

/** How to tell of an event; `undefined` for what is of no interest. */
function kindOf(type: string, { trigger, breach }: EventDetail): Kind | undefined {
  const isEnd = type === 'deployment.rolled_back' || type === 'deployment.failed';
  const cause = typeof breach === 'object' && breach !== null && 'trigger' in breach ? breach.trigger : trigger;
  if (isEnd && cause === 'superseded') return SUPERSEDED;
  return Object.entries(KINDS).find(([told]) => told === type)?.[1];
}

/** The events that people are told of. */
export const TOLD: readonly string[] = Object.keys(KINDS);

/** Whether a rule of its own pages a person for it. */
function isPaged(type: string, why: unknown): boolean {
  return type === 'deployment.paused' && PAGED_HOLDS.some((paged) => paged === why);
}

/** The message for an event; `undefined` for what is of no interest, or paged by another way. */
export function messageFor(type: string, detail: EventDetail, stack: string): Message | undefined {
  const kind = kindOf(type, detail);
  if (kind === undefined || isPaged(type, detail['why'])) return undefined;
  const read = (key: string): string => {
    const value = detail[key];
    return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
  };
  const about: About = {
    release: `${detail.endpoint}/${detail.release}`,
    endpoint: detail.endpoint,
    // What a release does by itself is done by its execution.
    actor: executionLink(detail.actor) === undefined ? detail.actor : 'the release itself',
    reason: read('reason'),
    detail: read,
  };
  const link = executionLink(detail.actor) ?? executionLink(read('execution'));
  return {
    audience: kind.audience,
    subject: asciiSubject(`[${stack}] ${kind.subject(about)}`),
    text: kind.text(about),
    steps: [...(kind.steps?.(about) ?? []), ...(link === undefined ? [] : [`Execution: ${link}`])],
  };
}

/** How an execution has ended, as Step Functions tells it. */
export interface ExecutionEnded {
  readonly executionArn: string;
  readonly name: string;
  /** Of a start that was refused, a sentence. */
  readonly cause: string | null;
}

/** The message for a start that was refused: whoever started it need not be there to see, such as an approval. */
export function refusalMessage({ executionArn, name, cause }: ExecutionEnded, stack: string): Message {
  const link = executionLink(executionArn);
  return {
    audience: 'team',
    subject: asciiSubject(`[${stack}] Start ${name} was refused`),
    text: `No release has begun, and nothing was changed: ${cause ?? 'no reason is told'}.`,
    steps: link === undefined ? [] : [`Execution: ${link}`],
  };
}

/** A message as a mail. */
export function asMail({ text, steps }: Message): string {
  return [text, ...(steps.length > 0 ? ['', ...steps] : [])].join('\n');
}

/** A message as Amazon Q Developer in chat applications (AWS Chatbot) takes one of the users' own. */
export function asChat({ subject, text, steps }: Message): string {
  return JSON.stringify({
    version: '1.0',
    source: 'custom',
    content: { textType: 'client-markdown', title: subject, description: text, nextSteps: steps },
  });
}

function until(time: string): string {
  return time === '' ? '' : `Without a word it goes back at ${time}.`;
}

function asciiSubject(text: string): string {
  const ascii = text.replaceAll(/[^\x20-\x7E]/g, '?');
  return ascii.length <= 100 ? ascii : `${ascii.slice(0, 97)}...`;
}
