import type { X509Certificate } from 'node:crypto';
import type { Socket } from 'node:net';
import { isIP } from 'node:net';
import tls from 'node:tls';
import type { Clock } from '../base/clock';
import type { Finding } from '../base/finding';
import type { RequestAddress } from './requestAddress';
import type { CertificateFacts } from './transport';

/**
 * TLS over a connected socket, as a client that judges certificates itself. Naming the socket and an empty list
 * of authorities keeps VS Code's patched `tls.connect` from waiting for the system's certificates; the platform's
 * verdict would not be used anyway, since devices sign their own.
 */
export function startTls(socket: Socket, address: RequestAddress, oldTls: boolean): tls.TLSSocket {
  return tls.connect({
    socket,
    ca: [],
    rejectUnauthorized: false,
    ...(isIP(address.host) ? {} : { servername: address.host }),
    ...(oldTls ? oldTlsOptions() : {}),
  });
}

/** TLS 1.0 and its ciphers. BoringSSL (desktop VS Code) has no security levels and refuses the cipher string. */
function oldTlsOptions(): tls.SecureContextOptions {
  const minVersion = 'TLSv1';
  try {
    tls.createSecureContext({ minVersion, ciphers: 'DEFAULT@SECLEVEL=0', ca: [] });
    return { minVersion, ciphers: 'DEFAULT@SECLEVEL=0' };
  } catch {
    return { minVersion };
  }
}

export function certificateFacts(certificate: X509Certificate): CertificateFacts {
  const altNames = altNamesOf(certificate.subjectAltName);
  return {
    fingerprint: certificate.fingerprint256,
    subject: oneLine(certificate.subject),
    issuer: oneLine(certificate.issuer),
    validFrom: isoTime(certificate.validFrom),
    validTo: isoTime(certificate.validTo),
    selfSigned: certificate.checkIssued(certificate) && certificate.verify(certificate.publicKey),
    ...(altNames ? { altNames } : {}),
  };
}

/** What is odd about a certificate and no reason to stop: it is pinned by fingerprint, not trusted by name. */
export function certificateFindings(
  certificate: X509Certificate,
  address: RequestAddress,
  clock: Clock,
): Finding[] {
  const findings: Finding[] = [];
  const now = clock.now();
  if (Date.parse(certificate.validTo) < now) {
    findings.push({
      code: 'certificate-expired',
      message: `The certificate expired on ${isoTime(certificate.validTo)}.`,
    });
  }
  if (Date.parse(certificate.validFrom) > now) {
    findings.push({
      code: 'certificate-not-yet-valid',
      message: `The certificate is valid only from ${isoTime(certificate.validFrom)} on.`,
    });
  }
  const { host } = address;
  const plain = host.replace(/%.*$/, '');
  const named = isIP(plain) ? certificate.checkIP(plain) : certificate.checkHost(host);
  if (!named) {
    findings.push({ code: 'certificate-wrong-name', message: `The certificate is not made out to ${host}.` });
  }
  return findings;
}

/** The names of `DNS:a, IP Address:b, URI:c`. */
function altNamesOf(text: string | undefined): string[] | undefined {
  return text?.split(', ').map(each => each.replace(/^[^:]*:/, ''));
}

/** `CN=a\nO=b` as `CN=a, O=b`. */
function oneLine(name: string | undefined): string {
  return (name ?? '').trim().split('\n').join(', ');
}

function isoTime(text: string): string {
  const time = Date.parse(text);
  return Number.isNaN(time) ? text : new Date(time).toISOString();
}
