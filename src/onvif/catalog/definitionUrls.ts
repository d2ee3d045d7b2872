import { OnvifError } from '../base/onvifError';
import { headerOf, type HttpReply, type Transport } from '../http/transport';
import { decodeBytes } from '../xml/decodeBytes';
import type { KnownComponents } from './compileContext';
import type { CompileProblem, CompileProblemCode } from './compileProblem';
import { importsOf, type DefinitionImport } from './definitionSet';
import { readDefinitionXml, WSDL, type DefinitionFile, type DefinitionNode } from './definitionXml';

export interface UrlLimits {
  /** Requests, redirects among them. Default 200. */
  readonly files: number;
  /** Bytes of one file. Default 16 MiB. */
  readonly fileBytes: number;
  /** Bytes of all files. Default 100 MB. */
  readonly totalBytes: number;
  /** Imports on the way from the first file to another. Default 16. */
  readonly depth: number;
}

export const defaultUrlLimits: UrlLimits = {
  files: 200,
  fileBytes: 16 << 20,
  totalBytes: 100_000_000,
  depth: 16,
};

/** The port that asks a person before anything is fetched from a server that only an import or a redirect names. */
export interface DefinitionConsent {
  /**
   * @param origin `scheme://host[:port]`
   * @param named the URL that is wanted from there
   * @param by the file that names it
   */
  allowOrigin(origin: string, named: string, by: string): Promise<boolean>;
}

export interface UrlOptions {
  readonly transport: Transport;
  readonly consent: DefinitionConsent;
  /** What need not be fetched, unless the first file is one of its services: then all of a release is wanted. */
  readonly known: Pick<KnownComponents, 'namespaces' | 'services'>;
  readonly limits?: Partial<UrlLimits>;
  readonly signal?: AbortSignal;
  /** Hears each URL before it is fetched. */
  readonly onFetch?: (url: string) => void;
}

/**
 * Fetches a WSDL or XSD file and everything it imports, import by import, one request at a time. The server of `url`
 * is the person's own choice; every other is asked about once before anything is sent to it. Resolves to the files,
 * and to a problem for everything that could not be had. Rejects only with `cancelled`, and with `invalidInput` for
 * a `url` that is none.
 */
export async function readDefinitionUrl(
  url: string,
  options: UrlOptions,
): Promise<{ files: DefinitionFile[]; problems: CompileProblem[] }> {
  return new UrlReading(startUrl(url), options).run();
}

/** A file that is wanted, and who wants it. */
interface Wanted {
  readonly url: URL;
  readonly depth: number;
  readonly by?: { readonly file: string; readonly line: number; readonly namespace: string | undefined };
}

interface Fetched {
  /** Where it came from in the end: what its own imports are relative to. */
  readonly url: URL;
  readonly text: string;
}

interface ReadFile {
  readonly path: string;
  readonly text: string;
  /** URL by location as written. */
  readonly imports: ReadonlyMap<string, string>;
}

const redirects = new Set([301, 302, 303, 307, 308]);
const maximumRedirects = 5;

class UrlReading {
  readonly #limits: UrlLimits;
  readonly #queue: Wanted[];
  /** Path of the file by URL, that before a redirect too; undefined where there is none to be had. */
  readonly #paths = new Map<string, string | undefined>();
  readonly #origins = new Map<string, boolean>();
  readonly #files: ReadFile[] = [];
  readonly #problems: CompileProblem[] = [];
  readonly #knownNamespaces: ReadonlySet<string>;
  #followsKnown = false;
  #requests = 0;
  #bytes = 0;

  constructor(
    start: URL,
    private readonly options: UrlOptions,
  ) {
    this.#limits = { ...defaultUrlLimits, ...options.limits };
    this.#queue = [{ url: start, depth: 0 }];
    this.#origins.set(start.origin, true);
    this.#knownNamespaces = new Set(Object.values(options.known.namespaces));
  }

  async run(): Promise<{ files: DefinitionFile[]; problems: CompileProblem[] }> {
    for (let wanted = this.#queue.shift(); wanted; wanted = this.#queue.shift()) {
      if (this.#paths.has(wanted.url.href)) continue;
      this.#paths.set(wanted.url.href, undefined);
      const fetched = await this.#fetch(wanted);
      if (fetched) this.#take(wanted, fetched);
    }
    const files = this.#files.map(({ path, text, imports }) => ({
      path,
      text,
      locations: new Map(
        [...imports].flatMap(([location, url]) => {
          const target = this.#paths.get(url);
          return target === undefined ? [] : [[location, target] as const];
        }),
      ),
    }));
    return { files, problems: this.#problems };
  }

  #take(wanted: Wanted, { url, text }: Fetched): void {
    const path = url.href;
    const known = this.#paths.get(path);
    this.#paths.set(wanted.url.href, known ?? path);
    if (known !== undefined) return;
    this.#paths.set(path, path);
    const parsed = readDefinitionXml({ path, text });
    // What is no XML is the compiler's to say.
    const root = 'root' in parsed ? parsed.root : undefined;
    if (!wanted.by) this.#followsKnown = root !== undefined && this.#isKnownService(root);
    const imports = root ? this.#follow(root, wanted.depth, url) : new Map<string, string>();
    this.#files.push({ path, text, imports });
  }

  #isKnownService(root: DefinitionNode): boolean {
    const target = root.attributes.get('targetNamespace');
    return root.namespace === WSDL && this.options.known.services.some(each => each.namespace === target);
  }

  /** Puts what a file imports into the queue. */
  #follow(root: DefinitionNode, depth: number, base: URL): ReadonlyMap<string, string> {
    const imports = new Map<string, string>();
    for (const each of importsOf(root)) {
      if (each.location === '' || (!this.#followsKnown && this.#isKnown(each))) continue;
      const by = { file: base.href, line: each.line, namespace: each.namespace };
      const url = resolved(each.location, base);
      if (!url) {
        this.#report('missing-import', `${each.location} is no address that can be fetched.`, by);
      } else if (depth >= this.#limits.depth) {
        const message = `${url.href} is ${depth + 1} imports away from the first file; ${this.#limits.depth} is the limit.`;
        this.#report('too-large', message, by);
      } else {
        imports.set(each.location, url.href);
        this.#queue.push({ url, depth: depth + 1, by });
      }
    }
    return imports;
  }

  #isKnown({ namespace }: Pick<DefinitionImport, 'namespace'>): boolean {
    return namespace !== undefined && this.#knownNamespaces.has(namespace);
  }

  async #fetch(wanted: Wanted): Promise<Fetched | undefined> {
    let { url } = wanted;
    for (let hop = 0; hop <= maximumRedirects; hop++) {
      if (!(await this.#isAllowed(url, wanted))) return undefined;
      const reply = await this.#send(url, wanted);
      if (!reply) return undefined;
      if (!redirects.has(reply.status)) return this.#read(url, reply, wanted);
      const target = resolved(headerOf(reply.headers, 'location') ?? '', url);
      if (!target) {
        this.#reportFile(url, wanted, `The server redirects (${reply.status}) to no address.`);
        return undefined;
      }
      url = target;
    }
    this.#reportFile(url, wanted, `The server redirected more than ${maximumRedirects} times.`);
    return undefined;
  }

  /** Asks once an origin, before the first request to it. */
  async #isAllowed(url: URL, wanted: Wanted): Promise<boolean> {
    const by = wanted.by?.file ?? wanted.url.href;
    let allowed = this.#origins.get(url.origin);
    if (allowed === undefined) {
      allowed = await this.options.consent.allowOrigin(url.origin, url.href, by);
      this.#origins.set(url.origin, allowed);
    }
    this.#throwIfCancelled();
    if (!allowed) {
      const message = `${url.href} was not fetched because ${url.origin} was not allowed.`;
      this.#report('missing-import', message, wanted.by ?? { file: wanted.url.href });
    }
    return allowed;
  }

  async #send(url: URL, wanted: Wanted): Promise<HttpReply | undefined> {
    const { files, fileBytes, totalBytes } = this.#limits;
    const left = totalBytes - this.#bytes;
    if (this.#requests >= files || left <= 0) {
      this.#queue.length = 0;
      const what = left <= 0 ? `${totalBytes} bytes` : `${files} files`;
      this.#report('too-large', `The imports lead to more than ${what}, which is the limit.`, {
        file: url.href,
      });
      return undefined;
    }
    this.#throwIfCancelled();
    this.#requests++;
    this.options.onFetch?.(url.href);
    const { signal } = this.options;
    const body = Math.min(fileBytes, left);
    const result = await this.options.transport.send({
      method: 'GET',
      url: url.href,
      headers: [['Accept', 'text/xml, application/wsdl+xml, application/xml, */*;q=0.1']],
      limits: { body },
      idempotent: true,
      ...(signal && { signal }),
    });
    this.#throwIfCancelled();
    if (result.kind === 'reply') {
      this.#bytes += result.reply.body.length;
      return result.reply;
    }
    if (result.error.code === 'cancelled') throw result.error;
    this.#bytes += result.partial?.body.length ?? 0;
    if (result.error.code === 'tooLarge') {
      const message = `The file has more than ${body} bytes, which is the limit${body < fileBytes ? ' that is left' : ''}.`;
      this.#reportFile(url, wanted, message, 'too-large');
    } else this.#reportFile(url, wanted, `The file cannot be fetched: ${result.error.message}`);
    return undefined;
  }

  #read(url: URL, reply: HttpReply, wanted: Wanted): Fetched | undefined {
    if (reply.status !== 200) {
      const login = reply.status === 401 ? ' It wants a login: save the files and load their folder.' : '';
      const status = `HTTP ${reply.status}${reply.reason ? ` ${reply.reason}` : ''}`;
      this.#reportFile(url, wanted, `The server has no such file for us (${status}).${login}`);
      return undefined;
    }
    if (reply.truncated) {
      this.#reportFile(url, wanted, 'The connection ended before the file was whole.');
      return undefined;
    }
    const charset = /charset="?([^";\s]+)/i.exec(headerOf(reply.headers, 'content-type') ?? '')?.[1];
    return { url, text: decodeBytes(reply.body, charset).text };
  }

  #throwIfCancelled(): void {
    if (this.options.signal?.aborted) {
      throw new OnvifError('cancelled', 'Loading was cancelled; nothing was added.');
    }
  }

  /** A file that is not to be had: only a warning where known definitions stand in for it. */
  #reportFile(url: URL, wanted: Wanted, message: string, code: CompileProblemCode = 'unreadable'): void {
    this.#report(code, message, { file: url.href, namespace: wanted.by?.namespace });
  }

  #report(
    code: CompileProblemCode,
    message: string,
    at: { readonly file: string; readonly line?: number; readonly namespace?: string | undefined },
  ): void {
    const known = this.#isKnown({ namespace: at.namespace });
    this.#problems.push({
      severity: known ? 'warning' : 'error',
      code,
      message: known ? `${message} The definitions that are known already stand in for it.` : message,
      file: at.file,
      ...(at.line !== undefined && { line: at.line }),
    });
  }
}

function startUrl(written: string): URL {
  const url = resolved(written.trim());
  if (!url) {
    throw new OnvifError(
      'invalidInput',
      `“${written}” is not an address of definitions: write it like http://192.168.0.10/onvif/device_service?wsdl.`,
    );
  }
  if (/^[^/]*\/\/[^/?#]*@/.test(written)) {
    throw new OnvifError('invalidInput', 'The address carries a user name or password: leave them out.');
  }
  return url;
}

/** An http or https URL without login and fragment; undefined for anything else. */
function resolved(location: string, base?: URL): URL | undefined {
  if (location === '' || !URL.canParse(location, base?.href)) return undefined;
  const url = new URL(location, base);
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return undefined;
  url.username = url.password = url.hash = '';
  return url;
}
