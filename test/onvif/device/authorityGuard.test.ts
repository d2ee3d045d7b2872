import assert from 'node:assert/strict';
import { isOnvifError } from '../../../src/onvif/base/onvifError';
import { AuthorityGuard } from '../../../src/onvif/device/authorityGuard';
import { MemoryCredentialStore } from '../../../src/onvif/device/credentialStore';
import type { CertificateFacts } from '../../../src/onvif/http/transport';

const login = { username: 'admin', password: 'geheim' };

function certificate(fingerprint: string): CertificateFacts {
  return { fingerprint, subject: '', issuer: '', validFrom: '', validTo: '', selfSigned: true };
}

/** A guard over a device that can be moved, and the questions it asked. */
function guarded(answer: boolean, url = 'http://gate/onvif/device_service') {
  const asked: string[] = [];
  const device = { id: 'urn:uuid:1', name: 'Gate', url };
  const store = new MemoryCredentialStore();
  const consent = {
    allowAuthority: (_device: unknown, authority: string, why: string) => {
      asked.push(`${authority}: ${why}`);
      return Promise.resolve(answer);
    },
  };
  return { guard: new AuthorityGuard({ store, consent, device }), device, store, asked, consent };
}

describe('where requests and credentials may go', () => {
  it('lets requests to the device itself pass without a question', async () => {
    const { guard, asked } = guarded(false);
    await guard.permit('http://gate/onvif/events', 'the event service', true);
    await guard.permit('http://GATE:80/other', 'the event service', false);
    assert.deepEqual(asked, []);
  });

  it('asks before anything goes to another port or host, and remembers the answer', async () => {
    const yes = guarded(true);
    await yes.guard.permit('http://gate:8080/events', 'the event service', false);
    await yes.guard.permit('http://gate:8080/events', 'the event service', false);
    assert.equal(yes.asked.length, 1);
    assert.match(yes.asked[0]!, /^http:\/\/gate:8080: Gate names .* the event service.*http:\/\/gate/);

    const no = guarded(false);
    for (let i = 0; i < 2; i++) {
      await assert.rejects(
        no.guard.permit('http://other/events', 'the event service', false),
        error => isOnvifError(error, 'foreignAuthority') && error.details['authority'] === 'http://other',
      );
    }
    assert.equal(no.asked.length, 1);
    await assert.rejects(no.guard.permit('http://other/events', 'the event service', false, true));
    assert.equal(no.asked.length, 2, 'a person who calls again is asked again');
  });

  it('gives credentials to the authority they were set for and to no other', async () => {
    const { guard } = guarded(false);
    await guard.bind(login);
    assert.deepEqual(guard.credentialsFor('http://gate/onvif/events'), login);
    for (const url of [
      'http://gate:8080/',
      'https://gate/',
      'http://other/',
      'http://gate.evil/',
      'nonsense',
    ]) {
      assert.equal(guard.credentialsFor(url), undefined, url);
    }
  });

  it('names the user, never the password, in the question for the login', async () => {
    const { guard, asked } = guarded(true);
    await guard.bind(login);
    await guard.permit('http://gate:8080/events', 'the event service', true);
    assert.match(asked[0]!, /the login of “admin”/);
    assert.ok(!asked[0]!.includes('geheim'));
    assert.deepEqual(guard.credentialsFor('http://gate:8080/events'), login);
  });

  it('keeps a yes with the credentials, so that the next session knows it', async () => {
    const first = guarded(true);
    await first.guard.bind(login);
    await first.guard.permit('http://gate:8080/events', 'the event service', true);
    const { store, device } = first;
    const refusing = { allowAuthority: () => Promise.reject(new Error('it was asked again')) };
    const later = new AuthorityGuard({ store, consent: refusing, device });
    await later.permit('http://gate:8080/events', 'the event service', true);
    assert.deepEqual(later.credentialsFor('http://gate:8080/events'), login);
  });

  it('asks again when the device has moved: an endpoint reference can be forged', async () => {
    const { guard, device, asked } = guarded(false);
    await guard.bind(login);
    device.url = 'http://other/onvif/device_service';
    await guard.permit(device.url, 'the device service', false);
    assert.deepEqual(asked, [], 'anonymous requests follow the device');
    await assert.rejects(guard.permit(device.url, 'the device service', true), { code: 'foreignAuthority' });
    assert.equal(guard.credentialsFor(device.url), undefined);
  });

  it('never takes credentials from https to http, not even with a yes', async () => {
    const { guard, asked } = guarded(true, 'https://gate/onvif/device_service');
    await guard.bind(login);
    await assert.rejects(guard.permit('http://gate/events', 'the event service', true), {
      code: 'foreignAuthority',
      message: /never go over plain http/,
    });
    assert.deepEqual(asked, []);
  });

  it('binds https credentials to the first certificate seen, and follows a change the person was asked about', async () => {
    const url = 'https://gate/onvif/device_service';
    const { guard, store } = guarded(true, url);
    const bound = async () => (await store.get('urn:uuid:1'))?.authorities[0]?.fingerprint;
    await guard.bind(login);
    assert.equal(await guard.sawCertificate(url, certificate('AA')), false);
    assert.equal(await bound(), 'AA');
    assert.equal(
      guard.credentialsFor(url, certificate('BB')),
      undefined,
      'not before it was seen and judged',
    );
    assert.equal(await guard.sawCertificate(url, certificate('BB')), false);
    assert.equal(await bound(), 'BB');
    assert.deepEqual(guard.credentialsFor(url, certificate('BB')), login);
  });

  it('keeps credentials from a certificate that a later session takes for the first one', async () => {
    const url = 'https://gate/onvif/device_service';
    const { store, device, consent } = guarded(true, url);
    const authorities = [{ scheme: 'https' as const, host: 'gate', port: 443, fingerprint: 'AA' }];
    await store.set('urn:uuid:1', { credentials: login, authorities });
    const guard = new AuthorityGuard({ store, consent, device });
    await guard.username();
    for (let i = 0; i < 2; i++) {
      assert.equal(await guard.sawCertificate(url, certificate('BB')), true);
      assert.equal(guard.credentialsFor(url, certificate('BB')), undefined);
    }
    assert.deepEqual(guard.credentialsFor(url, certificate('AA')), login);
    await guard.bind(login);
    assert.deepEqual(guard.credentialsFor(url, certificate('BB')), login, 'set anew, they are bound to it');
    assert.equal(guard.credentialsFor(url, certificate('AA')), undefined);
  });

  it('forgets credentials and answers', async () => {
    const { guard, store, asked } = guarded(true);
    await guard.bind(login);
    await guard.permit('http://gate:8080/events', 'the event service', true);
    await guard.forget();
    assert.equal(await store.get('urn:uuid:1'), undefined);
    assert.equal(guard.credentialsFor('http://gate/'), undefined);
    await guard.permit('http://gate:8080/events', 'the event service', true);
    assert.equal(asked.length, 2);
  });

  it('takes credentials along when the device gets its endpoint reference as id', async () => {
    const { guard, store, device } = guarded(false);
    device.id = 'http://gate';
    await guard.bind(login);
    device.id = 'urn:uuid:1';
    guard.rename('http://gate');
    assert.equal(await guard.username(), 'admin');
    assert.deepEqual((await store.get('urn:uuid:1'))?.credentials, login);
    assert.equal(await store.get('http://gate'), undefined);
  });

  it('says so when credentials cannot be read, and reads them again the next time', async () => {
    const { store, device, consent } = guarded(false);
    await store.set('urn:uuid:1', {
      credentials: login,
      authorities: [{ scheme: 'http', host: 'gate', port: 80 }],
    });
    let broken = true;
    const flaky = {
      get: (id: string) => (broken ? Promise.reject(new Error('locked')) : store.get(id)),
      set: () => Promise.resolve(),
      forget: () => Promise.resolve(),
    };
    const guard = new AuthorityGuard({ store: flaky, consent, device });
    await assert.rejects(guard.username(), { code: 'credentialsRequired', message: /could not be read/ });
    broken = false;
    assert.equal(await guard.username(), 'admin');
  });
});
