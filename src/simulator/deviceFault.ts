/**
 * A SOAP fault that the device answers with: thrown where a request turns out to be wrong, caught in one place,
 * where it becomes the reply. It is written as the specification's tables write it: the code, then the subcodes
 * of the ter: namespace from the outside in, for example `Sender/InvalidArgVal/InvalidHostname`.
 */
export class DeviceFault extends Error {
  override readonly name = 'DeviceFault';
  /** `Sender`, `Receiver`, `MustUnderstand`, `VersionMismatch` or `DataEncodingUnknown`. */
  readonly code: string;
  readonly subcodes: readonly string[];

  constructor(
    readonly path: string,
    reason: string,
    /** XML of the element in the fault's Detail. */
    readonly detail?: string,
  ) {
    super(reason);
    const [code = 'Receiver', ...subcodes] = path.split('/');
    this.code = code;
    this.subcodes = subcodes;
  }

  /** SOAP 1.2 part 2, 7.5.2.2: faults of the sender travel with 400, all others with 500. */
  get httpStatus(): number {
    return this.code === 'Sender' ? 400 : 500;
  }
}

/** The fault of an operation that the device does not have. */
export function notSupported(operation: string): DeviceFault {
  return new DeviceFault('Receiver/ActionNotSupported', `The device does not support ${operation}.`);
}
