import type { Empty, Operations } from './operations.generated';

/** `tds:SetHostname`, and every other operation of the bundled catalog. */
export type OperationId = keyof Operations;

/** What a call of the operation takes, in the JSON form of schema/shape.ts. */
export type RequestOf<Id extends OperationId> = Operations[Id]['request'];

/**
 * What a call of the operation gives, as the schema has it. A device may not keep to the schema: what it said is
 * decoded as far as it goes, and `validateMessage` tells the rest.
 */
export type ReplyOf<Id extends OperationId> = Operations[Id]['reply'];

/** What stands behind the operation's id in a call; the fields may be left out where none is required. */
export type CallArguments<Id extends OperationId, Options> =
  Empty extends RequestOf<Id>
    ? [args?: RequestOf<Id>, options?: Options]
    : [args: RequestOf<Id>, options?: Options];

/** A name that is no id of the bundled catalog: of a service loaded later, or one only known when it runs. */
export type OtherOperation<Name extends string> = Name extends OperationId ? never : Name;
