import assert from 'node:assert/strict';
import { AuthClient } from '../../support/authClient';
import { DigestServer, digestForms, password, target } from '../../support/digestServer';

const calls = 4;

describe('digest challenge forms', () => {
  it('are twenty', () => assert.equal(digestForms.length, 20));

  for (const form of digestForms) {
    it(`are answered: ${form.name}`, () => {
      const server = new DigestServer(form);
      const client = new AuthClient(({ authorization, body }) =>
        server.answer('POST', target, authorization, body),
      );
      const credentials = { username: Buffer.from(server.username).toString(), password };
      for (let call = 0; call < calls; call++) {
        const verdict = client.call({
          url: `http://192.0.2.1${target}`,
          credentials,
          body: `<call n="${call}"/>`,
        });
        assert.equal(verdict.kind, 'settled', server.refusals.join('; '));
        assert.deepEqual(verdict.findings, []);
      }
      assert.deepEqual(server.refusals, []);
      // one challenge for all calls; a stale nonce costs the one retry it asks for
      const stale = form.stales ? calls - 1 : 0;
      assert.equal(server.requests, calls + 1 + stale);
    });
  }

  it('are checked: a wrong password is refused in every form', () => {
    for (const form of digestForms) {
      const server = new DigestServer(form);
      const client = new AuthClient(({ authorization, body }) =>
        server.answer('POST', target, authorization, body),
      );
      const wrong = { username: server.username, password: `${password}.` };
      assert.equal(
        client.call({ url: `http://192.0.2.1${target}`, credentials: wrong }).kind,
        'refused',
        form.name,
      );
      assert.deepEqual(server.refusals, ['response'], form.name);
    }
  });
});
