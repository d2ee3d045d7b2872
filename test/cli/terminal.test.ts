import assert from 'node:assert/strict';
import { PassThrough } from 'node:stream';
import { readLogin } from '../../src/cli/login';
import { TerminalConsent, TerminalTrust } from '../../src/cli/questions';
import { Terminal } from '../../src/cli/terminal';
import type { CertificateFacts } from '../../src/onvif/http/transport';

const certificate: CertificateFacts = {
  fingerprint: Array.from({ length: 32 }, () => 'AB').join(':'),
  subject: 'CN=gate',
  issuer: 'CN=works',
  validFrom: '',
  validTo: '2027-01-01',
  selfSigned: false,
};

/** A terminal with somebody at it (or nobody), who types `input`. */
function terminal(input: string | undefined, env: Record<string, string> = {}) {
  const stdin = Object.assign(new PassThrough(), {
    isTTY: input !== undefined,
    setRawMode: (raw: boolean) => void (rawMode = raw),
  });
  let rawMode = false;
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const shown: string[] = [];
  for (const stream of [stdout, stderr]) stream.on('data', (bytes: Buffer) => shown.push(bytes.toString()));
  if (input !== undefined) stdin.write(input);
  const it = new Terminal({ stdin: stdin as unknown as NodeJS.ReadStream, stdout, stderr, env });
  return { it, shown: () => shown.join(''), isRaw: () => rawMode };
}

describe('the terminal', () => {
  it('asks for a password without showing it, and leaves the terminal as it was', async () => {
    const { it, shown, isRaw } = terminal('geheim\r');
    assert.deepEqual(await readLogin(it, 'admin'), { username: 'admin', password: 'geheim' });
    assert.equal(shown(), 'Password of admin: \n');
    assert.equal(isRaw(), false);
  });

  it('takes back what was typed wrong', async () => {
    const { it } = terminal('gehx\u007feim\r');
    assert.equal((await readLogin(it, 'admin'))?.password, 'geheim');
  });

  it('ends a question with Ctrl-C or at the end of input', async () => {
    for (const key of ['\u0003', '\u0004']) {
      const { it, isRaw } = terminal(key);
      await assert.rejects(readLogin(it, 'admin'), { code: 'cancelled' });
      assert.equal(isRaw(), false);
    }
  });

  it('takes the login from the environment; --user is stronger than ONVIF_USER', async () => {
    const env = { ONVIF_USER: 'admin', ONVIF_PASSWORD: 'geheim' };
    assert.deepEqual(await readLogin(terminal(undefined, env).it), { username: 'admin', password: 'geheim' });
    assert.equal((await readLogin(terminal(undefined, env).it, 'boss'))?.username, 'boss');
    assert.equal((await readLogin(terminal(undefined, { ...env, ONVIF_PASSWORD: '' }).it))?.password, '');
    assert.equal(await readLogin(terminal(undefined).it), undefined);
  });

  it('asks nobody when nobody is there', async () => {
    await assert.rejects(readLogin(terminal(undefined).it, 'admin'), { code: 'invalidInput' });
    await assert.rejects(readLogin(terminal(undefined, { ONVIF_PASSWORD: 'x' }).it), {
      code: 'invalidInput',
    });
  });

  it('shows a new certificate whole and trusts it only after a yes', async () => {
    for (const [answer, expected] of [
      ['y\r', true],
      ['YES\r', true],
      ['\r', false],
      ['n\r', false],
      ['yikes\r', false],
    ] as const) {
      const { it, shown } = terminal(answer);
      const remarks = [{ code: 'certificate-expired', message: 'It has expired.' }];
      assert.equal(
        await new TerminalTrust(it, []).trustNew(certificate, 'gate:443', remarks),
        expected,
        answer,
      );
      for (const part of ['gate:443', 'CN=gate', 'CN=works', certificate.fingerprint, 'It has expired.']) {
        assert.ok(shown().includes(part), part);
      }
    }
  });

  it('asks before another authority is used, or says how to allow it', async () => {
    const why = 'Gate names http://gate:8080 for its event service. Send requests there?';
    const at = (input: string | undefined, allowed: string[] = []) => {
      const { it, shown } = terminal(input);
      return { answer: new TerminalConsent(it, allowed).allowAuthority({}, 'http://gate:8080', why), shown };
    };
    assert.equal(await at('y\r').answer, true);
    assert.equal(await at('\r').answer, false);
    assert.equal(await at(undefined, ['HTTP://gate:8080/']).answer, true);
    const nobody = at(undefined, ['http://gate']);
    assert.equal(await nobody.answer, false);
    assert.ok(nobody.shown().includes('--allow-authority http://gate:8080'));
  });
});
