import assert from 'node:assert/strict';
import fs from 'node:fs';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { isOnvifError } from '../../../src/onvif/base/onvifError';
import { bundledCatalog } from '../../../src/onvif/catalog/bundledCatalog';
import { CatalogLibrary } from '../../../src/onvif/catalog/catalogLibrary';
import { compileLoaded } from '../../../src/onvif/catalog/compileLoaded';
import { readDefinitionUrl, type UrlOptions } from '../../../src/onvif/catalog/definitionUrls';
import { NodeTransport } from '../../../src/onvif/http/nodeTransport';
import { namespaces } from '../../../src/onvif/xml/namespaces';

type Answer = string | ((response: http.ServerResponse) => void);

/** A web server on a port of its own that answers paths with texts, and counts what it is asked. */
class FileServer {
  readonly asked: string[] = [];
  readonly #server: http.Server;

  private constructor(readonly files: Record<string, Answer>) {
    this.#server = http.createServer((request, response) => {
      this.asked.push(request.url ?? '');
      const answer = this.files[request.url ?? ''];
      if (answer === undefined) response.writeHead(404).end();
      else if (typeof answer === 'string') response.end(answer);
      else answer(response);
    });
  }

  static async start(files: Record<string, Answer> = {}): Promise<FileServer> {
    const server = new FileServer(files);
    await new Promise<void>(resolve => server.#server.listen(0, '127.0.0.1', resolve));
    return server;
  }

  get origin(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise(resolve => this.#server.close(resolve));
  }
}

const fixture = (file: string) =>
  fs.readFileSync(path.join(process.cwd(), 'test/fixtures/wsdl/lamp', file), 'utf8');

/** A schema of its own namespace that imports others by location. */
const schema = (namespace: string, ...imports: string[]) =>
  `<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" targetNamespace="${namespace}">
  ${imports.map(each => `<xs:import namespace="urn:${each.replace(/.*\//, '')}" schemaLocation="${each}"/>`).join('\n')}
  </xs:schema>`;

const redirect = (location: string) => (response: http.ServerResponse) =>
  void response.writeHead(302, { Location: location }).end();

describe('readDefinitionUrl', () => {
  let transport: NodeTransport;
  let first: FileServer;
  let second: FileServer;
  const asked: string[] = [];

  beforeEach(async () => {
    transport = new NodeTransport({ judgeCertificate: () => Promise.reject(new Error('no TLS here')) });
    first = await FileServer.start();
    second = await FileServer.start();
    asked.length = 0;
  });
  afterEach(async () => {
    transport.dispose();
    await first.close();
    await second.close();
  });

  const read = (at: string, options: Partial<UrlOptions> & { answer?: boolean } = {}) =>
    readDefinitionUrl(at, {
      transport,
      known: bundledCatalog(),
      consent: {
        allowOrigin: (origin, named, by) => {
          asked.push(`${origin} | ${named} | ${by}`);
          return Promise.resolve(options.answer ?? false);
        },
      },
      ...options,
    });
  /** Problems as `severity code file:line`, origins as 1 and 2. */
  const listed = ({ problems }: Awaited<ReturnType<typeof read>>) =>
    problems.map(({ severity, code, file, line }) => {
      const at = file.replace(first.origin, '1').replace(second.origin, '2');
      return `${severity} ${code} ${at}${line === undefined ? '' : `:${line}`}`;
    });

  it('follows a device that serves its definitions behind ?wsdl, and asks nobody for what is known', async () => {
    first.files['/lamp?wsdl'] = fixture('lamp.wsdl').replace('types/colour.xsd', '/?xsd=types/colour');
    first.files['/?xsd=types/colour'] = fixture('types/colour.xsd');
    const { files, problems } = await read(`${first.origin}/lamp?wsdl`);
    assert.deepEqual(problems, []);
    assert.deepEqual(first.asked, ['/lamp?wsdl', '/?xsd=types/colour']);
    assert.deepEqual(asked, []);
    const library = new CatalogLibrary({ bundled: bundledCatalog });
    const compiled = compileLoaded(library, files, { id: 'l', name: 'lamp', source: '', loadedAt: '' });
    assert.deepEqual(compiled.problems, []);
    assert.ok(compiled.definitions);
    library.add(compiled.definitions);
    assert.equal(library.current.operation('lamp:GetLamps')?.doc, 'Lists the tokens of all lamps.');
    assert.equal(library.current.service('lamp')?.name, 'lamp');
  });

  it('asks for a second authority once, before anything is sent there', async () => {
    first.files['/a.xsd'] = schema('urn:a', `${second.origin}/b.xsd`, `${second.origin}/c.xsd`);
    second.files['/b.xsd'] = schema('urn:b.xsd');
    second.files['/c.xsd'] = schema('urn:c.xsd');
    const { files, problems } = await read(`${first.origin}/a.xsd`, {
      consent: {
        allowOrigin: (origin, named, by) => {
          assert.deepEqual(second.asked, []);
          asked.push(`${origin} | ${named} | ${by}`);
          return Promise.resolve(true);
        },
      },
    });
    assert.deepEqual(asked, [`${second.origin} | ${second.origin}/b.xsd | ${first.origin}/a.xsd`]);
    assert.deepEqual(problems, []);
    assert.equal(files.length, 3);
    assert.deepEqual(second.asked, ['/b.xsd', '/c.xsd']);
  });

  it('sends nothing to an authority that was refused, and names what is missing because of it', async () => {
    first.files['/a.xsd'] = schema('urn:a', `${second.origin}/b.xsd`, `${second.origin}/c.xsd`);
    const result = await read(`${first.origin}/a.xsd`);
    assert.equal(asked.length, 1);
    assert.deepEqual(second.asked, []);
    assert.deepEqual(listed(result), ['error missing-import 1/a.xsd:2', 'error missing-import 1/a.xsd:3']);
    assert.match(result.problems[0]?.message ?? '', /was not fetched because .+ was not allowed\.$/);
  });

  it('asks before it follows a redirect elsewhere, and reads imports relative to where it came from', async () => {
    first.files['/old.xsd'] = redirect(`${second.origin}/new/a.xsd`);
    second.files['/new/a.xsd'] = schema('urn:a', 'b.xsd');
    second.files['/new/b.xsd'] = schema('urn:b.xsd');
    const { files, problems } = await read(`${first.origin}/old.xsd`, { answer: true });
    assert.deepEqual(asked, [`${second.origin} | ${second.origin}/new/a.xsd | ${first.origin}/old.xsd`]);
    assert.deepEqual(problems, []);
    assert.deepEqual(
      files.map(each => each.path),
      [`${second.origin}/new/a.xsd`, `${second.origin}/new/b.xsd`],
    );
    assert.equal(files[0]?.locations?.get('b.xsd'), `${second.origin}/new/b.xsd`);
  });

  it('ends redirects in a ring, and names a server error, a missing file and one that is no definition', async () => {
    first.files['/ring.xsd'] = redirect('/ring.xsd');
    first.files['/fail.xsd'] = response => void response.writeHead(500).end('<a/>');
    first.files['/login.xsd'] = response => void response.writeHead(401).end();
    first.files['/cut.xsd'] = response => {
      response.writeHead(200, { 'Content-Length': '999' });
      response.write('<a/>', () => response.destroy());
    };
    first.files['/a.xsd'] = schema('urn:a', 'ring.xsd', 'fail.xsd', 'login.xsd', 'none.xsd', 'cut.xsd');
    const result = await read(`${first.origin}/a.xsd`);
    assert.deepEqual(
      listed(result),
      ['ring', 'fail', 'login', 'none', 'cut'].map(name => `error unreadable 1/${name}.xsd`),
    );
    for (const { message } of result.problems) assert.match(message, /^The .+[.]$/);
  });

  it('fetches every file once where imports go in a ring', async () => {
    first.files['/a.xsd'] = schema('urn:a.xsd', 'b.xsd');
    first.files['/b.xsd'] = schema('urn:b.xsd', 'a.xsd', 'a.xsd#x', 'b.xsd');
    const { files, problems } = await read(`${first.origin}/a.xsd`);
    assert.deepEqual(problems, []);
    assert.equal(files.length, 2);
    assert.deepEqual(first.asked, ['/a.xsd', '/b.xsd']);
  });

  it('stops at its limits of count, depth, size of a file and size of all, and names them', async () => {
    for (let i = 0; i < 9; i++) first.files[`/${i}.xsd`] = schema(`urn:${i}`, `${i + 1}.xsd`);
    const chain = (limits: UrlOptions['limits']) => read(`${first.origin}/0.xsd`, { limits: limits ?? {} });
    const size = schema('urn:0', '1.xsd').length;

    first.asked.length = 0;
    assert.deepEqual(listed(await chain({ files: 4 })), ['error too-large 1/4.xsd']);
    assert.equal(first.asked.length, 4);

    first.asked.length = 0;
    assert.deepEqual(listed(await chain({ depth: 2 })), ['error too-large 1/2.xsd:2']);
    assert.equal(first.asked.length, 3);

    first.asked.length = 0;
    assert.deepEqual(listed(await chain({ fileBytes: size - 1 })), ['error too-large 1/0.xsd']);
    assert.equal(first.asked.length, 1);

    first.asked.length = 0;
    assert.deepEqual(listed(await chain({ totalBytes: 2 * size })), ['error too-large 1/2.xsd']);
    assert.equal(first.asked.length, 2);
  });

  it('does not read a file of 100 MB to its end', async () => {
    let sent = 0;
    first.files['/huge.xsd'] = response => {
      const chunk = Buffer.alloc(1 << 20, ' ');
      const more = () => {
        while (sent < 100 && !response.destroyed) {
          sent++;
          if (!response.write(chunk)) return void response.once('drain', more);
        }
        response.end();
      };
      more();
    };
    assert.deepEqual(listed(await read(`${first.origin}/huge.xsd`)), ['error too-large 1/huge.xsd']);
    assert.ok(sent < 100, `${sent} MB were sent`);
  });

  it('is cancelled between files and in the middle of one', async () => {
    const controller = new AbortController();
    first.files['/a.xsd'] = schema('urn:a', 'slow.xsd');
    first.files['/slow.xsd'] = () => controller.abort();
    await assert.rejects(read(`${first.origin}/a.xsd`, { signal: controller.signal }), error =>
      isOnvifError(error, 'cancelled'),
    );
    await assert.rejects(read(`${first.origin}/a.xsd`, { signal: controller.signal }), error =>
      isOnvifError(error, 'cancelled'),
    );
    assert.deepEqual(first.asked, ['/a.xsd', '/slow.xsd']);
  });

  it('wants all of a release of ONVIF, but can do with what is known', async () => {
    const release = fixture('lamp.wsdl')
      .replaceAll('urn:example:lamp', namespaces.tds)
      .replace('http://onvif.invalid/onvif.xsd', `${second.origin}/onvif.xsd`)
      .replace('types/colour.xsd', 'colour.xsd');
    first.files['/devicemgmt.wsdl'] = release;
    first.files['/colour.xsd'] = fixture('types/colour.xsd');
    const refused = await read(`${first.origin}/devicemgmt.wsdl`);
    assert.deepEqual(listed(refused), ['warning missing-import 1/devicemgmt.wsdl:7']);
    assert.equal(refused.files.length, 2);
    const allowed = await read(`${first.origin}/devicemgmt.wsdl`, { answer: true });
    assert.deepEqual(listed(allowed), ['warning unreadable 2/onvif.xsd']);
    const library = new CatalogLibrary({ bundled: bundledCatalog });
    const compiled = compileLoaded(library, refused.files, { id: 'r', name: 'r', source: '', loadedAt: '' });
    assert.deepEqual(compiled.replaced, ['Device Management']);
  });

  it('never opens a file, nor anything else than http and https', async () => {
    first.files['/a.xsd'] = schema('urn:a', 'file:///etc/passwd', 'ftp://127.0.0.1/x.xsd');
    const result = await read(`${first.origin}/a.xsd`, { answer: true });
    assert.deepEqual(listed(result), ['error missing-import 1/a.xsd:2', 'error missing-import 1/a.xsd:3']);
    assert.deepEqual(asked, []);
    for (const wrong of ['file:///etc/passwd', 'lamp.wsdl', '', 'http://user:word@127.0.0.1/a.xsd']) {
      await assert.rejects(
        read(wrong),
        error => isOnvifError(error, 'invalidInput') && !/word@/.test(error.message),
      );
    }
  });

  it('names a server that is not there', async () => {
    const { origin } = second;
    await second.close();
    const { problems } = await read(`${origin}/a.wsdl`);
    assert.equal(problems[0]?.code, 'unreadable');
    assert.match(problems[0].message, /^The file cannot be fetched: /);
    second = await FileServer.start();
  });
});
