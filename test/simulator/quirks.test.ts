import assert from 'node:assert/strict';
import { headerOf, headersOf, type HttpReply, type HttpResult } from '../../src/onvif/http/transport';
import { namespaces } from '../../src/onvif/xml/namespaces';
import { parseXml } from '../../src/onvif/xml/reader';
import { listQuirks } from '../../src/simulator/quirks/quirks';
import type { SimulatedDevice } from '../../src/simulator/simulatedDevice';
import { admin, call, makeDevice, post, soap, tokenFor } from './support/bench';

const tds = namespaces.tds;
const url = 'http://127.0.0.1:8080/onvif/device_service';
const factoryDefault = 'onvif://www.onvif.org/Profile/Q/FactoryDefault';
const operational = 'onvif://www.onvif.org/Profile/Q/Operational';

/** As a client hears it, over the loopback transport. */
async function send(device: SimulatedDevice, body: string, header = '', limits = {}): Promise<HttpResult> {
  return device.transport().send({
    method: 'POST',
    url,
    headers: [['Content-Type', 'application/soap+xml']],
    body: new TextEncoder().encode(soap(body, header)),
    limits,
  });
}

async function replyTo(
  device: SimulatedDevice,
  body = `<GetHostname xmlns="${tds}"/>`,
  header = '',
): Promise<HttpReply> {
  const result = await send(device, body, header);
  assert.equal(result.kind, 'reply');
  return (result as { reply: HttpReply }).reply;
}

const textOf = (reply: HttpReply) => new TextDecoder().decode(reply.body);
const wrongName = `<SetHostname xmlns="${tds}"><Name>a_b</Name></SetHostname>`;
const unsupported = `<GetDot11Capabilities xmlns="${tds}"/>`;

/** What must be seen of each quirk. */
const shows: Record<string, (quirk: string) => Promise<void>> = {
  'wrong-xaddr': async quirk => {
    const { reply } = await call(makeDevice({ quirks: [quirk] }), 'tds:GetCapabilities');
    assert.match(JSON.stringify(reply), /http:\/\/192\.0\.2\.1:8080\/onvif\/device_service/);
  },
  'hostless-xaddr': async quirk => {
    const { reply } = await call(makeDevice({ quirks: [quirk] }), 'tds:GetServices', {
      IncludeCapability: false,
    });
    assert.match(JSON.stringify(reply), /"http:\/\/\/onvif\/device_service"/);
  },
  'skewed-clock': async quirk => {
    const device = makeDevice({ quirks: [quirk], state: 'operational' });
    assert.equal(await utcOf(device), device.clock.now() + (3600 + 23 * 60 + 45) * 1000);
    const UTCDateTime = { Time: { Hour: 10, Minute: 0, Second: 0 }, Date: { Year: 2026, Month: 7, Day: 1 } };
    const manual = { DateTimeType: 'Manual', DaylightSavings: false, UTCDateTime };
    await call(device, 'tds:SetSystemDateAndTime', manual, { digest: admin });
    assert.equal(await utcOf(device), Date.UTC(2026, 6, 1, 11, 23, 45));
    const own = tokenFor(device, admin, device.clock.now());
    assert.equal((await post(device, soap(`<GetUsers xmlns="${tds}"/>`, own))).status, 400);
    assert.equal((await call(device, 'tds:GetUsers', {}, { wsse: admin })).status, 200);
  },
  'local-time-as-utc': async quirk => {
    const device = makeDevice({ quirks: [quirk], state: 'operational' });
    assert.equal(await utcOf(device), device.clock.now() + 10 * 3_600_000);
    assert.equal((await call(device, 'tds:GetUsers', {}, { wsse: admin })).status, 200);
  },
  'state-scopes-both': async quirk => {
    const { reply } = await call(makeDevice({ quirks: [quirk] }), 'tds:GetScopes');
    const scopes = (reply!.Scopes as { ScopeItem: string }[]).map(each => each.ScopeItem);
    assert.ok(scopes.includes(factoryDefault) && scopes.includes(operational));
    assert.equal(new Set(scopes).size, scopes.length);
  },
  'state-scopes-none': quirk => {
    const { scopes } = makeDevice({ quirks: [quirk] });
    assert.ok(!scopes.includes(factoryDefault) && !scopes.includes(operational));
    return Promise.resolve();
  },
  'set-without-effect': async quirk => {
    const device = makeDevice({ quirks: [quirk] });
    const users = [{ Username: 'admin', Password: 'Secret-1', UserLevel: 'Administrator' }];
    assert.equal((await call(device, 'tds:SetHostname', { Name: 'new' })).status, 200);
    assert.equal((await call(device, 'tds:CreateUsers', { User: users })).status, 200);
    assert.deepEqual((await call(device, 'tds:GetUsers')).reply, {});
    assert.equal(device.settings.hostname.name, 'onvif-test0001');
  },
  'constant-nonce': async quirk => {
    const device = makeDevice({ quirks: [quirk], state: 'operational' });
    const nonce = async () => {
      const { headers } = await call(device, 'tds:GetUsers');
      return /nonce="([^"]+)"/.exec(headersOf(headers, 'www-authenticate')[0]!)![1]!;
    };
    const first = await nonce();
    await device.clock.advance(3_600_000);
    assert.equal(await nonce(), first);
    for (let i = 0; i < 2; i++) {
      assert.equal((await call(device, 'tds:GetUsers', {}, { digest: admin })).status, 200);
    }
  },
  'sha256-only': async quirk => {
    const device = makeDevice({ quirks: [quirk], state: 'operational' });
    const challenges = headersOf((await call(device, 'tds:GetUsers')).headers, 'www-authenticate');
    assert.deepEqual(
      challenges.map(each => /algorithm=([\w-]+)/.exec(each)?.[1]),
      ['SHA-256'],
    );
    assert.equal((await call(device, 'tds:GetUsers', {}, { digest: admin })).status, 200);
  },
  'no-qop': async quirk => {
    const device = makeDevice({ quirks: [quirk], state: 'operational' });
    const { headers } = await call(device, 'tds:GetUsers');
    assert.ok(!headersOf(headers, 'www-authenticate')[0]!.includes('qop'));
    assert.equal((await call(device, 'tds:GetUsers', {}, { digest: admin })).status, 200);
  },
  'refuse-credentials-400': async quirk => {
    const outcome = await call(makeDevice({ quirks: [quirk], state: 'operational' }), 'tds:GetUsers');
    assert.deepEqual([outcome.status, outcome.fault], [400, 'Sender/NotAuthorized']);
    assert.equal(headerOf(outcome.headers, 'www-authenticate'), undefined);
  },
  'junk-before-xml': async quirk => {
    const text = textOf(await replyTo(makeDevice({ quirks: [quirk] })));
    assert.match(text, /^\0\r\n<\?xml [^<]*<env:Envelope/);
  },
  'undeclared-prefix': async quirk => {
    const device = makeDevice({ quirks: [quirk] });
    const { problems } = parseXml(textOf(await replyTo(device, `<GetSystemDateAndTime xmlns="${tds}"/>`)));
    assert.deepEqual([...new Set(problems.map(each => each.code))], ['undeclared-prefix']);
    const fault = textOf(await replyTo(device, wrongName));
    assert.ok(fault.includes('ter:InvalidHostname') && !fault.includes('xmlns:ter'));
  },
  'echoed-security-header': async quirk => {
    const device = makeDevice({ quirks: [quirk] });
    const text = textOf(await replyTo(device, undefined, tokenFor(device, admin)));
    const { wellFormed } = parseXml(text);
    assert.ok(wellFormed, text);
    assert.match(text, /<env:Header><Security.*PasswordDigest.*<\/env:Header><env:Body>/s);
    assert.ok(!textOf(await replyTo(device)).includes('Header'));
  },
  'fault-under-200': async quirk => {
    const device = makeDevice({ quirks: [quirk] });
    const reply = await replyTo(device, wrongName);
    assert.equal(reply.status, 200);
    assert.match(textOf(reply), /env:Fault.*InvalidHostname/s);
  },
  'empty-500': async quirk => {
    const reply = await replyTo(makeDevice({ quirks: [quirk] }), unsupported);
    assert.deepEqual([reply.status, reply.body.length], [500, 0]);
  },
  'faultless-500': async quirk => {
    const reply = await replyTo(makeDevice({ quirks: [quirk] }), unsupported);
    assert.equal(reply.status, 500);
    assert.match(textOf(reply), /<e:Body\/>/);
  },
  'text-xml': async quirk => {
    const { headers } = await replyTo(makeDevice({ quirks: [quirk] }));
    assert.deepEqual(headersOf(headers, 'content-type'), ['text/xml; charset=utf-8;']);
  },
  'http-1.0': async quirk => assert.deepEqual(await reuse(quirk), [false, false]),
  'close-keep-alive': async quirk => assert.deepEqual(await reuse(quirk), [false, false]),
  'wrong-content-length': async quirk => {
    const reply = await replyTo(makeDevice({ quirks: [quirk] }));
    assert.equal(reply.truncated, true);
    assert.equal(Number(headerOf(reply.headers, 'content-length')), reply.body.length + 17);
  },
  'short-content-length': async quirk => {
    const reply = await replyTo(makeDevice({ quirks: [quirk] }));
    assert.equal(Number(headerOf(reply.headers, 'content-length')), reply.body.length - 9);
  },
  truncated: async quirk => {
    const whole = await replyTo(makeDevice());
    const reply = await replyTo(makeDevice({ quirks: [quirk] }));
    assert.equal(reply.truncated, true);
    assert.equal(reply.body.length, Math.floor(whole.body.length / 2));
  },
  oversized: async quirk => {
    const result = await send(makeDevice({ quirks: [quirk] }), `<GetHostname xmlns="${tds}"/>`);
    assert.ok(result.kind === 'failure' && result.error.code === 'tooLarge');
  },
  slow: async quirk => {
    const device = makeDevice({ quirks: [quirk] });
    const result = send(device, `<GetHostname xmlns="${tds}"/>`);
    await device.clock.advance(3000);
    const { timing } = await result;
    assert.equal(timing.firstByte, 3000);
  },
};

describe('quirks', () => {
  for (const { name, description } of listQuirks()) {
    it(`${name}: ${description}`, async () => {
      assert.ok(shows[name], 'there is a test for it');
      await shows[name](name);
    });
  }

  it('have a name of their own each, and no test is left over', () => {
    const names = listQuirks().map(each => each.name);
    assert.deepEqual([...new Set(names)].sort(), Object.keys(shows).sort());
  });

  it('can be combined, and taken back', async () => {
    const device = makeDevice({ state: 'operational' });
    const both = [device.addQuirk('no-qop'), device.addQuirk('sha256-only')];
    const challenge = async () =>
      headersOf((await call(device, 'tds:GetUsers')).headers, 'www-authenticate')[0]!;
    assert.match(await challenge(), /algorithm=SHA-256/);
    assert.ok(!(await challenge()).includes('qop'));
    for (const each of both) each.dispose();
    assert.match(await challenge(), /qop="auth".*algorithm=MD5/);
    assert.deepEqual(device.quirks, []);
  });

  it('that change the scopes are announced when switched on and off', () => {
    const device = makeDevice();
    const versions: number[] = [];
    device.onAnnounce(() => versions.push(device.metadataVersion));
    device.addQuirk('state-scopes-both').dispose();
    device.addQuirk('slow').dispose();
    assert.deepEqual(versions, [2, 3]);
  });

  it('of unknown names are refused with the list of those there are', () => {
    assert.throws(() => makeDevice({ quirks: ['slower'] }), {
      code: 'invalidInput',
      message: /slower.*no-qop/,
    });
  });
});

async function reuse(quirk: string): Promise<boolean[]> {
  const transport = makeDevice({ quirks: [quirk] }).transport();
  const request = { method: 'GET', url, headers: [] };
  const results = [await transport.send(request), await transport.send(request)];
  return results.map(each => each.kind === 'reply' && each.reply.reused);
}

/** UTCDateTime of GetSystemDateAndTime, milliseconds since the epoch. */
async function utcOf(device: SimulatedDevice): Promise<number> {
  const { reply } = await call(device, 'tds:GetSystemDateAndTime');
  const { UTCDateTime } = reply!.SystemDateAndTime as Record<string, Record<string, Record<string, number>>>;
  const { Date: day, Time: time } = UTCDateTime as Record<'Date' | 'Time', Record<string, number>>;
  return Date.UTC(day.Year!, day.Month! - 1, day.Day, time.Hour, time.Minute, time.Second);
}
