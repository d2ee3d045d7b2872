import assert from 'node:assert/strict';
import { isOnvifError } from '../../../src/onvif/base/onvifError';
import { CertificateTrust, MemoryPinStore, type TrustPrompt } from '../../../src/onvif/device/trust';
import type { CertificateFacts } from '../../../src/onvif/http/transport';
import { FakeClock } from '../../support/fakeClock';

const certificate: CertificateFacts = {
  fingerprint: 'AA:BB',
  subject: 'CN=gate, O=Works',
  issuer: 'CN=gate, O=Works',
  validFrom: '2026-01-01T00:00:00.000Z',
  validTo: '2027-01-01T00:00:00.000Z',
  selfSigned: true,
};
const other = { ...certificate, fingerprint: 'CC:DD' };

/** Answers yes or no and keeps what it was asked. */
function prompt(answer: boolean): TrustPrompt & { readonly asked: string[] } {
  const asked: string[] = [];
  const ask = (what: string) => (asked.push(what), Promise.resolve(answer));
  return {
    asked,
    trustNew: (shown, authority, remarks) =>
      ask(`new ${shown.fingerprint} at ${authority}${remarks.map(each => ` ${each.code}`).join('')}`),
    trustChanged: (shown, authority, pinned) => ask(`${pinned} became ${shown.fingerprint} at ${authority}`),
  };
}

describe('trust on first use', () => {
  const clock = new FakeClock(Date.UTC(2026, 5, 1));

  it('asks about a new certificate once, pins it and never asks again', async () => {
    const pins = new MemoryPinStore();
    const questions = prompt(true);
    const { judge } = new CertificateTrust({ pins, prompt: questions, clock });
    await judge(certificate, 'gate:443');
    await judge(certificate, 'gate:443');
    assert.deepEqual(questions.asked, ['new AA:BB at gate:443']);
    assert.equal(await pins.get('gate:443'), 'AA:BB');
  });

  it('stops with the fingerprint after a no and pins nothing', async () => {
    const pins = new MemoryPinStore();
    const { judge } = new CertificateTrust({ pins, prompt: prompt(false), clock });
    await assert.rejects(
      judge(certificate, 'gate:443'),
      error =>
        isOnvifError(error, 'certificateUntrusted') &&
        error.message.includes('AA:BB') &&
        error.details['fingerprint'] === 'AA:BB',
    );
    assert.equal(await pins.get('gate:443'), undefined);
  });

  it('stops and asks when the certificate changed; a no keeps the pin', async () => {
    const pins = new MemoryPinStore();
    await pins.set('gate:443', 'AA:BB');
    const questions = prompt(false);
    const { judge } = new CertificateTrust({ pins, prompt: questions, clock });
    await assert.rejects(judge(other, 'gate:443'), error => isOnvifError(error, 'certificateChanged'));
    assert.deepEqual(questions.asked, ['AA:BB became CC:DD at gate:443']);
    assert.equal(await pins.get('gate:443'), 'AA:BB');
  });

  it('pins the new certificate after a yes', async () => {
    const pins = new MemoryPinStore();
    await pins.set('gate:443', 'AA:BB');
    await new CertificateTrust({ pins, prompt: prompt(true), clock }).judge(other, 'gate:443');
    assert.equal(await pins.get('gate:443'), 'CC:DD');
  });

  it('asks once for connections that are opened together, and each authority for itself', async () => {
    const questions = prompt(true);
    const { judge } = new CertificateTrust({ pins: new MemoryPinStore(), prompt: questions, clock });
    await Promise.all([
      judge(certificate, 'gate:443'),
      judge(certificate, 'gate:443'),
      judge(certificate, 'gate:8443'),
    ]);
    assert.deepEqual(questions.asked.sort(), ['new AA:BB at gate:443', 'new AA:BB at gate:8443']);
  });

  it('asks anew after a no', async () => {
    const questions = prompt(false);
    const { judge } = new CertificateTrust({ pins: new MemoryPinStore(), prompt: questions, clock });
    await assert.rejects(judge(certificate, 'gate:443'));
    await assert.rejects(judge(certificate, 'gate:443'));
    assert.equal(questions.asked.length, 2);
  });

  it('gives the question what is odd about the certificate', async () => {
    const questions = prompt(true);
    const { judge } = new CertificateTrust({ pins: new MemoryPinStore(), prompt: questions, clock });
    await judge(certificate, '[fd00::5]:443');
    assert.deepEqual(questions.asked, ['new AA:BB at [fd00::5]:443 certificate-wrong-name']);
  });
});
