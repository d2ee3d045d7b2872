import assert from 'node:assert/strict';
import { headerOf } from '../../src/onvif/http/transport';
import { namespaces } from '../../src/onvif/xml/namespaces';
import { childrenOf, textOf } from '../../src/onvif/xml/query';
import { DeviceFault } from '../../src/simulator/deviceFault';
import { makeDevice, post, soap } from './support/bench';

const tds = namespaces.tds;
const getHostname = `<GetHostname xmlns="${tds}"/>`;

describe('DeviceEndpoint', () => {
  describe('HTTP', () => {
    const device = makeDevice();
    const status = async (options: Parameters<typeof post>[2]) =>
      (await post(device, soap(getHostname), options)).status;

    it('404 for another path', async () =>
      assert.equal(await status({ path: '/onvif/device_service/x' }), 404));
    it('200 for the path with a query', async () =>
      assert.equal(await status({ path: '/onvif/device_service?x=1' }), 200));
    it('405 with Allow for another method', async () => {
      for (const method of ['GET', 'PUT', 'DELETE']) {
        const outcome = await post(device, '', { method });
        assert.equal(outcome.status, 405);
        assert.equal(headerOf(outcome.headers, 'allow'), 'POST');
      }
    });
    it('a page about itself for a browser', async () => {
      const { status, text } = await post(device, '', { method: 'GET', path: '/' });
      assert.equal(status, 200);
      assert.ok(text.includes(device.endpoint) && text.includes('Factory Default'));
    });
    for (const [type, expected] of [
      ['application/soap+xml', 200],
      ['Application/SOAP+XML;charset=UTF-8;action="x"', 200],
      ['text/xml; charset=utf-8', 415],
      ['application/json', 415],
      [undefined, 415],
    ] as const) {
      it(`${expected} for Content-Type ${type ?? 'missing'}`, async () => {
        const answer = await device.answer({
          method: 'POST',
          target: '/onvif/device_service',
          headers: type ? [['content-type', type]] : [],
          body: new TextEncoder().encode(soap(getHostname)),
          scheme: 'http',
          authority: 'cam.local',
        });
        assert.equal(answer?.status, expected);
      });
    }
    it('400 for a Host that cannot stand in an address', async () => {
      const request = {
        method: 'GET',
        target: '/',
        headers: [],
        body: new Uint8Array(),
        scheme: 'http',
      } as const;
      assert.equal((await device.answer({ ...request, authority: 'a"><script>' }))?.status, 400);
      assert.equal((await device.answer({ ...request, authority: '[fe80::1%25eth0]:80' }))?.status, 200);
    });
  });

  describe('SOAP', () => {
    const other = 'http://example.org/unknown';
    const cases: [name: string, text: string, status: number, fault: string | undefined][] = [
      [
        'a request without a Header',
        `<e:Envelope xmlns:e="${namespaces.env}"><e:Body>${getHostname}</e:Body></e:Envelope>`,
        200,
        undefined,
      ],
      ['a comment and a declaration', `<?xml version="1.0"?><!-- x -->${soap(getHostname)}`, 200, undefined],
      ['no XML', 'hello', 400, 'Sender/WellFormed'],
      ['an empty body', '', 400, 'Sender/WellFormed'],
      ['an element left open', soap(`<GetHostname xmlns="${tds}">`), 400, 'Sender/WellFormed'],
      ['an undeclared prefix', soap('<tds:GetHostname/>'), 400, 'Sender/WellFormed'],
      ['a DOCTYPE', `<!DOCTYPE a [<!ENTITY b "c">]>${soap(getHostname)}`, 400, 'Sender/WellFormed'],
      [
        'an unknown entity',
        soap(`<SetHostname xmlns="${tds}"><Name>&b;</Name></SetHostname>`),
        400,
        'Sender/WellFormed',
      ],
      [
        'bytes before the declaration',
        `x<?xml version="1.0"?>${soap(getHostname)}`,
        400,
        'Sender/WellFormed',
      ],
      ['SOAP 1.1', soap(getHostname).replaceAll(namespaces.env, namespaces.soap11), 500, 'VersionMismatch'],
      ['no envelope', getHostname, 500, 'VersionMismatch'],
      ['no Body', `<e:Envelope xmlns:e="${namespaces.env}"/>`, 400, 'Sender/Tag'],
      ['an empty Body', soap(''), 400, 'Sender/Tag'],
      ['two requests at once', soap(getHostname + getHostname), 400, 'Sender/WellFormed'],
      ['an unknown namespace', soap(`<GetHostname xmlns="${other}"/>`), 400, 'Sender/Namespace'],
      ['an unknown operation', soap(`<GetHostnames xmlns="${tds}"/>`), 400, 'Sender/UnknownAction'],
      ['a missing argument', soap(`<SetHostname xmlns="${tds}"/>`), 400, 'Sender/InvalidArgs'],
      [
        'a wrong argument',
        soap(`<GetServices xmlns="${tds}"><IncludeCapability>yes</IncludeCapability></GetServices>`),
        400,
        'Sender/InvalidArgVal',
      ],
      [
        'another service',
        soap(`<GetProfiles xmlns="${namespaces.trt}"/>`),
        500,
        'Receiver/ActionNotSupported',
      ],
      ['an unknown header that may be ignored', soap(getHostname, `<x xmlns="${other}"/>`), 200, undefined],
      [
        'an unknown mandatory header',
        soap(getHostname, `<x xmlns="${other}" s:mustUnderstand="1"/>`),
        500,
        'MustUnderstand',
      ],
      [
        'an unknown mandatory header for somebody else',
        soap(getHostname, `<x xmlns="${other}" s:mustUnderstand="true" s:role="urn:proxy"/>`),
        200,
        undefined,
      ],
      [
        'too deep a document',
        soap(`<GetHostname xmlns="${tds}">${'<a>'.repeat(50)}${'</a>'.repeat(50)}</GetHostname>`),
        400,
        'Sender/WellFormed',
      ],
    ];
    for (const [name, text, status, fault] of cases) {
      it(`${status} ${fault ?? 'reply'} for ${name}`, async () => {
        const outcome = await post(makeDevice(), text);
        assert.deepEqual([outcome.status, outcome.fault], [status, fault], outcome.text);
      });
    }

    it('reads UTF-16 and refuses bytes that are no UTF-8', async () => {
      const device = makeDevice();
      const send = (body: Uint8Array) =>
        device.answer({
          method: 'POST',
          target: '/onvif/device_service',
          headers: [['Content-Type', 'application/soap+xml']],
          body,
          scheme: 'http',
          authority: '127.0.0.1',
        });
      assert.equal((await send(Buffer.from(`\ufeff${soap(getHostname)}`, 'utf16le')))?.status, 200);
      assert.equal(
        (await send(Buffer.from(soap(getHostname).replace('GetH', 'Get\xff'), 'latin1')))?.status,
        400,
      );
    });

    it('relates the reply, and a fault, to the MessageID of a client that uses WS-Addressing', async () => {
      const header = `<a:MessageID xmlns:a="${namespaces.wsa}" s:mustUnderstand="1">urn:uuid:42</a:MessageID>`;
      const addressing = async (body: string) => {
        const outcome = await post(makeDevice(), soap(body, header));
        return childrenOf(outcome.header!).map(each => textOf(each));
      };
      assert.deepEqual(await addressing(getHostname), [`${tds}/GetHostnameResponse`, 'urn:uuid:42']);
      assert.deepEqual(await addressing(`<SetHostname xmlns="${tds}"/>`), [
        'http://www.w3.org/2005/08/addressing/soap/fault',
        'urn:uuid:42',
      ]);
    });
  });

  describe('behaviours', () => {
    const only = 'tds:GetHostname';

    it('may fail with a fault, thrown or returned, answer with raw bytes, or pass', async () => {
      const device = makeDevice();
      const define = (answer: () => never) =>
        device.defineBehaviour({ name: 'test', handles: each => each === only, answer });
      const answers: [answer: () => unknown, status: number, text: RegExp][] = [
        [() => undefined, 200, /onvif-test0001/],
        [() => ({ fault: new DeviceFault('Receiver/Action', 'broken') }), 500, /ter:Action.*broken/],
        [() => { throw new DeviceFault('Sender/InvalidArgVal', 'no'); }, 400, /InvalidArgVal/], // prettier-ignore
        [
          () => ({ raw: { status: 418, headers: [], body: new TextEncoder().encode('teapot') } }),
          418,
          /^teapot$/,
        ],
        [
          () => Promise.resolve({ reply: { HostnameInformation: { FromDHCP: true, Name: 'later' } } }),
          200,
          /later/,
        ],
      ];
      for (const [answer, status, text] of answers) {
        const override = define(answer as () => never);
        const outcome = await post(device, soap(getHostname));
        assert.equal(outcome.status, status, outcome.text);
        assert.match(outcome.text, text);
        override.dispose();
      }
    });

    it('that reply with what the schema does not know are faults that say where', async () => {
      const device = makeDevice();
      device.defineBehaviour({
        name: 'wrong',
        handles: each => each === only,
        answer: () => ({ reply: { HostnameInformation: { FromDHCP: true, Nmae: 'x' } } }),
      });
      const { fault, text } = await post(device, soap(getHostname));
      assert.equal(fault, 'Receiver/CriticalError');
      assert.match(text, /Nmae/);
    });
  });

  it('ignores logins in Factory Default, right or wrong', async () => {
    const device = makeDevice();
    const headers = [['Authorization', 'Digest nonsense']] as const;
    const { status } = await post(device, soap(`<GetUsers xmlns="${tds}"/>`), { headers });
    assert.equal(status, 200);
    assert.equal(device.heard.at(-1)?.user, undefined);
  });
});
