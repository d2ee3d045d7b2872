import type { Finding } from '../base/finding';

/** What a device's HTTP may do wrong and still be understood. One sentence each: what it did, what was done. */
const sentences = {
  'blank-line-before-status': 'The reply began with blank lines; they were skipped.',
  'http-version': 'The status line names an HTTP version that does not exist; it was read as HTTP/1.1.',
  'status-line-shape':
    'The status line lacks the blank after the status code (RFC 9112 4); it was read anyway.',
  'bare-line-feed': 'Header lines end in LF alone instead of CR LF; they were read anyway.',
  'blank-before-colon': 'A header has a blank between its name and the colon; the blank was dropped.',
  'folded-header':
    'A header goes on in the next line, which HTTP/1.1 no longer allows; the lines were joined.',
  'control-byte-in-header': 'A header value holds a control byte; it was kept as it came.',
  'header-name': 'A header name holds characters that no name may have; it was kept as it came.',
  'header-without-colon': 'A header line has no colon; it was left out.',
  'repeated-content-length': 'Content-Length was sent more than once, each time the same; it was taken once.',
  'bad-content-length': 'Content-Length is not a number; the body was read until the connection closed.',
  'chunked-and-content-length': 'The reply has both chunked coding and Content-Length; the chunks counted.',
  'content-length-too-small': 'The body is longer than Content-Length says; what came with it was added.',
  'content-length-too-large':
    'The connection ended before Content-Length was reached; the part that came is shown.',
  'chunked-without-end': 'The connection ended without the last chunk; what came until then is shown.',
  'bytes-after-body':
    'More bytes came after the end of the body; they were ignored and the connection closed.',
  'line-end-after-body': 'A line end came after the body; it was skipped.',
  'body-not-allowed':
    'A body came with a status that has none (204, 304); what came with the headers is shown.',
  'unasked-continue': 'The device sent 100 Continue though it was not asked to; it was skipped.',
  'gzip-not-asked-for': 'The body is compressed though no compression was offered; it was unpacked.',
  'bad-compression': 'The body is not what its Content-Encoding says; it is shown as it came.',
  'kept-connection-closed': 'The device closed a kept connection as the request came; it was sent once more.',
  'reset-after-reply': 'The device reset the connection instead of closing it; the reply had come by then.',
} as const;

export type ReplyFindingCode = keyof typeof sentences;

export function replyFinding(code: ReplyFindingCode): Finding {
  return { code, message: sentences[code] };
}
