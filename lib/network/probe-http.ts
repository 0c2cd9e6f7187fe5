import { request as requestPlain, type IncomingMessage } from 'node:http';
import { request as requestSecure } from 'node:https';
import type { CheckProbe } from '../domain/blueprint/health-checks';
import { guardedLookup, guardHost, type IsForbidden } from './guard';

type HttpProbe = Extract<CheckProbe, { kind: 'http' }>;

const REDIRECTS = new Set([301, 302, 303, 307, 308]);
const MOST_REDIRECTS = 5;
/** So much of a body is searched for the text it must contain; a health page is a few bytes. */
const MOST_BYTES = 64 * 1024;

/** Asks for a page, following redirects, and says what is wrong with the answer; rejects if there is none. */
export async function probeHttp(
  probe: HttpProbe,
  signal: AbortSignal,
  isForbidden?: IsForbidden,
): Promise<string | undefined> {
  let url = new URL(probe.url);
  for (let hops = 0; hops <= MOST_REDIRECTS; hops++) {
    const answer = await ask(url, signal, isForbidden);
    try {
      const target = redirectOf(probe, answer, url);
      if (target === undefined) return await flawOf(probe, answer);
      if (url.protocol === 'https:' && target.protocol === 'http:')
        return `it redirects from https to ${target.origin}`;
      url = target;
    } finally {
      answer.destroy();
    }
  }
  return `it redirects more than ${MOST_REDIRECTS} times`;
}

async function ask(url: URL, signal: AbortSignal, isForbidden: IsForbidden | undefined): Promise<IncomingMessage> {
  if (url.protocol !== 'http:' && url.protocol !== 'https:') throw new Error(`it redirects to ${url.protocol}`);
  guardHost(url.hostname.replace(/^\[|\]$/g, ''), isForbidden);
  const request = url.protocol === 'https:' ? requestSecure : requestPlain;
  return new Promise((answered, failed) => {
    // A connection of its own, so that every request is looked up, and none waits for another.
    const options = {
      lookup: guardedLookup(isForbidden),
      agent: false,
      signal,
      headers: { 'user-agent': 'health-check' },
    };
    request(url, options, answered).once('error', failed).end();
  });
}

/** Where an answer leads; a redirect whose status is wanted is an answer. */
function redirectOf({ status }: HttpProbe, answer: IncomingMessage, url: URL): URL | undefined {
  const code = answer.statusCode ?? 0;
  const { location } = answer.headers;
  if (!REDIRECTS.has(code) || status.includes(code) || location === undefined) return undefined;
  if (!URL.canParse(location, url)) throw new Error(`it redirects to ${JSON.stringify(location.slice(0, 200))}`);
  return new URL(location, url);
}

async function flawOf({ status, bodyContains }: HttpProbe, answer: IncomingMessage): Promise<string | undefined> {
  const code = answer.statusCode ?? 0;
  const isWanted = status.length === 0 ? code >= 200 && code < 300 : status.includes(code);
  if (!isWanted) return `status ${code}, and ${status.length === 0 ? 'a 2xx' : status.join(' or ')} is wanted`;
  if (bodyContains === undefined) return undefined;
  const body = await readSome(answer);
  return body.includes(bodyContains) ? undefined : `the answer does not contain ${JSON.stringify(bodyContains)}`;
}

async function readSome(answer: IncomingMessage): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of answer) {
    if (!(chunk instanceof Uint8Array)) continue;
    chunks.push(chunk);
    bytes += chunk.length;
    if (bytes >= MOST_BYTES) break;
  }
  return Buffer.concat(chunks).subarray(0, MOST_BYTES).toString('utf8');
}
