import { AuthSession } from '../src/onvif/auth/authSession';
import { systemClock } from '../src/onvif/base/clock';
import { systemRandom } from '../src/onvif/base/random';
import { DigestServer, digestForms, password, target, type DigestForm } from '../test/support/digestServer';

/*
 * Twenty forms of digest challenge, each checked by a server that shares no code with the client: how many are
 * answered, in how many round trips, and what signing a call costs. Goals: 20 of 20, and N + 1 round trips for N
 * calls (one more for each nonce that went stale).
 */

const calls = 100;
const body = new TextEncoder().encode('<call/>');
const url = `http://192.0.2.1${target}`;

export interface Row {
  readonly form: string;
  /** What the server refused, or undefined. */
  readonly refused: string | undefined;
  readonly roundTrips: number;
  /** The least that the form allows for this number of calls. */
  readonly least: number;
}

export function measure(): Row[] {
  return digestForms.map(form => {
    const server = new DigestServer(form);
    const session = new AuthSession({ clock: systemClock, random: systemRandom });
    for (let call = 0; call < calls; call++) converse(session, server);
    const least = form.stales ? 2 * calls : calls + 1;
    return { form: form.name, refused: server.refusals[0], roundTrips: server.requests, least };
  });
}

/** One call, as a SOAP client makes it. */
function converse(session: AuthSession, server: DigestServer): void {
  const credentials = { username: server.username, password };
  const conversation = session.begin({ method: 'POST', url, mode: 'auto', credentials: () => credentials });
  for (let attempt = 0; attempt < 2; attempt++) {
    const proof = conversation.prove(body);
    const authorization = proof.auth === 'digest' ? proof.header[1] : undefined;
    const { status, headers } = server.answer('POST', target, authorization, body);
    if (conversation.judge({ status, headers, body, loginFault: false }).kind !== 'again') return;
  }
}

/** Median microseconds of signing one call with a nonce at hand. */
function signingTime(form: DigestForm): number {
  const server = new DigestServer(form);
  const session = new AuthSession({ clock: systemClock, random: systemRandom });
  const credentials = { username: server.username, password };
  const sign = () =>
    session.begin({ method: 'POST', url, mode: 'auto', credentials: () => credentials }).prove(body);
  converse(session, server);
  for (let round = 0; round < 5000; round++) sign();
  const times = Array.from({ length: 5000 }, () => {
    const start = performance.now();
    sign();
    return (performance.now() - start) * 1000;
  });
  return times.sort((a, b) => a - b)[2500]!;
}

export function run(): void {
  const rows = measure();
  for (const { form, refused, roundTrips, least } of rows) {
    console.log(
      `${form.padEnd(60)} ${roundTrips} round trips for ${calls} calls${refused ? `, refused: ${refused}` : ''}`,
    );
    if (roundTrips > least) console.log(`  ${least} would do`);
  }
  for (const name of ['MD5 with qop auth', 'SHA-256']) {
    const form = digestForms.find(each => each.name === name)!;
    console.log(`signing a call with ${name}: ${signingTime(form).toFixed(1)} µs`);
  }
  const answered = rows.filter(each => each.refused === undefined).length;
  const thrifty = rows.filter(each => each.roundTrips === each.least).length;
  goal('forms answered', answered);
  goal('forms in N + 1 round trips', thrifty);
}

function goal(what: string, count: number): void {
  const good = count === digestForms.length;
  if (!good) process.exitCode = 1;
  console.log(`${good ? 'reached' : 'MISSED '}  ${what}: ${count} of ${digestForms.length}`);
}
