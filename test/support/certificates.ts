import { webcrypto } from 'node:crypto';
import 'reflect-metadata';
import * as x509 from '@peculiar/x509';

export interface TestCertificate {
  readonly cert: string;
  readonly key: string;
}

export interface CertificateWishes {
  readonly name?: string;
  readonly addresses?: readonly string[];
  readonly notBefore?: Date;
  readonly notAfter?: Date;
}

/** A self-signed certificate with a key of its own, as PEM: what devices make for themselves. */
export async function makeCertificate(wishes: CertificateWishes = {}): Promise<TestCertificate> {
  x509.cryptoProvider.set(webcrypto as never); // with and without the types of the DOM
  const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
  const keys = await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    name: wishes.name ?? 'CN=camera, O=Test',
    notBefore: wishes.notBefore ?? new Date(Date.now() - 86_400_000),
    notAfter: wishes.notAfter ?? new Date(Date.now() + 86_400_000),
    signingAlgorithm: algorithm,
    keys,
    extensions: wishes.addresses
      ? [
          new x509.SubjectAlternativeNameExtension(
            wishes.addresses.map(value => ({ type: 'ip' as const, value })),
          ),
        ]
      : [],
  });
  const key = Buffer.from(await webcrypto.subtle.exportKey('pkcs8', keys.privateKey)).toString('base64');
  return {
    cert: certificate.toString('pem'),
    key: `-----BEGIN PRIVATE KEY-----\n${key.replace(/.{64}/g, '$&\n')}\n-----END PRIVATE KEY-----\n`,
  };
}
