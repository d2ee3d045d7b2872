import assert from 'node:assert/strict';
import { AuthClient, type FakeAnswer, type SeenAttempt } from '../../support/authClient';

const credentials = { username: 'admin', password: 'secret' };
const ok: FakeAnswer = { status: 200 };
const notAuthorized: FakeAnswer = { status: 400, loginFault: true };

function challenge(nonce: string, more = ''): FakeAnswer {
  return {
    status: 401,
    headers: [['WWW-Authenticate', `Digest realm="a", qop="auth", nonce="${nonce}"${more}`]],
  };
}

function nonceOf({ authorization }: SeenAttempt): string | undefined {
  return /nonce="([^"]*)"/.exec(authorization ?? '')?.[1];
}

function countOf({ authorization }: SeenAttempt): number {
  return parseInt(/nc=(\w+)/.exec(authorization ?? '')?.[1] ?? '0', 16);
}

/** Answers in turn; a request too many fails the test. */
function script(...answers: FakeAnswer[]): (attempt: SeenAttempt) => FakeAnswer {
  return () => {
    const next = answers.shift();
    assert.ok(next, 'one request too many');
    return next;
  };
}

function schemes(client: AuthClient): string[] {
  return client.attempts.map(each => each.auth);
}

describe('the login', () => {
  describe('in auto', () => {
    it('sends nothing to a device that asks for nothing', () => {
      const client = new AuthClient(script(ok, ok));
      client.call({ credentials });
      client.call({ credentials });
      assert.deepEqual(schemes(client), ['none', 'none']);
    });

    it('answers a digest challenge and goes on with its nonce: N calls, N + 1 round trips', () => {
      const client = new AuthClient(attempt => (attempt.auth === 'digest' ? ok : challenge('n')));
      for (let call = 0; call < 5; call++) assert.equal(client.call({ credentials }).kind, 'settled');
      assert.deepEqual(schemes(client), ['none', 'digest', 'digest', 'digest', 'digest', 'digest']);
      assert.deepEqual(client.attempts.slice(1).map(countOf), [1, 2, 3, 4, 5]);
    });

    it('prefers digest where the 401 has a fault in its body too', () => {
      const client = new AuthClient(attempt =>
        attempt.auth === 'digest' ? ok : { ...challenge('n'), loginFault: true },
      );
      client.call({ credentials });
      assert.deepEqual(schemes(client), ['none', 'digest']);
    });

    it('takes WS-UsernameToken for a NotAuthorized fault, and remembers it', () => {
      const client = new AuthClient(attempt => (attempt.auth === 'wsse' ? ok : notAuthorized));
      client.call({ credentials });
      client.call({ credentials });
      assert.deepEqual(schemes(client), ['none', 'wsse', 'wsse']);
      assert.notEqual(client.attempts[1]!.securityHeader, client.attempts[2]!.securityHeader);
    });

    it('takes WS-UsernameToken where only Basic is offered, and never sends Basic', () => {
      const basic: FakeAnswer = { status: 401, headers: [['WWW-Authenticate', 'Basic realm="a"']] };
      const client = new AuthClient(() => basic);
      const verdict = client.call({ credentials });
      assert.deepEqual(schemes(client), ['none', 'wsse']);
      assert.ok(verdict.kind === 'refused' && verdict.error.code === 'loginRefused');
      assert.match(verdict.error.message, /only Basic.*enable HTTP digest/);
    });

    it('asks for credentials when there are none, after one request', () => {
      const client = new AuthClient(() => challenge('n'));
      const verdict = client.call();
      assert.ok(verdict.kind === 'refused' && verdict.error.code === 'credentialsRequired');
      assert.equal(client.attempts.length, 1);
    });

    it('leaves a fault that refuses the user one operation to the caller, after a digest login', () => {
      const client = new AuthClient(script(challenge('n'), notAuthorized, ok));
      assert.equal(client.call({ credentials }).kind, 'settled');
      assert.equal(client.call({ credentials }).kind, 'settled');
    });

    it('does not try digest in the same call when a token was refused, but in the next', () => {
      const client = new AuthClient(script(notAuthorized, challenge('n'), ok));
      const verdict = client.call({ credentials });
      assert.ok(verdict.kind === 'refused');
      assert.match(verdict.error.message, /asks for HTTP digest/);
      assert.equal(client.call({ credentials }).kind, 'settled');
      assert.deepEqual(schemes(client), ['none', 'wsse', 'digest']);
    });
  });

  describe('that was refused', () => {
    it('is sent once only, then not again with the same credentials', () => {
      const client = new AuthClient(({ authorization }) => challenge(authorization ? 'n2' : 'n1'));
      const first = client.call({ credentials });
      assert.ok(first.kind === 'refused' && first.error.code === 'loginRefused');
      assert.deepEqual(schemes(client), ['none', 'digest']);
      for (let call = 0; call < 3; call++) {
        const later = client.call({ credentials: { ...credentials } });
        assert.ok(later.kind === 'refused' && later.error.code === 'loginRefused');
        assert.equal(later.error.details['notSent'], true);
      }
      assert.deepEqual(schemes(client).slice(2), ['none', 'none', 'none']);
    });

    it('is tried with other credentials, and with the same after forget', () => {
      const client = new AuthClient(({ authorization }) =>
        authorization?.includes('username="other"') ? ok : challenge('n'),
      );
      client.call({ credentials });
      assert.equal(client.call({ credentials: { ...credentials, username: 'other' } }).kind, 'settled');
      client.session.forget();
      client.call({ credentials });
      assert.deepEqual(schemes(client), ['none', 'digest', 'none', 'digest', 'none', 'digest']);
    });

    it('by token is not sent again either, and in mode wsse nothing is', () => {
      const client = new AuthClient(() => notAuthorized);
      client.call({ credentials, mode: 'wsse' });
      const again = client.call({ credentials, mode: 'wsse' });
      assert.ok(again.kind === 'refused' && again.error.details['notSent'] === true);
      client.call({ credentials });
      assert.deepEqual(schemes(client), ['wsse', 'none']);
    });

    it('with the nonce unchanged is no stale nonce', () => {
      const client = new AuthClient(script(challenge('n'), ok, challenge('n')));
      client.call({ credentials });
      assert.equal(client.call({ credentials }).kind, 'refused');
    });

    it('after it had been accepted is given one more try in a later call, not more', () => {
      const client = new AuthClient(
        script(challenge('n'), ok, challenge('n'), challenge('n'), challenge('n'), challenge('n')),
      );
      client.call({ credentials });
      for (let call = 0; call < 3; call++) assert.equal(client.call({ credentials }).kind, 'refused');
      assert.deepEqual(schemes(client), ['none', 'digest', 'digest', 'none', 'digest', 'none']);
    });
  });

  describe('with a stale nonce', () => {
    it('is signed again with the new nonce, its count from 1', () => {
      const client = new AuthClient(script(challenge('1'), ok, challenge('2', ', stale=true'), ok, ok));
      for (let call = 0; call < 3; call++) assert.equal(client.call({ credentials }).kind, 'settled');
      assert.deepEqual(client.attempts.map(nonceOf), [undefined, '1', '1', '2', '2']);
      assert.deepEqual(client.attempts.map(countOf), [0, 1, 2, 1, 2]);
    });

    it('is signed again once a call, however often the device says stale', () => {
      let nonces = 0;
      const client = new AuthClient(() => challenge(`${++nonces}`, ', stale=true'));
      const verdict = client.call({ credentials });
      assert.ok(verdict.kind === 'refused');
      assert.deepEqual(schemes(client), ['none', 'digest']);
      assert.equal(verdict.error.code, 'badReply', 'stale says that the login is right (RFC 7616 3.3)');
      assert.match(verdict.error.message, /nonce.*call again/);
    });

    it('is no refused login: the next call is signed', () => {
      const client = new AuthClient(
        script(challenge('1'), challenge('2', ', stale=true'), challenge('3'), ok, ok),
      );
      assert.equal(client.call({ credentials }).kind, 'refused');
      assert.equal(client.call({ credentials }).kind, 'settled');
      assert.equal(client.call({ credentials }).kind, 'settled');
      assert.deepEqual(schemes(client), ['none', 'digest', 'none', 'digest', 'digest']);
    });

    it('is signed again where the device forgot to say stale but had accepted the login, and that is told', () => {
      const client = new AuthClient(script(challenge('1'), ok, challenge('2', ', stale=FALSE'), ok));
      client.call({ credentials });
      const verdict = client.call({ credentials });
      assert.equal(verdict.kind, 'settled');
      assert.deepEqual(
        verdict.findings.map(each => each.code),
        ['digest-stale-not-said'],
      );
    });
  });

  describe('on a device that binds nonces to URLs', () => {
    it('uses one nonce a URL', () => {
      const issued = new Map<string, string>();
      const client = new AuthClient(attempt => {
        if (issued.has(attempt.target) && nonceOf(attempt) === issued.get(attempt.target)) return ok;
        issued.set(attempt.target, `nonce of ${attempt.target} ${issued.size}`);
        return challenge(issued.get(attempt.target)!);
      });
      const [device, media, events] = ['device', 'media', 'events'].map(
        each => `http://192.0.2.1/onvif/${each}`,
      );
      assert.equal(client.call({ credentials, url: device! }).kind, 'settled');
      const verdict = client.call({ credentials, url: media! });
      assert.equal(verdict.kind, 'settled');
      assert.deepEqual(
        verdict.findings.map(each => each.code),
        ['digest-nonce-per-url'],
      );
      const before = client.attempts.length;
      for (const url of [device!, media!, device!, media!]) {
        assert.deepEqual(client.call({ credentials, url }), { kind: 'settled', findings: [] });
      }
      assert.equal(client.attempts.length - before, 4);
      assert.equal(client.call({ credentials, url: events! }).kind, 'settled');
      assert.deepEqual(schemes(client).slice(-2), ['none', 'digest']);
    });
  });

  describe('with a chosen mode', () => {
    it('none sends nothing, whatever is asked', () => {
      const client = new AuthClient(() => challenge('n'));
      const verdict = client.call({ credentials, mode: 'none' });
      assert.ok(verdict.kind === 'refused' && verdict.error.code === 'credentialsRequired');
      assert.deepEqual(schemes(client), ['none']);
    });

    it('digest does not fall back to a token, and says what was offered', () => {
      const client = new AuthClient(() => ({
        status: 401,
        headers: [['WWW-Authenticate', 'Basic realm="a"']],
      }));
      const verdict = client.call({ credentials, mode: 'digest' });
      assert.ok(verdict.kind === 'refused');
      assert.match(verdict.error.message, /offers basic but no HTTP digest/);
      assert.deepEqual(schemes(client), ['none']);
    });

    it('wsse sends the token at once, dated with the device’s clock', () => {
      const client = new AuthClient(() => ok, 90_000);
      client.call({ credentials, mode: 'wsse' });
      const created = /<Created[^>]*>([^<]*)</.exec(client.attempts[0]!.securityHeader ?? '')?.[1];
      assert.equal(created, new Date(client.clock.now() + 90_000).toISOString());
    });

    it('wsse without credentials sends nothing', () => {
      const client = new AuthClient(() => ok);
      const verdict = client.call({ mode: 'wsse' });
      assert.ok(verdict.kind === 'refused' && verdict.error.code === 'credentialsRequired');
      assert.equal(client.attempts.length, 0);
    });
  });

  it('never carries a nonce or scheme to another port, host or scheme', () => {
    const client = new AuthClient(attempt => (attempt.auth === 'digest' ? ok : challenge('n')));
    client.call({ credentials });
    const before = client.attempts.length;
    for (const origin of ['http://192.0.2.1:81', 'http://192.0.2.2', 'https://192.0.2.1']) {
      client.call({ url: `${origin}/onvif/device_service` });
    }
    assert.deepEqual(schemes(client).slice(before), ['none', 'none', 'none']);
    client.call({ credentials, url: 'HTTP://192.0.2.1:80/other' });
    assert.equal(client.attempts.at(-1)!.auth, 'digest');
  });

  it('starts anew when the credentials of the device change', () => {
    const client = new AuthClient(attempt => (attempt.auth === 'digest' ? ok : challenge('n')));
    client.call({ credentials });
    client.call({ credentials: { username: 'other', password: 'x' } });
    assert.deepEqual(schemes(client), ['none', 'digest', 'none', 'digest']);
    assert.match(client.attempts[3]!.authorization ?? '', /username="other"/);
  });

  it('survives calls that overlap: each answers its own challenge', () => {
    let nonces = 0;
    const client = new AuthClient(() => ok);
    const begin = () =>
      client.session.begin({
        method: 'POST',
        url: 'http://192.0.2.1/x',
        mode: 'auto',
        credentials: () => credentials,
      });
    const [one, two] = [begin(), begin()];
    const body = new Uint8Array();
    for (const call of [one, two]) assert.equal(call.prove(body).auth, 'none');
    for (const call of [one, two]) {
      const { status, headers = [] } = challenge(`${++nonces}`);
      assert.equal(call.judge({ status, headers, body, loginFault: false }).kind, 'again');
    }
    const proofs = [one, two].map(call => call.prove(body));
    assert.deepEqual(
      proofs.map(proof =>
        proof.auth === 'digest' ? /nonce="(\d)".*nc=(\w+)/.exec(proof.header[1])?.slice(1) : '',
      ),
      [
        ['1', '00000001'],
        ['2', '00000001'],
      ],
    );
  });

  it('tells a device whose rspauth is wrong', () => {
    const client = new AuthClient(attempt =>
      attempt.auth === 'digest'
        ? {
            status: 200,
            headers: [['Authentication-Info', 'rspauth="00", qop=auth, nc=00000001, cnonce="x"']],
          }
        : challenge('n'),
    );
    const verdict = client.call({ credentials });
    assert.equal(verdict.kind, 'settled');
    assert.deepEqual(
      verdict.findings.map(each => each.code),
      ['digest-wrong-rspauth'],
    );
  });
});
