/**
 * Every failure this project reports, by code. The message is one sentence that a person can act on; the
 * code is for programs and tests.
 */
export type OnvifErrorCode =
  /** The address, name or argument that a person gave cannot be understood. */
  | 'invalidInput'
  /** Name resolution failed. */
  | 'hostNotFound'
  /** Nothing listens there, or no route leads there. */
  | 'unreachable'
  /** A time limit passed (connect, headers, idle or total; the message says which). */
  | 'timeout'
  /** The caller aborted. */
  | 'cancelled'
  /** The peer closed or reset the connection before the reply was whole. */
  | 'connectionLost'
  /** The peer does not speak HTTP as any tolerance allows. */
  | 'badHttp'
  /** A size, depth or count limit was passed. */
  | 'tooLarge'
  /** TLS could not be set up. */
  | 'tls'
  /** The certificate is new and nobody has trusted it, or none was shown. */
  | 'certificateUntrusted'
  /** The certificate differs from the one pinned. */
  | 'certificateChanged'
  /** The device wants credentials and none were given. */
  | 'credentialsRequired'
  /** The device refused the credentials that were sent. */
  | 'loginRefused'
  /** Credentials would have gone to an authority they were not given for. */
  | 'foreignAuthority'
  /** The device answered with a SOAP fault. */
  | 'fault'
  /** The reply is not the SOAP message that was expected. */
  | 'badReply'
  /** The operation is unknown, or the device has no such service. */
  | 'unknownOperation'
  /** A socket could not be opened or configured. */
  | 'socket';

/** The one error class. `message` says what happened and what to do next; `details` carries the data. */
export class OnvifError extends Error {
  override readonly name = 'OnvifError';

  constructor(
    readonly code: OnvifErrorCode,
    message: string,
    options: { cause?: unknown; details?: Readonly<Record<string, unknown>> } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.details = options.details ?? {};
  }

  /** Data a caller can use instead of reading the message: `fault`, `fingerprint`, `authority`, `path`... */
  readonly details: Readonly<Record<string, unknown>>;
}

/** True for an OnvifError, narrowed to one of `codes` when any are given. */
export function isOnvifError(error: unknown, ...codes: OnvifErrorCode[]): error is OnvifError {
  return error instanceof OnvifError && (codes.length === 0 || codes.includes(error.code));
}
