import { AuthSession, type AuthVerdict } from '../../src/onvif/auth/authSession';
import type { AuthMode, Credentials } from '../../src/onvif/auth/credentials';
import type { Random } from '../../src/onvif/base/random';
import type { HeaderList } from '../../src/onvif/http/transport';
import { FakeClock } from './fakeClock';

/** Bytes that count up: never the same twice, always the same in every run. */
export function countingRandom(): Random {
  let next = 0;
  return {
    uuid: () => `00000000-0000-4000-8000-${String(++next).padStart(12, '0')}`,
    bytes: count => Uint8Array.from({ length: count }, () => ++next & 0xff),
    between: low => low,
  };
}

export interface FakeAnswer {
  readonly status: number;
  readonly headers?: HeaderList;
  readonly loginFault?: boolean;
}

/** What one attempt carried. */
export interface SeenAttempt {
  readonly auth: 'none' | 'digest' | 'wsse';
  readonly authorization: string | undefined;
  readonly securityHeader: string | undefined;
  readonly target: string;
  readonly body: Uint8Array;
}

export interface CallOptions {
  readonly url?: string;
  readonly mode?: AuthMode;
  readonly credentials?: Credentials | undefined;
  readonly body?: string;
}

/** The loop that a SOAP client runs round an AuthSession, without sockets: `answer` is the device. */
export class AuthClient {
  readonly clock = new FakeClock();
  readonly session: AuthSession;
  readonly attempts: SeenAttempt[] = [];
  readonly #answer: (attempt: SeenAttempt) => FakeAnswer;

  constructor(answer: (attempt: SeenAttempt) => FakeAnswer, clockOffset = 0) {
    this.#answer = answer;
    this.session = new AuthSession({
      clock: this.clock,
      random: countingRandom(),
      clockOffset: () => clockOffset,
    });
  }

  /** The verdict of the last answer; an attempt that was stopped counts as refused. */
  call(options: CallOptions = {}): Exclude<AuthVerdict, { kind: 'again' }> {
    const url = options.url ?? 'http://192.0.2.1/onvif/device_service';
    const conversation = this.session.begin({
      method: 'POST',
      url,
      mode: options.mode ?? 'auto',
      credentials: () => options.credentials,
    });
    const body = new TextEncoder().encode(options.body ?? '<a/>');
    const findings = [];
    for (let left = 2; left > 0; left--) {
      const proof = conversation.prove(body);
      if (proof.auth === 'stop') return { kind: 'refused', error: proof.error, findings };
      const attempt: SeenAttempt = {
        auth: proof.auth,
        authorization: proof.auth === 'digest' ? proof.header[1] : undefined,
        securityHeader: proof.auth === 'wsse' ? proof.securityHeader : undefined,
        target: url.replace(/^\w+:\/\/[^/]*/, ''),
        body,
      };
      this.attempts.push(attempt);
      const { status, headers = [], loginFault = false } = this.#answer(attempt);
      const verdict = conversation.judge({ status, headers, body: new Uint8Array(), loginFault });
      findings.push(...verdict.findings);
      if (verdict.kind !== 'again') return { ...verdict, findings };
    }
    throw new Error('a call asked for a third attempt');
  }
}
