import type { JsonObject } from '../onvif/base/json';
import type { XmlElement } from '../onvif/xml/xmlNode';
import type { DeviceFault } from './deviceFault';
import type { HttpAnswer } from './httpMessage';
import type { RequestArguments } from './requestArguments';
import type { DeviceControls } from './deviceControls';
import type { UserAccount } from './userAccounts';

/** One call that was understood and let in. */
export interface OperationCall {
  /** `tds:SetHostname` */
  readonly operation: string;
  readonly arguments: RequestArguments;
  /** Who called; absent for an anonymous call. */
  readonly user?: UserAccount;
  /** `http://host:port` as the client wrote it: addresses in replies start with it. */
  readonly origin: string;
  /** Where the request was sent, without a query. */
  readonly path: string;
  /** SOAP header blocks of the request: reference parameters among them. */
  readonly headerBlocks: readonly XmlElement[];
  /** Aborts when nobody waits for the answer any more. */
  readonly signal?: AbortSignal;
}

/** What to do: send this reply (the JSON of the output element), this fault, or exactly these bytes. */
export type Answer =
  { readonly reply: JsonObject } | { readonly fault: DeviceFault } | { readonly raw: HttpAnswer };

/**
 * One thing a device can do, or do differently. The newest behaviour that handles an operation and answers is
 * the one that counts; `undefined` leaves the call to the next older. A thrown DeviceFault is a fault answer.
 */
export interface Behaviour {
  readonly name: string;
  handles(operation: string): boolean;
  answer(call: OperationCall, device: DeviceControls): Answer | undefined | Promise<Answer | undefined>;
}

/** A behaviour for exactly one operation that replies with what `reply` returns. */
export function operation(
  id: string,
  reply: (call: OperationCall, device: DeviceControls) => JsonObject | Promise<JsonObject>,
): Behaviour {
  return {
    name: id,
    handles: each => each === id,
    answer: async (call, device) => ({ reply: await reply(call, device) }),
  };
}
