import { OnvifError } from '../base/onvifError';
import type { RequestAddress } from './requestAddress';
import type { HttpRequest } from './transport';

const token = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
const notInValue = /[^\t\x20-\x7e\x80-\xff]/;

/**
 * The request as it goes over the wire, head and body in one piece: one write, one packet for a small call.
 * Throws `invalidInput` for a method or header that could not be sent, or would smuggle another line in.
 */
export function requestBytes(request: HttpRequest, address: RequestAddress): Buffer {
  const { method, body } = request;
  if (!token.test(method))
    throw new OnvifError(
      'invalidInput',
      'The HTTP method holds characters that cannot be sent: use a word like POST.',
    );
  let head = `${method} ${address.target} HTTP/1.1\r\nHost: ${address.hostHeader}\r\n`;
  for (const [name, value] of request.headers) {
    if (!token.test(name) || notInValue.test(value)) {
      throw new OnvifError(
        'invalidInput',
        `The header “${name}” holds characters that cannot be sent: remove them.`,
      );
    }
    head += `${name}: ${value}\r\n`;
  }
  const length = body?.length ?? 0;
  if (body || method === 'POST' || method === 'PUT') head += `Content-Length: ${length}\r\n`;
  head += 'Connection: keep-alive\r\n\r\n';
  const bytes = Buffer.allocUnsafe(head.length + length);
  bytes.write(head, 0, 'latin1');
  if (body) bytes.set(body, head.length);
  return bytes;
}
