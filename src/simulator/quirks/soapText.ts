import { headerOf } from '../../onvif/http/transport';
import type { HttpAnswer } from '../httpMessage';

const decoder = new TextDecoder();
const encoder = new TextEncoder();

/** True for an answer that carries a SOAP message. */
export function isSoap(answer: HttpAnswer): boolean {
  return /^application\/soap\+xml\b/.test(headerOf(answer.headers, 'content-type') ?? '');
}

/** A SOAP answer with its text changed; any other answer as it is. */
export function bendSoap(answer: HttpAnswer, bend: (text: string) => string): HttpAnswer {
  return isSoap(answer) ? { ...answer, body: encoder.encode(bend(decoder.decode(answer.body))) } : answer;
}

/** `answer` with another Content-Type. */
export function withContentType(answer: HttpAnswer, type: string): HttpAnswer {
  const others = answer.headers.filter(([name]) => name.toLowerCase() !== 'content-type');
  return { ...answer, headers: [...others, ['Content-Type', type]] };
}
