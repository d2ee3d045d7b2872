import type { Operation } from '../onvif/catalog/catalog';
import { headerOf, type HeaderList } from '../onvif/http/transport';
import { decodeElement } from '../onvif/schema/decode';
import { encodeElement } from '../onvif/schema/encode';
import type { JsonObject } from '../onvif/base/json';
import { decodeBytes } from '../onvif/xml/decodeBytes';
import type { XmlElement } from '../onvif/xml/xmlNode';
import type { Answer, Behaviour, OperationCall } from './behaviour';
import { DeviceFault, notSupported } from './deviceFault';
import { Gatekeeper } from './gatekeeper';
import { withoutSecrets, type HeardRequest } from './heardRequests';
import { findHttpResource } from './httpResources';
import type { HeardHttp, HttpAnswer } from './httpMessage';
import type { LoginQuirk, Quirk } from './quirks/quirk';
import { RequestArguments } from './requestArguments';
import { readRequestEnvelope } from './requestEnvelope';
import type { DeviceControls } from './deviceControls';
import { belongsTo, isServicePath } from './servicePaths';
import { httpAnswer, soapFault, soapReply, type AnswerAddressing } from './soapAnswer';
import { webPage } from './webPage';

/** What is remembered of a request, as far as it was understood. */
type Note = { -readonly [K in keyof Omit<HeardRequest, 'at' | 'status'>]: HeardRequest[K] };

/** What stands for an operation that is not known yet: for users only. */
const anyOperation = '';
/** Arguments of larger requests are not remembered, bytes. */
const rememberedBody = 8 * 1024;

/** From an HTTP request to the HTTP answer: transport rules, envelope, login, behaviour, reply. */
export class DeviceEndpoint {
  readonly #gatekeeper: Gatekeeper;

  /** `behaviours`: newest first. Both lists may change from request to request. */
  constructor(
    readonly device: DeviceControls,
    readonly behaviours: readonly Behaviour[],
    quirks: readonly Quirk[],
  ) {
    const login = () => Object.assign({}, ...quirks.map(each => each.login)) as LoginQuirk;
    this.#gatekeeper = new Gatekeeper(device, login);
  }

  /** After a reboot no nonce of before is valid. */
  forgetLogins(): void {
    this.#gatekeeper.forget();
  }

  async answer(request: HeardHttp): Promise<{ answer: HttpAnswer; note: Note }> {
    const { method, target, remoteAddress } = request;
    const note: Note = { method, target, login: 'none', ...(remoteAddress ? { remoteAddress } : {}) };
    const answer =
      this.#answerPlain(request, note) ??
      this.#refuseByHttp(request) ??
      (await this.#answerSoap(request, note));
    return { answer, note };
  }

  /** Files that are fetched or sent without SOAP, guarded like the operations that lead to them. */
  #answerPlain(request: HeardHttp, note: Note): HttpAnswer | undefined {
    const resource = findHttpResource(pathOf(request), this.device);
    if (!resource) return undefined;
    if (request.method !== resource.method) return httpAnswer(405, [['Allow', resource.method]]);
    const { login, user, refusal, headers } = this.#gatekeeper.admit(request, undefined, resource.guard);
    note.login = login;
    if (user) note.user = user.username;
    return refusal ?? withHeaders(resource.answer(request), headers);
  }

  /** What HTTP alone can refuse: path, method, media type. */
  #refuseByHttp(request: HeardHttp): HttpAnswer | undefined {
    const { method, headers, authority } = request;
    const path = pathOf(request);
    if (!isAuthority(authority)) return httpAnswer(400, [], 'The Host field is no host and port.\n');
    if (path === '/' && (method === 'GET' || method === 'HEAD')) return webPage(this.device, authority);
    if (!isServicePath(path)) return httpAnswer(404, [], 'Nothing is here.\n');
    if (method !== 'POST') return httpAnswer(405, [['Allow', 'POST']], 'SOAP is sent by POST.\n');
    const type = headerOf(headers, 'content-type')?.split(';')[0]!.trim().toLowerCase();
    return type === 'application/soap+xml'
      ? undefined
      : httpAnswer(415, [], 'SOAP 1.2 travels as application/soap+xml.\n');
  }

  async #answerSoap(request: HeardHttp, note: Note): Promise<HttpAnswer> {
    // clients that wait for the challenge before they send a body (curl) first send none
    const early =
      request.body.length === 0 && this.#gatekeeper.admit(request, undefined, anyOperation).refusal;
    if (early) return early;
    let addressing: AnswerAddressing | undefined;
    try {
      const { body, headerBlocks, security, messageId } = readRequestEnvelope(textOfBody(request));
      const operation = this.#operationOf(body);
      note.operation = operation.id;
      addressing = addressingOf(operation, messageId);
      const admission = this.#gatekeeper.admit(request, security, operation.id);
      note.login = admission.login;
      if (admission.user) note.user = admission.user.username;
      if (admission.refusal) return admission.refusal;
      const path = pathOf(request);
      if (!belongsTo(path, operation.service.prefix)) {
        throw new DeviceFault('Sender/UnknownAction', `${operation.id} is not answered at ${path}.`);
      }
      const json = decodeElement(this.device.catalog, body) as JsonObject;
      if (request.body.length <= rememberedBody) note.arguments = withoutSecrets(json);
      const answer = await this.#perform({
        operation: operation.id,
        arguments: new RequestArguments(json),
        origin: `${request.scheme}://${request.authority}`,
        path,
        headerBlocks,
        ...(request.signal ? { signal: request.signal } : {}),
        ...(admission.user ? { user: admission.user } : {}),
      });
      if ('raw' in answer) return answer.raw;
      if ('fault' in answer) return soapFault(answer.fault, addressing);
      if (!operation.output) return httpAnswer(202);
      const reply = encodeElement(this.device.catalog, operation.output, answer.reply);
      return withHeaders(soapReply(reply, addressing), admission.headers);
    } catch (error) {
      return soapFault(asFault(error), addressing);
    }
  }

  #operationOf(body: XmlElement): Operation {
    const { catalog } = this.device;
    const operation = catalog.operationOfRequest(body);
    if (operation) return operation;
    if (!catalog.service(body.namespace)) {
      throw new DeviceFault('Sender/Namespace', `No service has the namespace "${body.namespace}".`);
    }
    throw new DeviceFault('Sender/UnknownAction', `The service has no operation ${body.local}.`);
  }

  /** Asks the behaviours, newest first. */
  async #perform(call: OperationCall): Promise<Answer> {
    for (const behaviour of [...this.behaviours]) {
      if (!behaviour.handles(call.operation)) continue;
      const answer = await behaviour.answer(call, this.device);
      if (answer) return answer;
    }
    throw notSupported(call.operation);
  }
}

/** Every reply of the event service is addressed (Core, event handling), another's only when the client began it. */
function addressingOf(operation: Operation, messageId: string | undefined): AnswerAddressing | undefined {
  const { service, action, replyAction = `${action}Response` } = operation;
  if (messageId !== undefined) return { action: replyAction, relatesTo: messageId };
  return service.prefix === 'tev' ? { action: replyAction } : undefined;
}

function pathOf({ target }: HeardHttp): string {
  return target.split('?')[0]!;
}

function withHeaders(answer: HttpAnswer, headers: HeaderList = []): HttpAnswer {
  return { ...answer, headers: [...answer.headers, ...headers] };
}

/** A behaviour that fails in another way than by a DeviceFault is a mistake in it: the fault says so. */
function asFault(error: unknown): DeviceFault {
  if (error instanceof DeviceFault) return error;
  const message = error instanceof Error ? error.message : String(error);
  return new DeviceFault('Receiver/CriticalError', `The simulated device failed: ${message}`);
}

function textOfBody({ headers, body }: HeardHttp): string {
  const charset = /;\s*charset\s*=\s*"?([^";\s]+)/i.exec(headerOf(headers, 'content-type') ?? '')?.[1];
  const { text, findings } = decodeBytes(body, charset);
  if (findings[0]) throw new DeviceFault('Sender/WellFormed', findings[0].message);
  return text;
}

/** Only what can stand in a URL: it comes back in the addresses of services. */
function isAuthority(authority: string): boolean {
  return /^([A-Za-z0-9._~-]+|\[[0-9A-Fa-f:.]+(%25[A-Za-z0-9._~-]+)?\])(:\d{1,5})?$/.test(authority);
}
