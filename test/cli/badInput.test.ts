import assert from 'node:assert/strict';
import http from 'node:http';
import https from 'node:https';
import type { AddressInfo } from 'node:net';
import net from 'node:net';
import { namespaces } from '../../src/onvif/xml/namespaces';
import { envelope } from '../onvif/device/scriptedTransport';
import { makeCertificate } from '../support/certificates';
import { CommandLine, type RunOptions } from './commandLine';

const hostname = envelope(
  '<tds:GetHostnameResponse><tds:HostnameInformation><tt:FromDHCP>false</tt:FromDHCP></tds:HostnameInformation></tds:GetHostnameResponse>',
);
const login = { env: { ONVIF_USER: 'admin', ONVIF_PASSWORD: 'Geheim-2026' } };

describe('what the command line says to bad input', function () {
  this.timeout(30_000);
  const onvif = new CommandLine();
  const servers: net.Server[] = [];
  before(() => onvif.build());
  after(async () => {
    await onvif.dispose();
    for (const server of servers) server.close();
  });

  /** Serves on a free port of 127.0.0.1 and counts the requests. */
  const listen = async (server: net.Server): Promise<number> => {
    servers.push(server);
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
    return (server.address() as AddressInfo).port;
  };
  const answering = (type: string, body: string, seen: http.IncomingMessage[] = []) => {
    return (request: http.IncomingMessage, response: http.ServerResponse) => {
      seen.push(request);
      request.resume();
      response.writeHead(200, { 'Content-Type': type, Connection: 'close' }).end(body);
    };
  };
  /** Ends with `code`, nothing on standard output, one clear sentence without a stack on standard error. */
  const refuses = async (args: string[], code: number, sentence: RegExp, options?: RunOptions) => {
    const ended = await onvif.run(args, options);
    assert.equal(ended.code, code, ended.errors);
    assert.equal(ended.out, '');
    assert.match(ended.errors, sentence);
    assert.match(ended.errors, /^onvif: [^\n]+\n/);
    assert.doesNotMatch(ended.errors, /\n\s+at |node:internal|Error:/);
    return ended;
  };

  const table: [what: string, args: string[], code: number, sentence: RegExp][] = [
    ['no address', ['call', '', 'tds:GetUsers'], 2, /No address was given/],
    ['a malformed address', ['call', '300.1.1.1', 'tds:GetUsers'], 2, /no IPv4 address/],
    ['another scheme', ['call', 'ftp://gate/', 'tds:GetUsers'], 2, /use http:\/\/ or https:\/\//],
    ['a password in the address', ['call', 'http://a:geheim@gate/', 'tds:GetUsers'], 2, /leave them out/],
    ['a range', ['call', '192.0.2.0/24', 'tds:GetUsers'], 2, /is a range/],
    ['a port that nobody listens on', ['call', '127.0.0.1:1', 'tds:GetUsers'], 3, /refused the connection/],
    [
      'a name that does not exist',
      ['call', 'no-such-host.invalid', 'tds:GetUsers'],
      3,
      /could not be resolved/,
    ],
    ['an unknown operation', ['call', '127.0.0.1:1', 'tds:GetUser'], 2, /did you mean tds:GetUsers/],
    ['an ambiguous operation', ['call', '127.0.0.1:1', 'GetServiceCapabilities'], 2, /services have/],
    ['an unknown service', ['call', '127.0.0.1:1', 'GetUsers', '--service', 'x'], 2, /no service "x"/],
    [
      'arguments that are no JSON',
      ['call', '127.0.0.1:1', 'SetHostname', '{"Name":}'],
      2,
      /line 1, column 9/,
    ],
    [
      'arguments that are no object',
      ['call', '127.0.0.1:1', 'SetHostname', '[]'],
      2,
      /have to be a JSON object/,
    ],
    [
      'a member that the operation lacks',
      ['call', '127.0.0.1:1', 'SetHostname', '{"Nam":"x"}'],
      2,
      /SetHostname\.Nam\b/,
    ],
    [
      'a wrong value deep inside, by its path',
      ['call', '127.0.0.1:1', 'CreateUsers', '{"User":[{"Username":"a","UserLevel":"User"},{"Name":"b"}]}'],
      2,
      /User\[1\]\.Name\b/,
    ],
    [
      'a user without anybody to ask',
      ['call', '127.0.0.1:1', 'GetUsers', '--user', 'a'],
      2,
      /no password for “a”/,
    ],
    [
      'a fingerprint that is none',
      ['call', '127.0.0.1:1', 'GetUsers', '--trust-fingerprint', 'x'],
      2,
      /64 hexadecimal/,
    ],
    ['an interface that is none', ['discover', '--interface', '192.0.2.99'], 2, /no network interface/],
    ['a time that is none', ['discover', '--timeout', 'soon'], 2, /whole number/],
    ['no command', ['dicsover'], 2, /unknown command/],
    ['an unknown option', ['discover', '--fast'], 2, /unknown option/],
    ['an operational device without a user', ['simulate', '--state', 'operational'], 2, /ONVIF_USER/],
  ];
  for (const [what, args, code, sentence] of table) {
    it(`${what}: exit ${code}`, async () => {
      const { errors } = await refuses(args, code, sentence);
      assert.doesNotMatch(errors, /geheim/);
    });
  }

  it('a password without a user: exit 2', () =>
    refuses(['call', '127.0.0.1:1', 'GetUsers'], 2, /ONVIF_PASSWORD is set but no user/, {
      env: { ONVIF_PASSWORD: 'geheim' },
    }));

  it('a server that knows nothing of ONVIF: exit 1', async () => {
    const port = await listen(
      http.createServer(answering('text/html', '<!doctype html><title>Router</title>')),
    );
    await refuses(['call', `127.0.0.1:${port}`, 'tds:GetUsers'], 1, /web page|HTML/i);
  });

  it('a server that speaks no HTTP: exit 1', async () => {
    const port = await listen(
      net.createServer(socket => socket.on('error', () => {}).end('220 ftp ready\r\n')),
    );
    await refuses(['call', `127.0.0.1:${port}`, 'tds:GetUsers'], 1, /HTTP/);
  });

  it('a device that does not answer in time: exit 3', async () => {
    const port = await listen(net.createServer(socket => void socket.on('error', () => {}).resume()));
    await refuses(['call', `127.0.0.1:${port}`, 'tds:GetUsers', '--timeout', '300'], 3, /300 ms|0\.3 s/);
  });

  it('a port of the simulator that is taken: exit 3', async () => {
    const port = await listen(net.createServer());
    await refuses(['simulate', '--port', String(port), '--no-discovery'], 3, /cannot be served/);
  });

  describe('over TLS', () => {
    let port: number;
    const seen: http.IncomingMessage[] = [];
    before(async () => {
      const certificate = await makeCertificate({ addresses: ['127.0.0.1'] });
      port = await listen(https.createServer(certificate, answering('application/soap+xml', hostname, seen)));
    });

    it('a certificate that nobody has trusted: exit 3, its fingerprint told, nothing sent', async () => {
      const url = `https://127.0.0.1:${port}`;
      const { errors } = await refuses(['call', url, 'GetHostname'], 3, /--trust-fingerprint/, login);
      assert.equal(seen.length, 0);
      const fingerprint = /--trust-fingerprint ((?:[0-9A-F]{2}:){31}[0-9A-F]{2})/.exec(errors)?.[1];
      assert.ok(fingerprint);
      const trusting = await onvif.run(
        ['call', '--trust-fingerprint', fingerprint, url, 'GetHostname'],
        login,
      );
      assert.equal(trusting.code, 0, trusting.errors);
      const lax = fingerprint.replaceAll(':', '').toLowerCase();
      assert.equal((await onvif.run(['call', url, 'GetHostname', '--trust-fingerprint', lax])).code, 0);
    });

    it('another certificate than the one given: exit 3, nothing sent', async () => {
      const before = seen.length;
      const args = [
        'call',
        `https://127.0.0.1:${port}`,
        'GetHostname',
        '--trust-fingerprint',
        'AB'.repeat(32),
      ];
      await refuses(args, 3, /not the one given/, login);
      assert.equal(seen.length, before);
    });
  });

  it('a service at another authority: exit 3, nothing sent there until it is allowed', async () => {
    const foreign: http.IncomingMessage[] = [];
    const there = await listen(
      http.createServer(answering('application/soap+xml', envelope('<x/>'), foreign)),
    );
    const services = envelope(
      `<tds:GetServicesResponse><tds:Service><tds:Namespace>${namespaces.tev}</tds:Namespace><tds:XAddr>http://127.0.0.1:${there}/events</tds:XAddr></tds:Service></tds:GetServicesResponse>`,
    );
    const here = await listen(http.createServer(answering('application/soap+xml', services)));
    const args = ['call', `127.0.0.1:${here}`, 'tev:GetEventProperties'];
    const refused = await onvif.run(args, login);
    assert.deepEqual([refused.code, refused.out], [3, '']);
    assert.match(refused.errors, new RegExp(`give --allow-authority http://127\\.0\\.0\\.1:${there}`));
    assert.equal(foreign.length, 0);
    await onvif.run([...args, '--allow-authority', `http://127.0.0.1:${there}`], login);
    assert.equal(foreign.length, 1);
  });
});
