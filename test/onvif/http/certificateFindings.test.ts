import assert from 'node:assert/strict';
import { certificateFindings } from '../../../src/onvif/http/certificateFindings';
import type { CertificateFacts } from '../../../src/onvif/http/transport';

const certificate: CertificateFacts = {
  fingerprint: 'AA:BB',
  subject: 'CN=gate, O=Works',
  issuer: 'CN=gate, O=Works',
  validFrom: '2026-01-01T00:00:00.000Z',
  validTo: '2027-01-01T00:00:00.000Z',
  selfSigned: true,
};

describe('what is odd about a certificate', () => {
  const codes = (facts: Partial<CertificateFacts>, host: string, now = Date.UTC(2026, 5, 1)) =>
    certificateFindings({ ...certificate, ...facts }, host, now).map(each => each.code);

  it('is nothing when time and name fit', () => {
    assert.deepEqual(codes({}, 'gate'), []);
    assert.deepEqual(codes({}, 'GATE'), []);
    assert.deepEqual(codes({ altNames: ['192.168.0.10', 'gate.local'] }, '192.168.0.10'), []);
    assert.deepEqual(codes({ altNames: ['fd00:0::5'] }, 'fd00::5'), []);
    assert.deepEqual(codes({ altNames: ['fe80::5'] }, 'fe80::5%eth0'), []);
    assert.deepEqual(codes({ altNames: ['*.example.org'] }, 'gate.example.org'), []);
  });

  it('is its time', () => {
    assert.deepEqual(codes({}, 'gate', Date.UTC(2027, 0, 2)), ['certificate-expired']);
    assert.deepEqual(codes({}, 'gate', Date.UTC(2025, 11, 31)), ['certificate-not-yet-valid']);
  });

  it('is another name: alternative names hide the common name (RFC 6125), a star covers one label', () => {
    assert.deepEqual(codes({}, '192.168.0.10'), ['certificate-wrong-name']);
    assert.deepEqual(codes({ altNames: ['other'] }, 'gate'), ['certificate-wrong-name']);
    assert.deepEqual(codes({ altNames: ['*.example.org'] }, 'a.gate.example.org'), [
      'certificate-wrong-name',
    ]);
    assert.deepEqual(codes({ altNames: ['*.example.org'] }, 'example.org'), ['certificate-wrong-name']);
  });
});
