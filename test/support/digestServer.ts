import { createHash } from 'node:crypto';

/**
 * A server that checks HTTP Digest by the letter of RFC 7616, 2617 and 2069. It shares no line with the code it
 * judges. One form of challenge each; what a form does not allow is refused with the reason.
 */
export interface DigestForm {
  readonly name: string;
  /** Values of the WWW-Authenticate fields. */
  readonly challenges: (nonce: string, stale: boolean) => readonly string[];
  readonly realm?: string;
  /** Algorithms that are accepted, as they must be spelt; undefined: the parameter must be missing. */
  readonly algorithms: readonly (string | undefined)[];
  readonly qop: 'auth' | 'auth-int' | undefined;
  readonly opaque?: string;
  readonly username?: string;
  /** How the user name must come: plainly unless told. */
  readonly nameAs?: 'extended' | 'hash';
  /** Every second accepted request finds its nonce too old. */
  readonly stales?: boolean;
  /** Every reply names the nonce of the next request. */
  readonly nextNonce?: boolean;
  /** The count must be 1, 2, 3 ... instead of growing. */
  readonly strictCount?: boolean;
}

export const password = 'p:a"ss w\u00f6rd';
export const target = '/onvif/device_service?profile=1&name=a%20b';
const plainUser = 'operator "one"';
const strangeUser = 'J\u00e4s\u00f8n';
const simple = 'realm="onvif"';

export const digestForms: readonly DigestForm[] = [
  {
    name: 'MD5 with qop auth',
    challenges: nonce => [`Digest ${simple}, qop="auth", nonce="${nonce}", algorithm=MD5`],
    algorithms: ['MD5'],
    qop: 'auth',
  },
  {
    name: 'no algorithm but opaque',
    challenges: nonce => [`Digest ${simple}, nonce="${nonce}", qop="auth", opaque="5ccc\\"069c"`],
    algorithms: [undefined],
    qop: 'auth',
    opaque: '5ccc"069c',
  },
  {
    name: 'the count strictly 1, 2, 3 per nonce',
    challenges: nonce => [`Digest ${simple}, qop="auth", nonce="${nonce}", algorithm=MD5`],
    algorithms: ['MD5'],
    qop: 'auth',
    strictCount: true,
  },
  {
    name: 'qop "auth,auth-int"',
    challenges: nonce => [`Digest ${simple}, qop="auth,auth-int", nonce="${nonce}", algorithm=MD5`],
    algorithms: ['MD5'],
    qop: 'auth',
  },
  {
    name: 'qop "auth-int, auth"',
    challenges: nonce => [`Digest ${simple}, qop="auth-int, auth", nonce="${nonce}", algorithm=MD5`],
    algorithms: ['MD5'],
    qop: 'auth',
  },
  {
    name: 'auth-int only',
    challenges: nonce => [`Digest ${simple}, qop="auth-int", nonce="${nonce}", algorithm=MD5`],
    algorithms: ['MD5'],
    qop: 'auth-int',
  },
  {
    name: 'no qop (RFC 2069)',
    challenges: nonce => [`Digest ${simple}, nonce="${nonce}"`],
    algorithms: [undefined],
    qop: undefined,
  },
  {
    name: 'MD5-sess',
    challenges: nonce => [`Digest ${simple}, qop="auth", nonce="${nonce}", algorithm=MD5-sess`],
    algorithms: ['MD5-sess'],
    qop: 'auth',
  },
  {
    name: 'SHA-256',
    challenges: nonce => [`Digest ${simple}, qop="auth", nonce="${nonce}", algorithm=SHA-256`],
    algorithms: ['SHA-256'],
    qop: 'auth',
  },
  {
    name: 'SHA-256-sess',
    challenges: nonce => [`Digest ${simple}, qop="auth", nonce="${nonce}", algorithm=SHA-256-sess`],
    algorithms: ['SHA-256-sess'],
    qop: 'auth',
  },
  {
    name: 'SHA-512-256',
    challenges: nonce => [`Digest ${simple}, qop="auth", nonce="${nonce}", algorithm=SHA-512-256`],
    algorithms: ['SHA-512-256'],
    qop: 'auth',
  },
  {
    name: 'two fields, MD5 then SHA-256, either accepted',
    challenges: nonce => [
      `Digest ${simple}, qop="auth", nonce="${nonce}", algorithm=MD5`,
      `Digest ${simple}, qop="auth", nonce="${nonce}", algorithm=SHA-256`,
    ],
    algorithms: ['MD5', 'SHA-256'],
    qop: 'auth',
  },
  {
    name: 'two fields, MD5 then SHA-256, SHA-256 demanded',
    challenges: nonce => [
      `Digest ${simple}, qop="auth", nonce="${nonce}", algorithm=MD5`,
      `Digest ${simple}, qop="auth", nonce="${nonce}", algorithm=SHA-256`,
    ],
    algorithms: ['SHA-256'],
    qop: 'auth',
  },
  {
    name: 'Basic first, then Digest, in one field',
    challenges: nonce => [
      `Basic realm="web, only", Digest ${simple}, qop="auth", nonce="${nonce}", algorithm=MD5`,
    ],
    algorithms: ['MD5'],
    qop: 'auth',
  },
  {
    name: 'the scheme in lower case, blanks, unquoted values',
    challenges: nonce => [`digest  realm = onvif ,nonce= ${nonce} ,  qop=auth , algorithm = "MD5"`],
    algorithms: ['MD5'],
    qop: 'auth',
  },
  {
    name: 'a realm with comma, quote and equals sign',
    challenges: nonce => [`Digest realm="a, b=\\"c\\"", qop="auth", nonce="${nonce}", algorithm=MD5`],
    realm: 'a, b="c"',
    algorithms: ['MD5'],
    qop: 'auth',
  },
  {
    name: 'the nonce stale every second call',
    challenges: (nonce, stale) => [
      `Digest ${simple}, qop="auth", nonce="${nonce}", algorithm=MD5${stale ? ', stale=true' : ''}`,
    ],
    algorithms: ['MD5'],
    qop: 'auth',
    stales: true,
  },
  {
    name: 'nextnonce',
    challenges: nonce => [`Digest ${simple}, qop="auth", nonce="${nonce}", algorithm=MD5`],
    algorithms: ['MD5'],
    qop: 'auth',
    nextNonce: true,
    strictCount: true,
  },
  {
    name: 'a user name that is not ASCII, with charset=UTF-8',
    challenges: nonce => [`Digest ${simple}, qop="auth", nonce="${nonce}", algorithm=SHA-256, charset=UTF-8`],
    algorithms: ['SHA-256'],
    qop: 'auth',
    username: strangeUser,
    nameAs: 'extended',
  },
  {
    name: 'userhash',
    challenges: nonce => [
      `Digest ${simple}, qop="auth", nonce="${nonce}", algorithm=SHA-256, charset=UTF-8, userhash=true`,
    ],
    algorithms: ['SHA-256'],
    qop: 'auth',
    username: strangeUser,
    nameAs: 'hash',
  },
];

export interface DigestAnswer {
  readonly status: 200 | 401;
  readonly headers: readonly (readonly [string, string])[];
  /** Why a 401 was given. */
  readonly reason: string;
}

const hashes: Record<string, string> = { MD5: 'md5', 'SHA-256': 'sha256', 'SHA-512-256': 'sha512-256' };
const authorizationShape =
  /^Digest ((username|realm|nonce|uri|response|cnonce|opaque)="(?:[^"\\]|\\.)*"|(algorithm|qop|nc|userhash)=[^\s,"]+|username\*=UTF-8''[^\s,"]+)(, (?:(?:username|realm|nonce|uri|response|cnonce|opaque)="(?:[^"\\]|\\.)*"|(?:algorithm|qop|nc|userhash)=[^\s,"]+|username\*=UTF-8''[^\s,"]+))*$/;

export class DigestServer {
  readonly form: DigestForm;
  readonly username: string;
  /** Requests answered: the client's round trips. */
  requests = 0;
  /** Requests that carried an Authorization and were refused for it. */
  readonly refusals: string[] = [];
  #nonces = 0;
  #accepted = 0;
  #current = '';
  #count = 0;

  constructor(form: DigestForm) {
    this.form = form;
    this.username = form.username ?? plainUser;
  }

  answer(method: string, uri: string, authorization: string | undefined, body: Uint8Array): DigestAnswer {
    this.requests++;
    if (authorization === undefined) return this.#challenge('no Authorization', false);
    const reason = this.#wrong(method, uri, authorization, body);
    if (reason !== undefined) {
      this.refusals.push(reason);
      return this.#challenge(reason, false);
    }
    this.#accepted++;
    if (this.form.stales && this.#accepted % 2 === 0) return this.#challenge('stale', true);
    if (!this.form.nextNonce) return { status: 200, headers: [], reason: '' };
    this.#issue();
    return { status: 200, headers: [['Authentication-Info', `nextnonce="${this.#current}"`]], reason: '' };
  }

  #issue(): void {
    this.#current = `nonce${++this.#nonces}of${this.form.algorithms.length}`;
    this.#count = 0;
  }

  #challenge(reason: string, stale: boolean): DigestAnswer {
    this.#issue();
    const values = this.form.challenges(this.#current, stale);
    return { status: 401, headers: values.map(value => ['WWW-Authenticate', value] as const), reason };
  }

  /** What is wrong with the Authorization, or undefined. */
  #wrong(method: string, uri: string, authorization: string, body: Uint8Array): string | undefined {
    if (!authorizationShape.test(authorization)) return `malformed: ${authorization}`;
    const sent = new Map<string, string>();
    for (const [, name, quoted, bare] of authorization.matchAll(
      /([a-z*]+)=(?:"((?:[^"\\]|\\.)*)"|([^\s,"]+))/g,
    )) {
      if (sent.has(name!)) return `${name} twice`;
      sent.set(name!, quoted === undefined ? bare! : quoted.replace(/\\(.)/g, '$1'));
    }
    const { form } = this;
    const algorithm = sent.get('algorithm');
    if (!form.algorithms.includes(algorithm)) return `algorithm ${algorithm}`;
    if (sent.get('realm') !== (form.realm ?? 'onvif')) return `realm ${sent.get('realm')}`;
    if (sent.get('nonce') !== this.#current) return `nonce ${sent.get('nonce')}, not ${this.#current}`;
    if (sent.get('uri') !== uri) return `uri ${sent.get('uri')}`;
    if (sent.get('opaque') !== form.opaque) return `opaque ${sent.get('opaque')}`;
    if (sent.get('qop') !== form.qop) return `qop ${sent.get('qop')}`;
    const [base, session] = (algorithm ?? 'MD5').split(/(?=-sess$)/);
    const hash = (data: string | Buffer) => createHash(hashes[base!]!).update(data).digest('hex');
    const cnonce = sent.get('cnonce');
    const nc = sent.get('nc');
    if (form.qop) {
      if (!cnonce || !nc || !/^[0-9a-f]{8}$/.test(nc)) return `cnonce ${cnonce}, nc ${nc}`;
      const count = parseInt(nc, 16);
      if (form.strictCount ? count !== this.#count + 1 : count <= this.#count)
        return `nc ${nc} after ${this.#count}`;
      this.#count = count;
    } else if (nc !== undefined || (cnonce !== undefined && !session)) return 'cnonce or nc without qop';
    const named = this.#wrongName(sent, hash);
    if (named) return named;
    const secret = hash(`${this.username}:${form.realm ?? 'onvif'}:${password}`);
    const key = session ? hash(`${secret}:${this.#current}:${cnonce}`) : secret;
    const request = hash(`${method}:${uri}${form.qop === 'auth-int' ? `:${hash(Buffer.from(body))}` : ''}`);
    const expected = form.qop
      ? hash(`${key}:${this.#current}:${nc}:${cnonce}:${form.qop}:${request}`)
      : hash(`${key}:${this.#current}:${request}`);
    return sent.get('response') === expected ? undefined : 'response';
  }

  #wrongName(sent: ReadonlyMap<string, string>, hash: (data: string) => string): string | undefined {
    const expected: Record<string, string | undefined> =
      this.form.nameAs === 'hash'
        ? { username: hash(`${this.username}:onvif`), userhash: 'true' }
        : this.form.nameAs === 'extended'
          ? { 'username*': `UTF-8''${encodeURIComponent(this.username)}` }
          : { username: this.username };
    for (const name of ['username', 'username*', 'userhash']) {
      if (sent.get(name) !== expected[name]) return `${name} ${sent.get(name)}`;
    }
    return undefined;
  }
}
