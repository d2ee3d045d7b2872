/** What stands in the place of a secret. */
export const redacted = '•••';

/**
 * Elements whose text is a secret wherever they occur in an ONVIF message: WS-UsernameToken (Password, Nonce),
 * users (Password), key stores (Passphrase, PrivateKey), wireless networks (PSK, Key).
 */
const secretElements = [
  'Password',
  'Nonce',
  'Passphrase',
  'PrivateKey',
  'PSK',
  'Key',
  'P12Data',
  'PskPassphrase',
];

const secretElement = new RegExp(
  `(<((?:[\\w.-]+:)?(?:${secretElements.join('|')}))(?:\\s[^<>]*)?>)([^<]+|<!\\[CDATA\\[[^]*?\\]\\]>)(?=</\\2\\s*>|$)`,
  'g',
);
const secretHeader =
  /^(\s*(?:authorization|proxy-authorization|cookie|set-cookie|authentication-info)\s*:\s*).+$/gim;
const userInfo = /(\b[a-z][a-z0-9+.-]*:\/\/)[^/\s@"'<>]+@/gi;

/** XML text with the secrets of its elements replaced. Works on broken XML too: nothing is parsed. */
export function redactXml(text: string): string {
  return text.replace(secretElement, (_, start: string) => start + redacted);
}

/** Free text (log lines, error messages, headers) with everything replaced that looks like a secret. */
export function redactText(text: string): string {
  return redactXml(text).replace(secretHeader, `$1${redacted}`).replace(userInfo, `$1${redacted}@`);
}
