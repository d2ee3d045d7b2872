import assert from 'node:assert/strict';
import { readBound, SecretCredentialStore } from '../../../src/extension/credentials/secretCredentialStore';
import type { BoundCredentials } from '../../../src/onvif/device/credentialStore';

const bound: BoundCredentials = {
  credentials: { username: 'admin', password: 'geheim' },
  authorities: [{ scheme: 'http', host: '10.0.0.5', port: 80 }],
};

/** A secret storage and a memento in memory; `secrets` can be cleared or made to fail from outside. */
function vscodeState() {
  const secrets = new Map<string, string>();
  const state = new Map<string, unknown>();
  const faults = { store: false, get: false };
  const fail = (what: keyof typeof faults) => {
    if (faults[what]) throw new Error('keyring is locked');
  };
  const context = {
    secrets: {
      get: (key: string) => Promise.resolve().then(() => (fail('get'), secrets.get(key))),
      store: (key: string, value: string) =>
        Promise.resolve().then(() => (fail('store'), void secrets.set(key, value))),
      delete: (key: string) => Promise.resolve(void secrets.delete(key)),
    },
    globalState: {
      get: (key: string, fallback?: unknown) => state.get(key) ?? fallback,
      update: (key: string, value: unknown) => Promise.resolve(void state.set(key, value)),
    },
  };
  const logged: unknown[] = [];
  const log = { error: (error: unknown) => void logged.push(error) };
  type Parameters = ConstructorParameters<typeof SecretCredentialStore>;
  const open = () =>
    new SecretCredentialStore(context as unknown as Parameters[0], log as unknown as Parameters[1]);
  return { secrets, state, faults, logged, open };
}

describe('SecretCredentialStore', () => {
  it('keeps a password in the secret storage only, and finds it again in the next session', async () => {
    const vscode = vscodeState();
    await vscode.open().set('urn:uuid:1', bound);
    assert.ok(!JSON.stringify([...vscode.state]).includes('geheim'));
    const next = vscode.open();
    assert.equal(next.usernameOf('urn:uuid:1'), 'admin');
    assert.deepEqual(await next.get('urn:uuid:1'), bound);
    assert.equal(await next.get('urn:uuid:2'), undefined);
  });

  it('lives on its session copy when VS Code loses its secrets or cannot store them', async () => {
    const vscode = vscodeState();
    const store = vscode.open();
    await store.set('urn:uuid:1', bound);
    vscode.secrets.clear();
    assert.deepEqual(await store.get('urn:uuid:1'), bound);
    vscode.faults.store = true;
    await store.set('urn:uuid:2', bound);
    assert.deepEqual(await store.get('urn:uuid:2'), bound);
    assert.equal(vscode.logged.length, 1);
  });

  it('knows the user name when the password is lost, and asks again without an error', async () => {
    const vscode = vscodeState();
    await vscode.open().set('urn:uuid:1', bound);
    vscode.secrets.clear();
    const next = vscode.open();
    assert.equal(await next.get('urn:uuid:1'), undefined);
    assert.equal(next.usernameOf('urn:uuid:1'), 'admin');
    vscode.faults.get = true;
    assert.equal(await vscode.open().get('urn:uuid:1'), undefined);
  });

  it('forgets everything of one device and tells who listens', async () => {
    const vscode = vscodeState();
    const store = vscode.open();
    await store.set('urn:uuid:1', bound);
    await store.set('urn:uuid:2', bound);
    const changed: string[] = [];
    store.onDidChange(id => changed.push(id));
    await store.forget('urn:uuid:1');
    assert.equal(await store.get('urn:uuid:1'), undefined);
    assert.equal(store.usernameOf('urn:uuid:1'), undefined);
    assert.deepEqual(await store.get('urn:uuid:2'), bound);
    assert.deepEqual(changed, ['urn:uuid:1']);
    assert.equal(vscode.secrets.size, 1);
  });

  it('does not trust the shape of what is stored', () => {
    assert.deepEqual(readBound(JSON.stringify(bound)), bound);
    for (const text of [
      '',
      'null',
      '{"credentials":{"username":"a"}}',
      '{"credentials":null,"authorities":[]}',
    ]) {
      assert.equal(readBound(text), undefined, text);
    }
  });
});
