import assert from 'node:assert/strict';
import { OnvifError } from '../../../src/onvif/base/onvifError';
import type { CertificateFacts, HttpReply, HttpRequest, HttpResult } from '../../../src/onvif/http/transport';
import { headerOf } from '../../../src/onvif/http/transport';
import { expectReply, type Exchange } from '../../../src/onvif/soap/exchange';
import { SoapClient, type SoapClientOptions, type SoapRequest } from '../../../src/onvif/soap/soapClient';
import { namespaces } from '../../../src/onvif/xml/namespaces';
import { childOf, descend, textOf } from '../../../src/onvif/xml/query';
import { parseXml } from '../../../src/onvif/xml/reader';
import { countingRandom } from '../../support/authClient';
import { FakeClock } from '../../support/fakeClock';
import { cannedReply, CannedTransport } from './cannedReplies';

const request: SoapRequest = {
  url: 'http://192.168.1.20/onvif/device_service',
  action: 'http://www.onvif.org/ver10/device/wsdl/GetHostname',
  operation: 'tds:GetHostname',
  body: `<tds:GetHostname xmlns:tds="${namespaces.tds}"/>`,
};
const credentials = { username: 'admin', password: 'pässword' };
const good = () => cannedReply('content-type-text-xml').reply;
const challenge = () => cannedReply('login-wanted-with-401-and-page').reply;

function clientOver(
  answer: (request: HttpRequest, count: number) => HttpReply | HttpResult,
  options: Partial<SoapClientOptions> = {},
) {
  const transport = new CannedTransport(answer);
  const clock = new FakeClock();
  const client = new SoapClient({ transport, clock, random: countingRandom(), ...options });
  return { client, transport, clock, sent: transport.sent };
}

const bodyOf = (sent: HttpRequest | undefined) => new TextDecoder().decode(sent?.body);
const codes = (exchange: Exchange) => exchange.findings.map(each => each.code);
const contentTypes = (sent: readonly HttpRequest[]) =>
  sent.map(each => headerOf(each.headers, 'Content-Type'));
const withAction = `application/soap+xml; charset=utf-8; action="${request.action}"`;
const withoutAction = 'application/soap+xml; charset=utf-8';

describe('SoapClient', () => {
  it('posts a compact SOAP 1.2 envelope and gives the reply with all that happened', async () => {
    const { client, sent, clock } = clientOver(good);
    const seen: Exchange[] = [];
    client.onExchange(each => seen.push(each));
    const exchange = await client.call({
      ...request,
      idempotent: true,
      timeouts: { total: 7 },
      limits: { body: 9 },
    });
    const information = childOf(expectReply(exchange), namespaces.tds, 'HostnameInformation');
    assert.equal(textOf(childOf(information!, namespaces.tt, 'Name')), 'cam-1');
    assert.deepEqual(seen, [exchange]);
    assert.equal(exchange.id, '00000000-0000-4000-8000-000000000001');
    assert.equal(exchange.origin, 'user');
    assert.equal(exchange.operation, 'tds:GetHostname');
    assert.equal(exchange.startedAt, clock.now());
    assert.deepEqual(codes(exchange), ['content-type-not-soap']);
    const [http] = sent;
    assert.deepEqual([http?.method, http?.url, http?.idempotent], ['POST', request.url, true]);
    assert.deepEqual([http?.timeouts, http?.limits], [{ total: 7 }, { body: 9 }]);
    assert.deepEqual(http?.headers, [['Content-Type', withAction]]);
    assert.equal(
      bodyOf(http),
      '<?xml version="1.0" encoding="UTF-8"?><s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope">' +
        '<s:Body><tds:GetHostname xmlns:tds="http://www.onvif.org/ver10/device/wsdl"/></s:Body></s:Envelope>',
    );
    const [attempt] = exchange.attempts;
    assert.equal(exchange.attempts.length, 1);
    assert.equal(attempt?.requestBody, http?.body);
    assert.equal(attempt?.auth, 'none');
  });

  it('gives a failure of the transport as the outcome, and reports it like any other exchange', async () => {
    const error = new OnvifError('timeout', 'No answer.');
    const { client } = clientOver(() => ({ kind: 'failure', error, timing: { end: 5 } }));
    let reported: Exchange | undefined;
    client.onExchange(each => (reported = each));
    const exchange = await client.call({ ...request, origin: 'background' });
    assert.deepEqual(exchange.outcome, { kind: 'failure', error });
    assert.equal(exchange.attempts.length, 1);
    assert.equal(reported, exchange);
    assert.equal(exchange.origin, 'background');
    assert.throws(() => expectReply(exchange), error);
  });

  it('gives a URL that is none as a failure without an attempt', async () => {
    const { client, sent } = clientOver(good);
    for (const url of ['', 'ftp://a/', 'http://', 'camera']) {
      const { outcome, attempts } = await client.call({ ...request, url });
      assert.ok(outcome.kind === 'failure');
      assert.equal(outcome.error.code, 'invalidInput');
      assert.equal(attempts.length, 0);
    }
    assert.equal(sent.length, 0);
  });

  it('keeps what the transport survived among the findings, each once', async () => {
    const finding = { code: 'bare-line-feed', message: 'Lines end in LF.' };
    const { client } = clientOver(
      (_, count) => ({ ...(count === 0 ? challenge() : good()), findings: [finding] }),
      {
        credentials: () => credentials,
      },
    );
    const exchange = await client.call(request);
    assert.equal(exchange.attempts.length, 2);
    assert.deepEqual(codes(exchange), ['bare-line-feed', 'content-type-not-soap']);
  });

  describe('logins', () => {
    it('answers a digest challenge, and signs the next call at once', async () => {
      const { client, sent } = clientOver(
        ({ headers }) => (headerOf(headers, 'Authorization') ? good() : challenge()),
        {
          credentials: () => credentials,
        },
      );
      const first = await client.call(request);
      const second = await client.call(request);
      assert.deepEqual(
        first.attempts.map(each => each.auth),
        ['none', 'digest'],
      );
      assert.deepEqual(
        second.attempts.map(each => each.auth),
        ['digest'],
      );
      assert.equal(second.outcome.kind, 'reply');
      assert.match(
        headerOf(sent[1]!.headers, 'Authorization') ?? '',
        /^Digest .*username="admin".*uri="\/onvif\/device_service"/,
      );
      assert.ok(sent.every(each => !bodyOf(each).includes('Security')));
    });

    it('never repeats a refused login, not even in the next call', async () => {
      const { client, sent } = clientOver(challenge, { credentials: () => credentials });
      const first = await client.call(request);
      assert.ok(first.outcome.kind === 'failure');
      assert.equal(first.outcome.error.code, 'loginRefused');
      assert.equal(sent.filter(each => headerOf(each.headers, 'Authorization')).length, 1);
      const second = await client.call(request);
      assert.ok(second.outcome.kind === 'failure');
      assert.equal(second.outcome.error.code, 'loginRefused');
      assert.equal(sent.filter(each => headerOf(each.headers, 'Authorization')).length, 1);
      client.forgetLogins();
      await client.call(request);
      assert.equal(sent.filter(each => headerOf(each.headers, 'Authorization')).length, 2);
    });

    it('tells a wanted login from a refused one', async () => {
      const { client } = clientOver(() => cannedReply('login-wanted-with-400').reply);
      const wanted = await client.call(request);
      assert.ok(wanted.outcome.kind === 'fault');
      assert.equal(wanted.outcome.error.code, 'credentialsRequired');
      assert.deepEqual(wanted.outcome.error.details.fault, wanted.outcome.fault);
      const { client: other } = clientOver(() => cannedReply('login-wanted-with-400').reply, {
        credentials: () => credentials,
      });
      const refused = await other.call(request);
      assert.ok(refused.outcome.kind === 'fault');
      assert.equal(refused.outcome.error.code, 'loginRefused');
      assert.deepEqual(
        refused.attempts.map(each => each.auth),
        ['none', 'wsse'],
      );
    });

    it('answers a fault with a UsernameToken dated by the device, beside the header of the request', async () => {
      const { client, sent, clock } = clientOver(
        (_, count) => (count === 0 ? cannedReply('login-wanted-with-200').reply : good()),
        {
          credentials: () => credentials,
          clockOffset: () => -3_600_000,
        },
      );
      const exchange = await client.call({
        ...request,
        header: '<x:Block xmlns:x="urn:x" s:mustUnderstand="1"/>',
      });
      assert.equal(exchange.outcome.kind, 'reply');
      const { root, problems } = parseXml(bodyOf(sent[1]));
      assert.deepEqual(problems, []);
      const header = childOf(root!, namespaces.env, 'Header')!;
      assert.deepEqual(
        header.children.map(each => each.kind === 'element' && each.local),
        ['Security', 'Block'],
      );
      const token = descend(header, namespaces.wsse, 'Security', 'UsernameToken')!;
      assert.equal(textOf(childOf(token, namespaces.wsse, 'Username')), 'admin');
      assert.equal(
        textOf(childOf(token, namespaces.wsu, 'Created')),
        new Date(clock.now() - 3_600_000).toISOString(),
      );
      assert.ok(!bodyOf(sent[1]).includes(credentials.password));
      assert.equal(exchange.attempts[1]?.auth, 'wsse');
      // The findings are of the reply that counts; that the first came under 200 was part of the login.
      assert.deepEqual(codes(exchange), ['content-type-not-soap']);
    });

    it('sends nothing when the mode wants a token and there are no credentials', async () => {
      const { client, sent } = clientOver(good);
      const { outcome, attempts } = await client.call({ ...request, auth: 'wsse' });
      assert.ok(outcome.kind === 'failure');
      assert.equal(outcome.error.code, 'credentialsRequired');
      assert.deepEqual([attempts.length, sent.length], [0, 0]);
    });

    it('asks for credentials with the URL and the certificate that was shown', async () => {
      const certificate = { fingerprint: 'AA:BB' } as CertificateFacts;
      const asked: [string, string | undefined][] = [];
      const { client } = clientOver(() => ({ ...challenge(), certificate }), {
        credentials: (url, shown) => {
          asked.push([url, shown?.fingerprint]);
          return undefined;
        },
      });
      await client.call({ ...request, url: 'https://192.168.1.20/onvif/device_service' });
      await client.call({ ...request, url: 'https://192.168.1.21/onvif/device_service', auth: 'wsse' });
      assert.deepEqual(asked, [
        ['https://192.168.1.20/onvif/device_service', 'AA:BB'],
        ['https://192.168.1.21/onvif/device_service', undefined],
      ]);
    });

    it('gives a fault that this user may not do it as a fault, after the login was taken', async () => {
      const { client } = clientOver(
        ({ headers }) =>
          headerOf(headers, 'Authorization') ? cannedReply('login-wanted-with-400').reply : challenge(),
        { credentials: () => credentials },
      );
      const { outcome } = await client.call(request);
      assert.ok(outcome.kind === 'fault');
      assert.equal(outcome.error.code, 'fault');
      assert.match(outcome.error.message, /administrator/);
    });
  });

  describe('the action in the Content-Type', () => {
    const read: SoapRequest = { ...request, idempotent: true };

    it('is left out for a device that refuses it, and that is remembered', async () => {
      for (const refusal of ['415', 'empty']) {
        const refused: HttpReply = {
          ...cannedReply('empty-200').reply,
          status: refusal === '415' ? 415 : 200,
        };
        const { client, sent } = clientOver(({ headers }) =>
          headerOf(headers, 'Content-Type') === withoutAction ? good() : refused,
        );
        const first = await client.call(read);
        assert.equal(first.outcome.kind, 'reply');
        assert.deepEqual(contentTypes(sent), [withAction, withoutAction]);
        assert.equal(first.attempts.length, 2);
        assert.deepEqual(codes(first), ['content-type-action-rejected', 'content-type-not-soap']);
        const second = await client.call(request);
        assert.deepEqual(contentTypes(sent).slice(2), [withoutAction]);
        assert.deepEqual(codes(second), ['content-type-not-soap']);
        assert.equal(client.actionParameter, 'without');
      }
    });

    it('is not tried again once a reply was understood, nor for what may change something', async () => {
      const { client, sent } = clientOver((_, count) =>
        count === 0 ? good() : cannedReply('empty-200').reply,
      );
      await client.call(read);
      const { outcome } = await client.call(read);
      assert.equal(outcome.kind, 'failure');
      assert.deepEqual(contentTypes(sent), [withAction, withAction]);
      const { client: writer, sent: written } = clientOver(() => cannedReply('empty-200').reply);
      await writer.call(request);
      assert.deepEqual(contentTypes(written), [withAction]);
    });

    it('is not suspected where something else is the matter', async () => {
      for (const name of [
        'empty-500',
        'no-such-service',
        'busy-503',
        'web-page',
        'login-wanted-with-401-and-page',
        'broken-off-inside',
        'not-implemented-no-reason',
      ]) {
        const { client, sent } = clientOver(() => cannedReply(name).reply);
        await client.call(read);
        assert.equal(sent.length, 1, name);
      }
    });

    it('stays as it was when the other form does not help; the first reply is the outcome', async () => {
      const { client, sent } = clientOver(
        (_, count) => cannedReply(count === 0 ? 'empty-200' : 'web-page').reply,
      );
      const exchange = await client.call(read);
      assert.ok(exchange.outcome.kind === 'failure');
      assert.match(exchange.outcome.error.message, /with nothing/);
      assert.equal(sent.length, 2);
      assert.deepEqual(codes(exchange), []);
      assert.equal(client.actionParameter, 'with');
    });

    it('can be known from before', async () => {
      const { client, sent } = clientOver(() => cannedReply('empty-200').reply, {
        actionParameter: 'without',
      });
      await client.call(read);
      assert.deepEqual(contentTypes(sent), [withoutAction]);
    });

    it('is quoted', async () => {
      const { client, sent } = clientOver(good);
      await client.call({ ...request, action: 'urn:"a\\b' });
      assert.deepEqual(contentTypes(sent), ['application/soap+xml; charset=utf-8; action="urn:\\"a\\\\b"']);
    });
  });

  it('refuses replies with more XML than the limits allow', async () => {
    const { client } = clientOver(good, { xmlLimits: { depth: 3 } });
    const { outcome } = await client.call(request);
    assert.ok(outcome.kind === 'failure');
    assert.equal(outcome.error.code, 'tooLarge');
  });

  it('says what a device repeats of a password in no sentence of an error', async () => {
    const echo = `<s:Envelope xmlns:s="${namespaces.env}"><s:Body><s:Fault><s:Code><s:Value>s:Sender</s:Value></s:Code><s:Reason><s:Text xml:lang="en">The password hunter2-S3cret is too short</s:Text></s:Reason></s:Fault></s:Body></s:Envelope>`;
    const { client } = clientOver(() => ({ ...good(), status: 400, body: new TextEncoder().encode(echo) }));
    const { outcome } = await client.call({
      ...request,
      body: `<tds:SetUser xmlns:tds="${namespaces.tds}"><tds:Password>hunter2-S3cret</tds:Password></tds:SetUser>`,
    });
    assert.ok(outcome.kind === 'fault');
    assert.equal(outcome.error.code, 'fault');
    assert.match(outcome.error.message, /The password \[redacted\] is too short/);
  });
});
