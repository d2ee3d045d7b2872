import type { JsonValue } from '../base/json';

/** What stands in the place of a secret. */
export const redacted = '[redacted]';

/** Elements whose content is nobody's business, by local name in any namespace. */
export const secretNames: readonly string[] = [
  'Password',
  'Passphrase',
  'Nonce',
  'PSK',
  'SRTPPSK',
  'BinarySecurityToken',
  'CertWithPrivateKey',
  'PrivateKey',
  'KeyPair',
  'ClientSecret',
  'AccessToken',
  'RefreshToken',
];

/** True for the member of a decoded message that holds a secret: one of `secretNames`, or a vendor's `…Password`. */
export function isSecretName(name: string): boolean {
  return secretNames.includes(name) || /(?:password|passphrase|secret)$/i.test(name);
}

/**
 * A decoded message without its secrets: whatever stands under a secret's name, flags and numbers apart, and in
 * every other text what `redactText` takes out of it (XML of wildcards, addresses with a password).
 */
export function redactJson(value: JsonValue, redactText: (text: string) => string): JsonValue {
  if (typeof value === 'string') return redactText(value);
  if (Array.isArray(value)) return (value as readonly JsonValue[]).map(each => redactJson(each, redactText));
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]: [string, JsonValue]) => {
      const holdsText = typeof member === 'string' || (typeof member === 'object' && member !== null);
      return [name, holdsText && isSecretName(name) ? redacted : redactJson(member, redactText)];
    }),
  );
}
