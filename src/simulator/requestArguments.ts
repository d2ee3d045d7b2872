import type { JsonObject, JsonValue } from '../onvif/base/json';
import { DeviceFault } from './deviceFault';

/** The decoded body of a request, read with the faults that a missing or wrong argument deserves. */
export class RequestArguments {
  constructor(
    readonly json: JsonObject,
    readonly path = '',
  ) {}

  text(name: string): string {
    return this.optionalText(name) ?? this.#missing(name);
  }

  optionalText(name: string): string | undefined {
    const value = this.json[name];
    if (value === undefined) return undefined;
    return typeof value === 'string' ? value : this.#wrong(name, 'one text');
  }

  boolean(name: string): boolean {
    const value = this.json[name];
    if (value === undefined) return this.#missing(name);
    return typeof value === 'boolean' ? value : this.#wrong(name, 'true or false');
  }

  optionalBoolean(name: string): boolean | undefined {
    return this.json[name] === undefined ? undefined : this.boolean(name);
  }

  integer(name: string): number {
    const value = this.json[name];
    if (value === undefined) return this.#missing(name);
    return typeof value === 'number' && Number.isInteger(value) ? value : this.#wrong(name, 'a whole number');
  }

  oneOf<const T extends string>(name: string, values: readonly T[]): T {
    const text = this.text(name);
    return values.find(each => each === text) ?? this.#wrong(name, `one of ${values.join(', ')}`);
  }

  /** A repeated text; empty when absent. */
  texts(name: string): string[] {
    return this.#list(name).map(each => (typeof each === 'string' ? each : this.#wrong(name, 'texts')));
  }

  /** A repeated whole number; empty when absent. */
  integers(name: string): number[] {
    return this.#list(name).map(each =>
      typeof each === 'number' && Number.isInteger(each) ? each : this.#wrong(name, 'whole numbers'),
    );
  }

  group(name: string): RequestArguments {
    return this.optionalGroup(name) ?? this.#missing(name);
  }

  optionalGroup(name: string): RequestArguments | undefined {
    const value = this.json[name];
    return value === undefined ? undefined : this.#group(name, value);
  }

  /** A repeated structure; empty when absent. */
  groups(name: string): RequestArguments[] {
    return this.#list(name).map(each => this.#group(name, each));
  }

  #group(name: string, value: JsonValue): RequestArguments {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      return this.#wrong(name, 'one element with children');
    }
    return new RequestArguments(value as JsonObject, `${this.path}${name}/`);
  }

  #list(name: string): readonly JsonValue[] {
    const value = this.json[name];
    if (value === undefined) return [];
    return Array.isArray(value) ? (value as readonly JsonValue[]) : [value];
  }

  #missing(name: string): never {
    throw new DeviceFault('Sender/InvalidArgs', `The argument ${this.path}${name} is missing.`);
  }

  #wrong(name: string, wanted: string): never {
    throw new DeviceFault('Sender/InvalidArgVal', `The argument ${this.path}${name} must be ${wanted}.`);
  }
}
