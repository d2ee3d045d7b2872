import * as vscode from 'vscode';
import type { JsonObject, JsonValue } from '../../onvif/base/json';
import { isOnvifError } from '../../onvif/base/onvifError';
import type { Catalog, Operation } from '../../onvif/catalog/catalog';
import { decodeElement } from '../../onvif/schema/decode';
import { encodeElement } from '../../onvif/schema/encode';
import { skeleton } from '../../onvif/schema/skeleton';
import { parseXml } from '../../onvif/xml/reader';
import { askMany, askPick, askText, runSteps, type Step } from '../dialogs/steps';
import { fieldText, parseFieldText, requestFields, type RequestField } from './requestFields';

/**
 * Asks for the arguments of an operation, field by field: the required ones, then which of the optional ones,
 * then those. What is typed is held against the schema at once. An operation without fields asks nothing.
 * Undefined when the person left.
 */
export async function askArguments(
  catalog: Catalog,
  operation: Operation,
  title: string,
): Promise<JsonObject | undefined> {
  const fields = requestFields(catalog, operation);
  const form = new ArgumentForm(catalog, operation, fields);
  return fields.length === 0 || (await runSteps(title, () => form.steps())) ? form.value() : undefined;
}

class ArgumentForm {
  readonly #values = new Map<string, JsonValue>();
  #chosen: ReadonlySet<string> = new Set();
  readonly #required: JsonObject;
  readonly #all: JsonObject;

  constructor(
    private readonly catalog: Catalog,
    private readonly operation: Operation,
    private readonly fields: readonly RequestField[],
  ) {
    this.#required = exampleArguments(catalog, operation, 'required');
    this.#all = exampleArguments(catalog, operation, 'all');
  }

  /** In schema order, only what is sent. */
  value(): JsonObject {
    const sent = this.fields.filter(field => field.required || this.#chosen.has(field.key));
    return Object.fromEntries(sent.map(field => [field.key, this.#current(field)]));
  }

  steps(): Step[] {
    const required = this.fields.filter(field => field.required);
    const optional = this.fields.filter(field => !field.required);
    return [
      ...required.map(field => this.#fieldStep(field)),
      ...(optional.length > 0 ? [this.#optionalStep(optional)] : []),
      ...optional.filter(field => this.#chosen.has(field.key)).map(field => this.#fieldStep(field)),
    ];
  }

  /** What was answered, else what a skeleton of the request has there. */
  #current(field: RequestField): JsonValue {
    return this.#values.get(field.key) ?? this.#required[field.key] ?? this.#all[field.key] ?? '';
  }

  #optionalStep(optional: readonly RequestField[]): Step {
    return async frame => {
      const answer = await askMany(frame, {
        placeholder: vscode.l10n.t('Optional fields to send; none is fine'),
        items: optional.map(field => ({
          label: field.key,
          description: field.typeName,
          picked: this.#chosen.has(field.key),
        })),
      });
      if (answer.kind === 'value') this.#chosen = new Set(answer.value.map(item => item.label));
      return answer.kind;
    };
  }

  #fieldStep(field: RequestField): Step {
    const { input } = field;
    return input.kind === 'choice'
      ? frame => this.#askChoice(frame, field, input.values)
      : frame => this.#askText(frame, field);
  }

  async #askChoice(frame: Parameters<Step>[0], field: RequestField, values: readonly (string | boolean)[]) {
    const items = values.map(value => ({ label: String(value), value }));
    const active = items.find(item => item.value === this.#current(field));
    const answer = await askPick(frame, {
      placeholder: `${field.key} · ${field.typeName}`,
      items,
      ...(active ? { active } : {}),
    });
    if (answer.kind === 'value') this.#values.set(field.key, answer.value.value);
    return answer.kind;
  }

  async #askText(frame: Parameters<Step>[0], field: RequestField) {
    const answer = await askText(frame, {
      prompt:
        field.input.kind === 'json'
          ? vscode.l10n.t('{0}, {1}, as JSON', field.key, field.typeName)
          : `${field.key}, ${field.typeName}`,
      value: fieldText(field, this.#current(field)),
      validate: text => this.#problemOf(field, text),
    });
    if (answer.kind === 'value') this.#values.set(field.key, parseFieldText(field, answer.value));
    return answer.kind;
  }

  /** Tries the whole request with this one field as typed, and the others as a skeleton has them. */
  #problemOf(field: RequestField, text: string): string | undefined {
    try {
      const value = parseFieldText(field, text);
      encodeElement(this.catalog, this.operation.input, { ...this.#required, [field.key]: value });
      return undefined;
    } catch (error) {
      if (isOnvifError(error, 'invalidInput')) return error.message;
      throw error;
    }
  }
}

/** A valid request to begin with, as the JSON of its arguments. */
function exampleArguments(catalog: Catalog, operation: Operation, detail: 'required' | 'all'): JsonObject {
  const { root } = parseXml(skeleton(catalog, operation, detail));
  const value = root && decodeElement(catalog, root);
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
  return isObject ? (value as JsonObject) : {};
}
