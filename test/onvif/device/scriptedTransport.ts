import { OnvifError } from '../../../src/onvif/base/onvifError';
import type { HeaderList, HttpRequest, HttpResult, Transport } from '../../../src/onvif/http/transport';
import { namespaces } from '../../../src/onvif/xml/namespaces';

/** One request as it arrived: who was asked for what, and what it carried. */
export interface SeenRequest {
  /** `http://host[:port]` */
  readonly origin: string;
  readonly url: string;
  /** Local name of the body's child. */
  readonly operation: string;
  readonly authorization: string | undefined;
  readonly text: string;
}

export interface ScriptedAnswer {
  readonly status?: number;
  readonly headers?: HeaderList;
  /** Content of the SOAP body; `text` is the whole reply instead. */
  readonly body?: string;
  readonly text?: string;
  /** Fails instead. */
  readonly error?: OnvifError;
}

export type Script = (request: SeenRequest) => ScriptedAnswer | Promise<ScriptedAnswer>;

/** A network in memory: `script` answers for every host. It keeps what was sent. */
export class ScriptedTransport implements Transport {
  readonly seen: SeenRequest[] = [];
  readonly #script: Script;
  /** How many requests were under way when each one was sent: 1 is a trip of its own. */
  readonly parallel: number[] = [];
  #open = 0;

  constructor(script: Script) {
    this.#script = script;
  }

  get operations(): string[] {
    return this.seen.map(each => each.operation);
  }

  async send(request: HttpRequest): Promise<HttpResult> {
    const text = new TextDecoder().decode(request.body);
    const seen: SeenRequest = {
      origin: /^https?:\/\/[^/]*/.exec(request.url)![0],
      url: request.url,
      operation: /<(?:\w+:)?Body[^>]*>\s*<(?:\w+:)?(\w+)/.exec(text)?.[1] ?? '',
      authorization: request.headers.find(([name]) => name === 'Authorization')?.[1],
      text,
    };
    this.seen.push(seen);
    this.parallel.push(++this.#open);
    const cancelled: ScriptedAnswer = { error: new OnvifError('cancelled', 'Cancelled.') };
    const answer = request.signal?.aborted ? cancelled : await this.#script(seen);
    await new Promise(resolve => setImmediate(resolve));
    this.#open--;
    const timing = { end: 1 };
    if (answer.error) return { kind: 'failure', error: answer.error, timing };
    return {
      kind: 'reply',
      timing,
      reply: {
        status: answer.status ?? 200,
        reason: '',
        headers: answer.headers ?? [['Content-Type', 'application/soap+xml; charset=utf-8']],
        body: new TextEncoder().encode(answer.text ?? envelope(answer.body ?? '')),
        truncated: false,
        reused: false,
        findings: [],
      },
    };
  }

  dispose(): void {}
}

export function envelope(body: string): string {
  return `<?xml version="1.0" encoding="UTF-8"?><s:Envelope xmlns:s="${namespaces.env}" xmlns:tds="${namespaces.tds}" xmlns:tt="${namespaces.tt}" xmlns:ter="${namespaces.ter}"><s:Body>${body}</s:Body></s:Envelope>`;
}

/** A SOAP 1.2 fault with ONVIF's subcodes. */
export function fault(code: 'Sender' | 'Receiver', ...subcodes: string[]): ScriptedAnswer {
  const chain = subcodes.reduceRight(
    (inner, subcode) => `<s:Subcode><s:Value>ter:${subcode}</s:Value>${inner}</s:Subcode>`,
    '',
  );
  return {
    status: code === 'Sender' ? 400 : 500,
    body: `<s:Fault><s:Code><s:Value>s:${code}</s:Value>${chain}</s:Code><s:Reason><s:Text xml:lang="en">It does not.</s:Text></s:Reason></s:Fault>`,
  };
}

/** 401 with a digest challenge. */
export function challenge(nonce = 'n1'): ScriptedAnswer {
  return {
    status: 401,
    headers: [['WWW-Authenticate', `Digest realm="onvif", nonce="${nonce}", qop="auth"`]],
    text: '',
  };
}

export function unreachable(): ScriptedAnswer {
  return { error: new OnvifError('unreachable', 'Nothing answers there: is the device switched on?') };
}

export function scopesReply(...scopes: string[]): ScriptedAnswer {
  const items = scopes.map(
    scope => `<tds:Scopes><tt:ScopeDef>Fixed</tt:ScopeDef><tt:ScopeItem>${scope}</tt:ScopeItem></tds:Scopes>`,
  );
  return { body: `<tds:GetScopesResponse>${items.join('')}</tds:GetScopesResponse>` };
}

export function servicesReply(
  ...services: [prefix: keyof typeof namespaces, xaddr: string][]
): ScriptedAnswer {
  const items = services.map(
    ([prefix, xaddr]) =>
      `<tds:Service><tds:Namespace>${namespaces[prefix]}</tds:Namespace><tds:XAddr>${xaddr}</tds:XAddr><tds:Version><tt:Major>26</tt:Major><tt:Minor>6</tt:Minor></tds:Version></tds:Service>`,
  );
  return { body: `<tds:GetServicesResponse>${items.join('')}</tds:GetServicesResponse>` };
}

export function usersReply(...users: [username: string, level: string][]): ScriptedAnswer {
  const items = users.map(
    ([username, level]) =>
      `<tds:User><tt:Username>${username}</tt:Username><tt:UserLevel>${level}</tt:UserLevel></tds:User>`,
  );
  return { body: `<tds:GetUsersResponse>${items.join('')}</tds:GetUsersResponse>` };
}

export const informationReply: ScriptedAnswer = {
  body: '<tds:GetDeviceInformationResponse><tds:Manufacturer>ACME</tds:Manufacturer><tds:Model>M1</tds:Model><tds:FirmwareVersion>1</tds:FirmwareVersion><tds:SerialNumber>2</tds:SerialNumber><tds:HardwareId>3</tds:HardwareId></tds:GetDeviceInformationResponse>',
};

/** GetSystemDateAndTime at `time`, milliseconds since the epoch. */
export function dateReply(time: number): ScriptedAnswer {
  const at = new Date(time);
  return {
    body: `<tds:GetSystemDateAndTimeResponse><tds:SystemDateAndTime><tt:UTCDateTime><tt:Time><tt:Hour>${at.getUTCHours()}</tt:Hour><tt:Minute>${at.getUTCMinutes()}</tt:Minute><tt:Second>${at.getUTCSeconds()}</tt:Second></tt:Time><tt:Date><tt:Year>${at.getUTCFullYear()}</tt:Year><tt:Month>${at.getUTCMonth() + 1}</tt:Month><tt:Day>${at.getUTCDate()}</tt:Day></tt:Date></tt:UTCDateTime></tds:SystemDateAndTime></tds:GetSystemDateAndTimeResponse>`,
  };
}
