import { namespaces } from '../../onvif/xml/namespaces';
import { elementsOf, isNamed } from '../../onvif/xml/query';
import { parseXml } from '../../onvif/xml/reader';
import { writeElement } from '../../onvif/xml/writer';
import type { HeardHttp } from '../httpMessage';
import { withDefect } from '../httpMessage';
import type { Quirk } from './quirk';
import { bendSoap, isSoap, withContentType } from './soapText';

const declaration = '<?xml version="1.0" encoding="UTF-8"?>';

/** Quirks of the reply's bytes: HTTP framing and XML. */
export const replyQuirks: readonly Quirk[] = [
  {
    name: 'junk-before-xml',
    description: 'A zero byte and a blank line stand before the XML declaration of every reply.',
    bend: answer => bendSoap(answer, text => `\0\r\n${declaration}${text.replace(/^<\?xml.*?\?>/, '')}`),
  },
  {
    name: 'undeclared-prefix',
    description: 'Replies use the prefixes tt: and ter: without declaring them.',
    bend: answer => bendSoap(answer, text => text.replace(/ xmlns:(?:tt|ter)="[^"]*"/g, '')),
  },
  {
    name: 'echoed-security-header',
    description: 'Replies carry the Security header of the request, digest, nonce and all.',
    bend: (answer, request) => {
      const security = securityOf(request);
      if (security === undefined) return answer;
      return bendSoap(answer, text => intoHeader(text, security));
    },
  },
  {
    name: 'fault-under-200',
    description: 'SOAP faults travel under HTTP status 200.',
    bend: answer => (isSoap(answer) && answer.status >= 400 ? { ...answer, status: 200 } : answer),
  },
  {
    name: 'empty-500',
    description: 'Faults of the receiver are HTTP 500 with no body at all.',
    bend: answer => (answer.status === 500 ? { ...answer, headers: [], body: new Uint8Array() } : answer),
  },
  {
    name: 'faultless-500',
    description: 'Faults of the receiver are HTTP 500 with a SOAP body that is empty.',
    bend: answer =>
      answer.status === 500
        ? bendSoap(answer, () => `<e:Envelope xmlns:e="${namespaces.env}"><e:Body/></e:Envelope>`)
        : answer,
  },
  {
    name: 'text-xml',
    description: 'Replies have the media type of SOAP 1.1, text/xml.',
    bend: answer => (isSoap(answer) ? withContentType(answer, 'text/xml; charset=utf-8;') : answer),
  },
  {
    name: 'http-1.0',
    description: 'The device speaks HTTP/1.0 and closes the connection after every reply.',
    bend: answer => withDefect(answer, { http10: true }),
  },
  {
    name: 'close-keep-alive',
    description: 'The device closes the connection after every reply without having said so.',
    bend: answer => withDefect(answer, { closesSilently: true }),
  },
  {
    name: 'wrong-content-length',
    description: 'Content-Length is larger than the body; the connection closes behind it.',
    bend: answer => withDefect(answer, { lengthError: 17 }),
  },
  {
    name: 'short-content-length',
    description: 'Content-Length is smaller than the body.',
    bend: answer => withDefect(answer, { lengthError: -Math.min(9, answer.body.length) }),
  },
  {
    name: 'truncated',
    description: 'The connection ends in the middle of every reply.',
    bend: answer => withDefect(answer, { sentBytes: Math.floor(answer.body.length / 2) }),
  },
  {
    name: 'oversized',
    description: 'Every reply is followed by 17 MiB of blanks.',
    bend: answer => bendSoap(answer, text => text + ' '.repeat(17 * 1024 * 1024)),
  },
  {
    name: 'slow',
    description: 'The device takes three seconds for every reply.',
    bend: answer => withDefect(answer, { delay: (answer.wire?.delay ?? 0) + 3000 }),
  },
];

/** XML of the request's Security header. */
function securityOf(request: HeardHttp): string | undefined {
  const { root } = parseXml(new TextDecoder().decode(request.body));
  for (const element of root ? elementsOf(root) : []) {
    if (isNamed(element, namespaces.wsse, 'Security')) return writeElement(element);
  }
  return undefined;
}

/** The envelope with `block` in its header, which is made where there is none. */
function intoHeader(envelope: string, block: string): string {
  const withHeader = envelope.replace(/<\/([\w-]+:)?Header>/, end => block + end);
  if (withHeader !== envelope) return withHeader;
  return envelope.replace(
    /<([\w-]+:)?Body\b/,
    (start, prefix: string | undefined = '') => `<${prefix}Header>${block}</${prefix}Header>${start}`,
  );
}
