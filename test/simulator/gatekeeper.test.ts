import assert from 'node:assert/strict';
import { systemRandom } from '../../src/onvif/base/random';
import { passwordDigest } from '../../src/onvif/auth/usernameToken';
import { headerOf, headersOf } from '../../src/onvif/http/transport';
import { namespaces } from '../../src/onvif/xml/namespaces';
import { admin, call, digestFor, makeDevice, post, soap, tokenFor } from './support/bench';

const getUsers = `<GetUsers xmlns="${namespaces.tds}"/>`;
const wrong = { username: 'admin', password: 'wrong' };
const minute = 60_000;

describe('Gatekeeper', () => {
  it('challenges a request without a body, by which some clients fetch the challenge', async () => {
    const { status, headers } = await post(makeDevice({ state: 'operational' }), '');
    assert.equal(status, 401);
    assert.match(headerOf(headers, 'www-authenticate') ?? '', /^Digest /);
    assert.equal((await post(makeDevice(), '')).status, 400);
  });

  const device = () => makeDevice({ state: 'operational' });

  it('challenges a stranger with one MD5 digest challenge that has realm, nonce and qop', async () => {
    const { status, headers, text } = await call(device(), 'tds:GetUsers');
    const challenges = headersOf(headers, 'www-authenticate');
    assert.equal(status, 401);
    assert.equal(text, '');
    assert.equal(challenges.length, 1);
    assert.match(challenges[0]!, /^Digest realm="[^"]+", qop="auth", nonce="[^"]+"/);
  });

  it('accepts the right password and refuses the wrong one, by digest and by token', async () => {
    assert.equal((await call(device(), 'tds:GetUsers', {}, { digest: admin })).status, 200);
    assert.equal((await call(device(), 'tds:GetUsers', {}, { wsse: admin })).status, 200);
    assert.equal((await call(device(), 'tds:GetUsers', {}, { digest: wrong })).status, 401);
    const token = await call(device(), 'tds:GetUsers', {}, { wsse: wrong });
    assert.deepEqual([token.status, token.fault], [400, 'Sender/NotAuthorized']);
  });

  it('judges HTTP first and wants both right when both are sent', async () => {
    const cases: [digest: typeof admin, wsse: typeof admin, status: number][] = [
      [admin, admin, 200],
      [wrong, admin, 401],
      [admin, wrong, 400],
    ];
    for (const [digest, wsse, status] of cases) {
      assert.equal((await call(device(), 'tds:GetUsers', {}, { digest, wsse })).status, status);
    }
  });

  it('does not look at a login where none is needed', async () => {
    assert.equal((await call(device(), 'tds:GetHostname', {}, { wsse: wrong })).status, 200);
  });

  it('refuses Basic with a digest challenge', async () => {
    const basic = `Basic ${Buffer.from('admin:Secret-1').toString('base64')}`;
    const { status } = await post(device(), soap(getUsers), { headers: [['Authorization', basic]] });
    assert.equal(status, 401);
  });

  it('answers a digest used twice, and one whose nonce is old, with stale=true', async () => {
    const camera = device();
    const authorization = await digestFor(camera, admin);
    const send = () => post(camera, soap(getUsers), { headers: [['Authorization', authorization]] });
    assert.equal((await send()).status, 200);
    const again = await send();
    assert.equal(again.status, 401);
    assert.match(headersOf(again.headers, 'www-authenticate')[0]!, /stale=true/);
    const old = await digestFor(camera, admin);
    await camera.clock.advance(2 * minute);
    const late = await post(camera, soap(getUsers), { headers: [['Authorization', old]] });
    assert.match(headersOf(late.headers, 'www-authenticate')[0]!, /stale=true/);
  });

  it('refuses a token that is sent twice', async () => {
    const camera = device();
    const envelope = soap(getUsers, tokenFor(camera, admin));
    assert.equal((await post(camera, envelope)).status, 200);
    assert.equal((await post(camera, envelope)).fault, 'Sender/NotAuthorized');
  });

  it('refuses a token of more than five minutes before or after its own clock', async () => {
    const camera = device();
    for (const [minutes, status] of [
      [-6, 400],
      [-4, 200],
      [4, 200],
      [6, 400],
    ] as const) {
      const token = tokenFor(camera, admin, camera.now() + minutes * minute);
      assert.equal((await post(camera, soap(getUsers, token))).status, status, `${minutes} minutes`);
    }
  });

  it('judges tokens by the clock it was set to', async () => {
    const camera = device();
    camera.change({ time: { ...camera.settings.time, offset: 60 * minute } });
    const byLocal = tokenFor(camera, admin, camera.clock.now());
    assert.equal((await post(camera, soap(getUsers, byLocal))).status, 400);
    assert.equal((await post(camera, soap(getUsers, tokenFor(camera, admin)))).status, 200);
  });

  describe('refuses a token', () => {
    const created = () => new Date(Date.UTC(2026, 5, 1, 12)).toISOString();
    const nonce = systemRandom.bytes(16);
    const base64 = Buffer.from(nonce).toString('base64');
    const digest = passwordDigest(nonce, created(), admin.password);
    const type = 'http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-username-token-profile-1.0';
    const parts = {
      Username: '<o:Username>admin</o:Username>',
      Password: `<o:Password Type="${type}#PasswordDigest">${digest}</o:Password>`,
      Nonce: `<o:Nonce>${base64}</o:Nonce>`,
      Created: `<u:Created>${created()}</u:Created>`,
    };
    const send = (over: Partial<typeof parts>) => {
      const content = Object.values({ ...parts, ...over }).join('');
      const declarations = `xmlns:o="${namespaces.wsse}" xmlns:u="${namespaces.wsu}"`;
      const header = `<o:Security ${declarations}><o:UsernameToken>${content}</o:UsernameToken></o:Security>`;
      return post(device(), soap(getUsers, header));
    };

    it('not when it is whole', async () => assert.equal((await send({})).status, 200));
    for (const part of ['Username', 'Password', 'Nonce', 'Created'] as const) {
      it(`without ${part}`, async () =>
        assert.equal((await send({ [part]: '' })).fault, 'Sender/NotAuthorized'));
    }
    it('with the password as text', async () => {
      const Password = `<o:Password Type="${type}#PasswordText">${admin.password}</o:Password>`;
      assert.equal((await send({ Password })).fault, 'Sender/NotAuthorized');
    });
    it('whose time is not in UTC', async () => {
      const Created = parts.Created.replace('Z<', '+00:00<');
      assert.equal((await send({ Created })).fault, 'Sender/NotAuthorized');
    });
  });

  it('lets nobody log in to an account without a password', async () => {
    const camera = device();
    const nobody = { username: 'nobody', password: '' };
    camera.change({ users: [...camera.settings.users, { ...nobody, level: 'User' }] });
    assert.equal((await call(camera, 'tds:GetScopes', {}, { digest: nobody })).status, 401);
    assert.equal((await call(camera, 'tds:GetScopes', {}, { wsse: nobody })).status, 400);
  });
});
