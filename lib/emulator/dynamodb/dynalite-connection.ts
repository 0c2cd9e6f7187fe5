import dynalite from 'dynalite';
import { EventEmitter } from 'node:events';
import { plainText } from '../records';
import { AwsError } from '../service';

/** Asks dynalite for one operation. */
export type AskDynalite = (operation: string, input: unknown) => Promise<Record<string, unknown>>;

/** What dynalite reads of a request's headers. It looks for the parts of a signature and checks none. */
const HEADERS = {
  'content-type': 'application/x-amz-json-1.0',
  'x-amz-date': '20260101T000000Z',
  authorization: 'AWS4-HMAC-SHA256 Credential=emulator, SignedHeaders=host, Signature=none',
};

/**
 * dynalite in this process. It is an HTTP server; we call its listener with as much of a request and a response as
 * it looks at, so no port is opened and nothing is streamed.
 */
export function connectDynalite(): AskDynalite {
  const server = dynalite({ createTableMs: 0, deleteTableMs: 0, updateTableMs: 0 });
  return (operation, input) =>
    new Promise((resolve, reject) => {
      const request = Object.assign(new EventEmitter(), {
        method: 'POST',
        url: '/',
        headers: { ...HEADERS, 'x-amz-target': `DynamoDB_20120810.${operation}` },
      });
      const response = {
        statusCode: 0,
        // Its ids are random: none of them may reach a result.
        setHeader() {},
        end(body: string) {
          const answer = parse(body);
          if (response.statusCode === 200) resolve(answer);
          else reject(errorOf(answer, response.statusCode));
        },
      };
      server.emit('request', request, response);
      request.emit('data', Buffer.from(JSON.stringify(input)));
      request.emit('end');
    });
}

function parse(body: string): Record<string, unknown> {
  const answer: unknown = JSON.parse(body);
  if (typeof answer !== 'object' || answer === null) throw new TypeError(`dynalite answered ${body}`);
  return { ...answer };
}

function errorOf(answer: Readonly<Record<string, unknown>>, status: number): AwsError {
  const { __type: type, message, Message, ...fields } = answer;
  const code = String(type).split('#').at(-1) ?? 'InternalServerError';
  return new AwsError(code, plainText(message ?? Message ?? ''), status, fields);
}
