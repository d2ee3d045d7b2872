import type { Finding } from '../base/finding';
import type { CertificateFacts } from './transport';

/**
 * What is odd about a certificate but no reason to stop: expired, not yet valid, made for another name. `host`: as
 * in `RequestAddress`; `now`: milliseconds since the epoch.
 */
export function certificateFindings(certificate: CertificateFacts, host: string, now: number): Finding[] {
  const findings: Finding[] = [];
  if (Date.parse(certificate.validTo) < now) {
    findings.push({
      code: 'certificate-expired',
      message: `The device's certificate expired on ${certificate.validTo}; its pinned fingerprint is what counts here.`,
    });
  }
  if (Date.parse(certificate.validFrom) > now) {
    findings.push({
      code: 'certificate-not-yet-valid',
      message: `The device's certificate is valid from ${certificate.validFrom} only; check the clocks of device and computer.`,
    });
  }
  const names = certificate.altNames ?? commonNames(certificate.subject);
  if (!names.some(name => matches(name, host))) {
    findings.push({
      code: 'certificate-wrong-name',
      message: `The device's certificate is made for ${names.join(', ') || 'no name'}, not for ${host}; its pinned fingerprint is what counts here.`,
    });
  }
  return findings;
}

function commonNames(subject: string): string[] {
  return [...subject.matchAll(/(?:^|[,\n/+])\s*CN\s*=\s*([^,\n/+]+)/gi)].map(match => match[1]!.trim());
}

/** RFC 6125: names without case, `*` for one whole first label; addresses by value. */
function matches(name: string, host: string): boolean {
  const address = addressOf(host.replace(/%.*$/, ''));
  if (address !== undefined) return addressOf(name) === address;
  const [pattern, wanted] = [name.toLowerCase(), host.toLowerCase().replace(/\.$/, '')];
  return (
    pattern === wanted || (pattern.startsWith('*.') && pattern.slice(1) === wanted.replace(/^[^.]+/, ''))
  );
}

/** The one spelling of an IP address that URLs know; undefined for a name. */
function addressOf(text: string): string | undefined {
  if (/^\d{1,3}(\.\d{1,3}){3}$/.test(text)) return text;
  const url = text.includes(':') ? `http://[${text}]` : '';
  return URL.canParse(url) ? new URL(url).hostname : undefined;
}
