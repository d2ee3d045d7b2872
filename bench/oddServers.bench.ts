import http from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { NodeTransport } from '../src/onvif/http/nodeTransport';
import { headersOf } from '../src/onvif/http/transport';
import {
  deviationOf,
  oddServers,
  type Expectation,
  type OddAnswer,
  type OddServer,
} from '../test/support/oddServers';
import { startRawServer } from '../test/support/rawServer';

/*
 * Three calls to each of thirty odd servers: how many servers are survived wholly, by the transport, by node:http as
 * it is and with its lenient parser, and by fetch. The others need not tell findings nor say what was cut off, and
 * any failure of theirs counts where the reply cannot be read. Goal: 27 of 30.
 */

interface Contestant {
  readonly name: string;
  call(url: string): Promise<OddAnswer>;
  close(): void;
}

const body = Buffer.from('<a/>');
const headers = { 'Content-Type': 'application/soap+xml; charset=utf-8' };

function transport(): Contestant {
  const own = new NodeTransport({ judgeCertificate: () => Promise.resolve() });
  const headerList = Object.entries(headers);
  const timeouts = { headers: 2000, idle: 2000 };
  return {
    name: 'transport',
    async call(url) {
      const result = await own.send({
        method: 'POST',
        url,
        headers: headerList,
        body,
        timeouts,
        idempotent: true,
      });
      if (result.kind === 'failure') return { error: result.error.message };
      const { reply } = result;
      return {
        status: reply.status,
        body: Buffer.from(reply.body).toString(),
        truncated: reply.truncated,
        values: name => headersOf(reply.headers, name),
      };
    },
    close: () => own.dispose(),
  };
}

function nodeHttp(insecureHTTPParser: boolean): Contestant {
  const agent = new http.Agent({ keepAlive: true });
  return {
    name: `node:http ${insecureHTTPParser ? 'lenient' : 'strict'}`,
    call: url =>
      new Promise(resolve => {
        const fail = (error: Error) => resolve({ error: error.message });
        const options = { agent, method: 'POST', headers, timeout: 2000, insecureHTTPParser };
        const request = http.request(url, options, response => {
          const chunks: Buffer[] = [];
          response.on('data', (chunk: Buffer) => chunks.push(chunk));
          response.on('error', fail);
          response.on('end', () => {
            const { rawHeaders, statusCode = 0 } = response;
            const values = (name: string) =>
              rawHeaders.filter(
                (_, at) => at % 2 === 1 && rawHeaders[at - 1]!.toLowerCase() === name.toLowerCase(),
              );
            const text = Buffer.concat(chunks).toString();
            resolve({ status: statusCode, body: text, truncated: false, values });
          });
        });
        request.on('timeout', () => request.destroy(new Error('timeout')));
        request.on('error', fail);
        request.end(body);
      }),
    close: () => agent.destroy(),
  };
}

function globalFetch(): Contestant {
  return {
    name: 'fetch',
    async call(url) {
      try {
        const response = await fetch(url, {
          method: 'POST',
          headers,
          body,
          signal: AbortSignal.timeout(2000),
        });
        const values = (name: string) => [response.headers.get(name) ?? ''];
        return { status: response.status, body: await response.text(), truncated: false, values };
      } catch (error) {
        const { message, cause } = error as Error;
        return { error: cause instanceof Error ? cause.message : message };
      }
    },
    close: () => {},
  };
}

/** Why the server is not survived; undefined when it is. */
async function verdict(
  odd: OddServer,
  contestant: Contestant,
  expected: Expectation,
): Promise<string | undefined> {
  const server = await startRawServer(request => odd.answer(request));
  try {
    for (let call = 0; call < 3; call++) {
      if (call > 0 && odd.pause) await pause(odd.pause);
      const deviation = deviationOf(await contestant.call(server.url), expected);
      if (deviation !== undefined) return deviation;
    }
    return undefined;
  } finally {
    await server.close();
  }
}

/** How many servers each contestant survives, with what went wrong on the others. */
export async function measure(): Promise<
  { readonly name: string; readonly failures: ReadonlyMap<string, string> }[]
> {
  const contestants = [transport(), nodeHttp(true), nodeHttp(false), globalFetch()];
  const results = contestants.map(({ name }) => ({ name, failures: new Map<string, string>() }));
  for (const odd of oddServers) {
    await Promise.all(
      contestants.map(async (contestant, at) => {
        const { truncated: _truncated, error, ...same } = odd.expected;
        const lenient = { ...same, ...(error ? { error: /./ } : {}) };
        const why = await verdict(odd, contestant, at === 0 ? odd.expected : lenient);
        if (why !== undefined) results[at]!.failures.set(odd.name, why);
      }),
    );
  }
  for (const contestant of contestants) contestant.close();
  return results;
}

export async function run(): Promise<void> {
  const results = await measure();
  for (const { name, failures } of results) {
    console.log(`${String(oddServers.length - failures.size).padStart(2)} of ${oddServers.length}  ${name}`);
    for (const [server, why] of failures) console.log(`            ${server}: ${why}`);
  }
  const survived = oddServers.length - results[0]!.failures.size;
  const good = survived >= 27;
  if (!good) process.exitCode = 1;
  console.log(`${good ? 'reached' : 'MISSED '}  27 of the 30: ${survived}`);
}
