import type { X509Certificate } from 'node:crypto';
import type { Socket } from 'node:net';
import { isIP } from 'node:net';
import tls from 'node:tls';
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
