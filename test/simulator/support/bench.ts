import assert from 'node:assert/strict';
import { bundledCatalog } from '../../../src/onvif/catalog/bundledCatalog';
import { systemRandom } from '../../../src/onvif/base/random';
import type { JsonObject } from '../../../src/onvif/base/json';
import type { Credentials } from '../../../src/onvif/auth/credentials';
import { parseChallenges } from '../../../src/onvif/auth/challenge';
import { answerDigest, chooseDigest, digestKey } from '../../../src/onvif/auth/digest';
import { usernameToken } from '../../../src/onvif/auth/usernameToken';
import { headerOf, headersOf, type HeaderList } from '../../../src/onvif/http/transport';
import { decodeElement } from '../../../src/onvif/schema/decode';
import { encodeElement } from '../../../src/onvif/schema/encode';
import { validateMessage } from '../../../src/onvif/schema/validateMessage';
import { namespaces } from '../../../src/onvif/xml/namespaces';
import { childOf, childrenOf, textOf } from '../../../src/onvif/xml/query';
import { parseXml } from '../../../src/onvif/xml/reader';
import type { XmlElement } from '../../../src/onvif/xml/xmlNode';
import { SimulatedDevice, type SimulatedDeviceOptions } from '../../../src/simulator/simulatedDevice';
import type { HttpAnswer } from '../../../src/simulator/httpMessage';
import { FakeClock } from '../../support/fakeClock';

export const admin: Credentials = { username: 'admin', password: 'Secret-1' };
export const origin = 'http://127.0.0.1:8080';

/** A device with time in the test's hands. */
export function makeDevice(
  options: Partial<SimulatedDeviceOptions> = {},
): SimulatedDevice & { clock: FakeClock } {
  const device = new SimulatedDevice({
    clock: new FakeClock(),
    random: systemRandom,
    identity: { serialNumber: 'TEST0001' },
    ...(options.state === 'operational' ? { administrator: admin } : {}),
    ...options,
  });
  return device as SimulatedDevice & { clock: FakeClock };
}

/** What came back, taken apart by hand: nothing here goes through the client code of the product. */
export interface Outcome {
  readonly status: number;
  readonly headers: HeaderList;
  readonly text: string;
  /** The decoded body child of a reply. */
  readonly reply?: JsonObject;
  /** `Sender/InvalidArgVal/InvalidHostname` */
  readonly fault?: string;
  readonly header?: XmlElement;
}

export interface PostOptions {
  readonly headers?: HeaderList;
  readonly path?: string;
  readonly method?: string;
  /** Content of the SOAP header. */
  readonly header?: string;
}

/** Posts any text as the request. */
export async function post(
  device: SimulatedDevice,
  text: string,
  options: PostOptions = {},
): Promise<Outcome> {
  const answer = await device.answer({
    method: options.method ?? 'POST',
    target: options.path ?? '/onvif/device_service',
    headers: [['Content-Type', 'application/soap+xml; charset=utf-8'], ...(options.headers ?? [])],
    body: new TextEncoder().encode(text),
    scheme: 'http',
    authority: '127.0.0.1:8080',
  });
  assert.ok(answer, 'the device is up');
  // quirks bend replies; all others are held to the schemas
  if (device.quirks.length === 0) assertValid(answer);
  return outcomeOf(answer);
}

/** Fetches a file, or sends one, as a client without SOAP does. */
export async function transfer(
  device: SimulatedDevice,
  url: string,
  { body, headers = [] }: { readonly body?: Uint8Array; readonly headers?: HeaderList } = {},
): Promise<HttpAnswer> {
  const type = body ? [['Content-Type', 'application/octet-stream'] as const] : [];
  const answer = await device.answer({
    method: body ? 'POST' : 'GET',
    target: new URL(url).pathname,
    headers: [...type, ...headers],
    body: body ?? new Uint8Array(),
    scheme: 'http',
    authority: '127.0.0.1:8080',
  });
  assert.ok(answer, 'the device is up');
  return answer;
}

/** One operation (`tds:GetUsers`) by the catalog's codec, optionally with a login. */
export async function call(
  device: SimulatedDevice,
  operation: string,
  args: JsonObject = {},
  login?: { readonly digest?: Credentials; readonly wsse?: Credentials },
  { path = pathOf(operation), header = '' }: { readonly path?: string; readonly header?: string } = {},
): Promise<Outcome> {
  const { input } = bundledCatalog().operation(operation)!;
  const body = encodeElement(bundledCatalog(), input, args);
  const token = login?.wsse ? tokenFor(device, login.wsse) : '';
  const envelope = soap(body, header + token);
  const headers = login?.digest
    ? [['Authorization', await digestFor(device, login.digest, path)] as const]
    : [];
  return post(device, envelope, { headers, path });
}

/** Where the service of an operation (`tev:GetEventProperties`) is. */
export function pathOf(operation: string): string {
  return operation.startsWith('tev:') ? '/onvif/event_service' : '/onvif/device_service';
}

export function soap(body: string, header = ''): string {
  return `<s:Envelope xmlns:s="${namespaces.env}"><s:Header>${header}</s:Header><s:Body>${body}</s:Body></s:Envelope>`;
}

export function tokenFor(device: SimulatedDevice, credentials: Credentials, created = device.now()): string {
  return usernameToken({ credentials, created, nonce: systemRandom.bytes(20) });
}

/** An Authorization for a request to `uri`, to a challenge fetched for it. */
export async function digestFor(
  device: SimulatedDevice,
  credentials: Credentials,
  uri = '/onvif/device_service',
  method = 'POST',
): Promise<string> {
  const refused = await post(device, soap(`<tds:GetUsers xmlns:tds="${namespaces.tds}"/>`));
  assert.equal(refused.status, 401);
  const challenge = chooseDigest(parseChallenges(headersOf(refused.headers, 'www-authenticate')));
  assert.ok(challenge, 'a digest challenge');
  const cnonce = 'c0ffee';
  const key = digestKey(challenge, credentials, cnonce);
  return answerDigest({ challenge, credentials, key, method, uri, count: 1, cnonce });
}

/** Holds a SOAP answer to the official schemas, as far as the catalog has them. */
export function assertValid({ headers, body }: HttpAnswer): void {
  if (!headerOf(headers, 'content-type')?.startsWith('application/soap+xml')) return;
  const document = parseXml(new TextDecoder().decode(body));
  const wrong = [
    ...document.problems,
    ...validateMessage(bundledCatalog(), document, { direction: 'reply' }),
  ];
  assert.deepEqual(
    wrong.map(each => each.message),
    [],
    document.text,
  );
}

function outcomeOf({ status, headers, body }: HttpAnswer): Outcome {
  const text = new TextDecoder().decode(body);
  const plain = { status, headers, text };
  if (!headerOf(headers, 'content-type')?.startsWith('application/soap+xml')) return plain;
  const { root, wellFormed } = parseXml(text);
  if (!root || !wellFormed) return plain;
  const header = childOf(root, namespaces.env, 'Header');
  const content = childrenOf(childOf(root, namespaces.env, 'Body')!)[0]!;
  const common = { ...plain, ...(header ? { header } : {}) };
  if (content.local === 'Fault') return { ...common, fault: faultPath(content) };
  return { ...common, reply: decodeElement(bundledCatalog(), content) as JsonObject };
}

function faultPath(fault: XmlElement): string {
  const names: string[] = [];
  for (
    let at = childOf(fault, namespaces.env, 'Code');
    at !== undefined;
    at = childOf(at, namespaces.env, 'Subcode')
  ) {
    const value = textOf(childOf(at, namespaces.env, 'Value'));
    names.push(value.replace(names.length === 0 ? /^env:/ : /^ter:/, ''));
  }
  return names.join('/');
}
