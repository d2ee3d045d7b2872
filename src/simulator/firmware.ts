const encoder = new TextEncoder();
const decoder = new TextDecoder('latin1');
const head = /^onvif-simulated-firmware ([0-9A-Za-z][0-9A-Za-z.+_-]{0,63})\r?\n/;

/**
 * A firmware image that simulated devices accept: a first line that says the version, then whatever follows. One can
 * be made in a shell: `echo 'onvif-simulated-firmware 1.1.0' > image.bin`.
 */
export function firmwareImage(version: string, payload: Uint8Array = new Uint8Array()): Uint8Array {
  return Buffer.concat([encoder.encode(`onvif-simulated-firmware ${version}\n`), payload]);
}

/** The version in a firmware image; undefined for bytes that are none. */
export function firmwareVersionOf(image: Uint8Array): string | undefined {
  return head.exec(decoder.decode(image.subarray(0, 128)))?.[1];
}
