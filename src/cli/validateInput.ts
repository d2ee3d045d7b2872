import { createReadStream } from 'node:fs';
import { OnvifError } from '../onvif/base/onvifError';
import { reasonOf } from './fileReason';
import type { Terminal } from './terminal';

/** Bytes of one document or of one line: nobody's message is that large, and a device file has no end. */
const maximum = 64 << 20;

/**
 * The bytes of a file, or of standard input for `-`, as they come. Reading throws `invalidInput` with a sentence
 * when the file cannot be read.
 */
export async function* openInput(terminal: Terminal, file: string): AsyncGenerator<Uint8Array> {
  if (file === '-') {
    yield* terminal.input();
    return;
  }
  try {
    yield* createReadStream(file, { highWaterMark: 1 << 20 }) as AsyncIterable<Uint8Array>;
  } catch (error) {
    throw new OnvifError('invalidInput', `${file} cannot be read: ${reasonOf(error)}.`, { cause: error });
  }
}

/** All of it; throws `invalidInput` past the limit. */
export async function readWhole(chunks: AsyncIterable<Uint8Array>, file: string): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of chunks) {
    size += chunk.length;
    if (size > maximum) throw tooLarge(`${file} has`);
    parts.push(chunk);
  }
  return Buffer.concat(parts);
}

/**
 * The lines of UTF-8 text while it comes, ends (LF, CRLF) taken off. Only LF parts lines: JSON may hold the other
 * line ends of Unicode as they are.
 */
export async function* linesOf(
  chunks: AsyncIterable<Uint8Array>,
  file: string,
): AsyncGenerator<{ readonly number: number; readonly text: string }> {
  const decoder = new TextDecoder();
  let pieces: string[] = [];
  let [size, number] = [0, 0];
  const line = () => {
    const text = pieces.join('').replace(/\r$/, '');
    [pieces, size] = [[], 0];
    return { number: ++number, text };
  };
  for await (const chunk of chunks) {
    const [first = '', ...rest] = decoder.decode(chunk, { stream: true }).split('\n');
    pieces.push(first);
    size += first.length;
    for (const piece of rest) {
      yield line();
      pieces.push(piece);
      size += piece.length;
    }
    if (size > maximum) throw tooLarge(`Line ${number + 1} of ${file} has`);
  }
  pieces.push(decoder.decode());
  if (pieces.some(piece => piece !== '')) yield line();
}

function tooLarge(what: string): OnvifError {
  return new OnvifError('invalidInput', `${what} more than ${maximum >> 20} MiB: it was not read.`);
}
