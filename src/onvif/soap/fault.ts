import type { Finding } from '../base/finding';
import { namespaces, usualPrefix, wellKnownNamespace } from '../xml/namespaces';
import { attributeOf, childNamed, childrenOf, textOf } from '../xml/query';
import type { XmlElement } from '../xml/xmlNode';
import type { SoapFault } from './exchange';

/** A fault and how it strays from SOAP 1.2 and ONVIF's fault rules (Core, 5.10). */
export interface FaultReading {
  readonly fault: SoapFault;
  readonly findings: readonly Finding[];
}

const topCodes = new Set(['Sender', 'Receiver', 'MustUnderstand', 'VersionMismatch', 'DataEncodingUnknown']);
/** SOAP 1.1's names for the same. */
const oldCodes: Readonly<Record<string, string>> = { Client: 'Sender', Server: 'Receiver' };

/**
 * Reads a Fault element in the shape of SOAP 1.2 or 1.1, whatever namespace its parts are in. Subcodes whose
 * prefix nobody declared are read as ONVIF's documents mean them.
 */
export function readFault(element: XmlElement): FaultReading {
  const findings: Finding[] = [];
  const code = childNamed(element, 'Code');
  if (code === undefined && childNamed(element, 'faultcode') !== undefined)
    return readOldFault(element, findings);
  const names: string[] = [];
  for (let at = code; at !== undefined; at = childNamed(at, 'Subcode')) {
    const value = childNamed(at, 'Value');
    if (value !== undefined || at !== code) names.push(codeName(value ?? at, textOf(value), findings));
  }
  const [top = '', ...subcodes] = names;
  if (code === undefined || top === '') {
    findings.push({
      code: 'fault-without-code',
      message: 'The fault has no code; it was read all the same.',
    });
  }
  const detail = childNamed(element, 'Detail');
  if (detail !== undefined && textOf(detail) !== '') {
    const message = 'The Detail of the fault has text, though SOAP allows elements only; it was kept.';
    findings.push({ code: 'fault-detail-text', message });
  }
  return {
    fault: {
      ...splitTop(top, subcodes),
      reason: reasonOf(childNamed(element, 'Reason')),
      ...(detail === undefined ? {} : { detail }),
    },
    findings,
  };
}

function readOldFault(element: XmlElement, findings: Finding[]): FaultReading {
  const message =
    'The fault has the shape of SOAP 1.1 (faultcode, faultstring); ONVIF demands that of SOAP 1.2.';
  findings.push({ code: 'soap11-fault', message });
  const faultcode = childNamed(element, 'faultcode');
  // SOAP 1.1, 4.4.1: codes are refined behind a dot, as in Client.Authentication.
  const [name = '', ...refinements] = textOf(faultcode).split('.');
  const detail = childNamed(element, 'detail');
  return {
    fault: {
      ...splitTop(
        codeName(faultcode ?? element, name, findings),
        refinements.map(each => (each.includes(':') ? each : `ter:${each}`)),
      ),
      reason: textOf(childNamed(element, 'faultstring')),
      ...(detail === undefined ? {} : { detail }),
    },
    findings,
  };
}

/** Some devices put an ONVIF subcode where SOAP's own code belongs; then it is the sender's fault until told. */
function splitTop(top: string, subcodes: readonly string[]): { code: string; subcodes: readonly string[] } {
  const local = top.slice(top.indexOf(':') + 1);
  const code = oldCodes[local] ?? local;
  if (topCodes.has(code)) return { code, subcodes };
  return top === '' ? { code: 'Receiver', subcodes } : { code: 'Sender', subcodes: [top, ...subcodes] };
}

/** A QName of the fault with the prefix that ONVIF's documents use for its namespace. */
function codeName(at: XmlElement, text: string, findings: Finding[]): string {
  const colon = text.indexOf(':');
  const prefix = colon < 0 ? '' : text.slice(0, colon);
  const local = text.slice(colon + 1);
  if (local === '' || topCodes.has(local) || local in oldCodes) return local;
  if (prefix === '') {
    const message = "The codes of the fault have no prefix; they were read as ONVIF's (ter).";
    findings.push({ code: 'fault-code-without-prefix', message });
    return `ter:${local}`;
  }
  const declared = at.lookupNamespace(prefix);
  if (declared === undefined) {
    const known = wellKnownNamespace(prefix);
    const meaning = known === undefined ? '' : `; it was read as ${known}`;
    findings.push({
      code: 'undeclared-fault-prefix',
      message: `The fault uses the prefix "${prefix}" without declaring it${meaning}.`,
    });
  }
  const namespace = declared ?? wellKnownNamespace(prefix);
  return `${(namespace === undefined ? undefined : usualPrefix(namespace)) ?? prefix}:${local}`;
}

/** The English text if there is one, else the first. */
function reasonOf(reason: XmlElement | undefined): string {
  if (reason === undefined) return '';
  const texts = childrenOf(reason);
  const english = texts.find(each => /^en\b/i.test(attributeOf(each, 'lang', namespaces.xml) ?? ''));
  const chosen = english ?? texts[0];
  return chosen === undefined ? textOf(reason) : textOf(chosen);
}
