import { isOnvifError } from '../onvif/base/onvifError';

/** The contract of every command. */
export const exitCode = {
  good: 0,
  /** The device or document is at fault. */
  atFault: 1,
  wrongUsage: 2,
  /** No connection, a refused login: nothing can be said about the device. */
  notJudged: 3,
} as const;

export type ExitCode = (typeof exitCode)[keyof typeof exitCode];

/** Which of them an error means. */
export function exitCodeOf(error: unknown): ExitCode {
  if (!isOnvifError(error)) return exitCode.notJudged;
  switch (error.code) {
    case 'invalidInput':
      return exitCode.wrongUsage;
    case 'unknownOperation':
      // the device lacks the service, or the name is nobody's
      return error.details['service'] === undefined ? exitCode.wrongUsage : exitCode.atFault;
    case 'fault':
    case 'badReply':
    case 'badHttp':
    case 'tooLarge':
      return exitCode.atFault;
    case 'hostNotFound':
    case 'unreachable':
    case 'timeout':
    case 'cancelled':
    case 'connectionLost':
    case 'tls':
    case 'certificateUntrusted':
    case 'certificateChanged':
    case 'credentialsRequired':
    case 'loginRefused':
    case 'foreignAuthority':
    case 'socket':
      return exitCode.notJudged;
  }
}
