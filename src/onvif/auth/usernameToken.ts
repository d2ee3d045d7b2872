import { createHash } from 'node:crypto';
import type { Credentials } from './credentials';

const wsse = 'http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd';
const wsu = 'http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd';
const profile = 'http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-username-token-profile-1.0';
const base64Type =
  'http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-soap-message-security-1.0#Base64Binary';

export interface UsernameTokenInput {
  readonly credentials: Credentials;
  /** The device's time, milliseconds since the epoch: it refuses tokens that are too old by its own clock. */
  readonly created: number;
  /** Never used before; 20 random bytes. */
  readonly nonce: Uint8Array;
  /** The prefix that the envelope binds to SOAP 1.2; `s` unless told. */
  readonly soapPrefix?: string;
}

/**
 * The Security header with a UsernameToken and a PasswordDigest (WSS Username Token Profile 1.0, 3.1), as one
 * XML element. It binds its own namespaces as defaults, because some devices only know them that way.
 */
export function usernameToken(input: UsernameTokenInput): string {
  const { credentials, nonce, soapPrefix = 's' } = input;
  const created = new Date(input.created).toISOString();
  return (
    `<Security ${soapPrefix}:mustUnderstand="1" xmlns="${wsse}"><UsernameToken>` +
    `<Username>${escapeXml(credentials.username)}</Username>` +
    `<Password Type="${profile}#PasswordDigest">${passwordDigest(nonce, created, credentials.password)}</Password>` +
    `<Nonce EncodingType="${base64Type}">${Buffer.from(nonce).toString('base64')}</Nonce>` +
    `<Created xmlns="${wsu}">${created}</Created>` +
    `</UsernameToken></Security>`
  );
}

/** Base64 of SHA-1 over nonce, created and password, the texts as UTF-8. */
export function passwordDigest(nonce: Uint8Array, created: string, password: string): string {
  return createHash('sha1').update(nonce).update(created, 'utf8').update(password, 'utf8').digest('base64');
}

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '\r': '&#13;' };

function escapeXml(text: string): string {
  return text.replace(/[&<>\r]/g, each => entities[each]!);
}
