import zlib from 'node:zlib';

/** `tooLarge`: more came out than the limit allows; `broken`: it is not what its name says. */
export type Inflated = Buffer | 'tooLarge' | 'broken';

/**
 * Undoes gzip and deflate, off the main thread, with a cap on what comes out. A body that was cut short gives
 * the part that can be read.
 */
export async function inflate(body: Buffer, codings: readonly string[], limit: number): Promise<Inflated> {
  let data = body;
  for (const coding of [...codings].reverse()) {
    const next = await undo(data, coding, limit);
    if (typeof next === 'string') return next;
    data = next;
  }
  return data;
}

function undo(data: Buffer, coding: string, limit: number): Promise<Inflated> {
  const options = { maxOutputLength: limit, finishFlush: zlib.constants.Z_SYNC_FLUSH };
  return new Promise(resolve => {
    const done = (error: NodeJS.ErrnoException | null, result: Buffer) => {
      if (!error) resolve(result);
      else resolve(error.code === 'ERR_BUFFER_TOO_LARGE' ? 'tooLarge' : 'broken');
    };
    if (coding === 'gzip' || coding === 'x-gzip') zlib.gunzip(data, options, done);
    // RFC 9110 8.4.1.2 means zlib's format; some send the bare one
    else if (coding === 'deflate' && (data[0]! & 0x0f) === 8) zlib.inflate(data, options, done);
    else if (coding === 'deflate') zlib.inflateRaw(data, options, done);
    else resolve('broken');
  });
}
