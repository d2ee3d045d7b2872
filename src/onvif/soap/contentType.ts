import type { Finding } from '../base/finding';
import type { HttpReply } from '../http/transport';
import type { EnvelopeReading } from './envelope';

/**
 * Whether the Content-Type of requests carries the SOAP action. RFC 3902 makes the parameter optional; some
 * devices (Pelco) answer nothing without it, others (Illustra) refuse requests that have it.
 */
export type ActionParameter = 'with' | 'without';

/** Content-Type of a SOAP 1.2 request. */
export function requestContentType(action: string, parameter: ActionParameter): string {
  const type = 'application/soap+xml; charset=utf-8';
  return parameter === 'without' ? type : `${type}; action="${action.replace(/["\\]/g, '\\$&')}"`;
}

/** The choice for one device: starts with the action, and is settled by the first reply that can be understood. */
export class ActionParameterChoice {
  #parameter: ActionParameter;
  #settled: boolean;

  /** A choice that is known from before is settled. */
  constructor(known?: ActionParameter) {
    this.#parameter = known ?? 'with';
    this.#settled = known !== undefined;
  }

  get parameter(): ActionParameter {
    return this.#parameter;
  }

  /** The other form, when this reply may be the device's way of not taking the present one. */
  alternativeFor(reply: HttpReply, reading: EnvelopeReading): ActionParameter | undefined {
    if (this.#settled || !isPerhapsRejected(reply, reading)) return undefined;
    return this.#parameter === 'with' ? 'without' : 'with';
  }

  /** Tells what came of a request of that form; returns the finding when it was the form that made the difference. */
  learn(parameter: ActionParameter, reading: EnvelopeReading): Finding | undefined {
    if (this.#settled || (reading.kind !== 'message' && reading.kind !== 'fault')) return undefined;
    const changed = parameter !== this.#parameter;
    this.#parameter = parameter;
    this.#settled = true;
    if (!changed) return undefined;
    return parameter === 'without'
      ? {
          code: 'content-type-action-rejected',
          message:
            'The device did not take the action in the Content-Type; requests are sent without it from now on.',
        }
      : {
          code: 'content-type-action-required',
          message:
            'The device answers only when the Content-Type names the action; requests carry it from now on.',
        };
  }
}

/** Nothing under a good status, or an error of HTTP about the request that is no SOAP. */
function isPerhapsRejected({ status, truncated }: HttpReply, reading: EnvelopeReading): boolean {
  if (truncated) return false;
  if (status === 415) return true;
  if (reading.kind === 'empty') return status === 200;
  if (reading.kind !== 'notSoap') return false;
  return reading.reason === 'nothing' ? status === 200 || status === 400 : status === 400 || status === 406;
}
