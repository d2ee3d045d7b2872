import assert from 'node:assert/strict';
import { OnvifError } from '../../../src/onvif/base/onvifError';
import { systemRandom } from '../../../src/onvif/base/random';
import { readClock } from '../../../src/onvif/device/deviceClock';
import { readEndpointReference } from '../../../src/onvif/soap/addressing';
import { classOf, describeExchange } from '../../../src/onvif/soap/describe';
import { expectReply, type Exchange } from '../../../src/onvif/soap/exchange';
import { redactExchange } from '../../../src/onvif/soap/redact';
import { SoapClient } from '../../../src/onvif/soap/soapClient';
import { namespaces } from '../../../src/onvif/xml/namespaces';
import {
  attributeNodeOf,
  attributeOf,
  childOf,
  descend,
  elementsOf,
  qnameOf,
  textOf,
} from '../../../src/onvif/xml/query';
import type { XmlElement } from '../../../src/onvif/xml/xmlNode';
import { FakeClock } from '../../support/fakeClock';
import { quirks } from './quirkTable';
import { cannedNames, cannedReply, CannedTransport } from './cannedReplies';

async function read(file: string): Promise<Exchange> {
  const transport = new CannedTransport(() => cannedReply(file).reply);
  const client = new SoapClient({
    transport,
    clock: new FakeClock(),
    random: systemRandom,
    actionParameter: 'with',
  });
  return client.call({
    url: 'http://192.168.1.20/onvif/device_service',
    action: `${namespaces.tds}/GetHostname`,
    operation: 'tds:GetHostname',
    body: `<tds:GetHostname xmlns:tds="${namespaces.tds}"/>`,
    idempotent: true,
  });
}

/** The outcome in the words of the table; of a reply, `wanted` is kept as far as it is true. */
function outcomeInWords({ outcome }: Exchange, wanted: string): string {
  if (outcome.kind === 'failure') return `failure:${outcome.error.code}`;
  if (outcome.kind === 'fault') {
    const { fault, error } = outcome;
    return `fault:${[fault.code, ...fault.subcodes].join('/')} ${error.code}`;
  }
  const text = wanted.slice(wanted.indexOf(' ') + 1);
  const holds =
    wanted.includes(' ') && [...elementsOf(outcome.body)].some(each => textOf(each).startsWith(text));
  return holds ? `${outcome.body.local} ${text}` : outcome.body.local;
}

describe('quirks of real devices', () => {
  it('all have a row, and all rows a file', () => {
    assert.deepEqual(quirks.map(each => each.file).sort(), cannedNames());
  });

  for (const quirk of quirks) {
    it(`${quirk.file}: ${cannedReply(quirk.file).title}`, async () => {
      const exchange = await read(quirk.file);
      assert.equal(outcomeInWords(exchange, quirk.understood), quirk.understood);
      assert.deepEqual(exchange.findings.map(each => each.code).sort(), quirk.findings ?? []);
      const expected = quirk.class ?? (exchange.outcome.kind === 'reply' ? 'reply' : 'other');
      assert.equal(classOf(exchange), expected);
      assert.equal(exchange.attempts.length, 1);
      assertSentence(describeExchange(exchange));
      for (const { message } of exchange.findings) assertSentence(message);
    });
  }

  describe('are understood in full:', () => {
    const replyOf = async (file: string): Promise<XmlElement> => expectReply(await read(file));

    it('a service behind an undeclared prefix has its namespace', async () => {
      const [, second] = (await replyOf('undeclared-service-prefix')).children.filter(
        each => each.kind === 'element',
      );
      const capabilities = descend(second!, namespaces.tds, 'Capabilities');
      assert.equal(
        attributeOf(childOf(capabilities!, namespaces.tad, 'Capabilities')!, 'RuleSupport'),
        'true',
      );
    });

    it('the time is that of UTCDateTime, whatever the zone says', async () => {
      for (const file of ['clock-without-local-time', 'clock-with-odd-time-zone']) {
        const reading = readClock(await read(file));
        assert.equal(reading?.source, 'utc');
        assert.ok(Math.abs(reading.offset) < 1_000, file);
      }
      const reading = readClock(await read('clock-local-as-utc'));
      assert.equal(Math.round((reading?.offset ?? 0) / 1_000), -10 * 3_600);
      assert.equal(reading?.findings.length, 1);
    });

    it('the time is that of the Date header where the operation is refused', async () => {
      const reading = readClock(await read('clock-wants-login'));
      assert.equal(reading?.source, 'httpDate');
      assert.equal(Math.round(reading.offset / 1_000), 3_600);
    });

    it('an echoed Security header shows no secret', async () => {
      const shown = JSON.stringify(redactExchange(await read('security-header-echoed')));
      assert.doesNotMatch(shown, /SecretDigest|c2VjcmV0/);
      assert.match(shown, /cam-1/);
    });

    it('a redirect tells where to', async () => {
      const { outcome } = await read('redirect');
      assert.ok(outcome.kind === 'failure');
      assert.equal(outcome.error.details.location, 'https://192.168.1.20/onvif/device_service');
      assert.match(outcome.error.message, /https:\/\/192\.168\.1\.20\/onvif\/device_service/);
    });

    it('a web page is named by its title', async () => {
      assert.match(describeExchange(await read('web-page')), /web page \(“Network Camera”\)/);
    });

    it('the reason of a fault is the English one, its detail an element', async () => {
      const languages = (await read('fault-in-three-languages')).outcome;
      assert.ok(languages.kind === 'fault');
      assert.equal(languages.fault.reason, 'Invalid value');
      const notification = (await read('fault-of-notification')).outcome;
      assert.ok(notification.kind === 'fault' && notification.fault.detail);
      const detail = childOf(
        notification.fault.detail,
        namespaces.wsnt,
        'UnacceptableInitialTerminationTimeFault',
      );
      assert.equal(textOf(childOf(detail!, namespaces.wsnt, 'MinimumTime')), '2026-06-01T12:01:00Z');
      assert.ok(languages.error instanceof OnvifError && languages.error.details.fault === languages.fault);
    });

    it('subscription addresses come as they are, and reference parameters ready to be sent back', async () => {
      const addresses = new Map([
        ['empty', ''],
        ['uuid', 'urn:uuid:2f1c0a5e-0000-1000-8000-00408c123456'],
        ['any', 'http://0.0.0.0/onvif/pull/3'],
        ['port-twice', 'http://192.168.1.20:80:8080/event/0'],
        ['query', 'http://192.168.1.20:8080/onvif/Events?Idx=0&t=1'],
      ]);
      for (const [name, address] of addresses) {
        const reply = await replyOf(`subscription-address-${name}`);
        const reference = readEndpointReference(childOf(reply, namespaces.tev, 'SubscriptionReference')!);
        assert.deepEqual(reference, { address, referenceParameters: [] });
      }
      const reply = await replyOf('subscription-with-parameters');
      const { referenceParameters } = readEndpointReference(
        childOf(reply, namespaces.tev, 'SubscriptionReference')!,
      );
      assert.equal(referenceParameters.length, 1);
      assert.match(
        referenceParameters[0]!,
        /^<dom0:SubscriptionId xmlns:dom0="http:\/\/www\.example\.com\/2009\/event" .*>17</,
      );
      assert.match(referenceParameters[0]!, /wsa:IsReferenceParameter="true"/);
    });

    it('types in a topic set are compared by name, not by prefix', async () => {
      const reply = await replyOf('topic-set-root-prefix-only');
      const item = [...elementsOf(reply)].find(each => each.local === 'SimpleItemDescription')!;
      assert.deepEqual(qnameOf(item, attributeOf(item, 'Type')!), {
        namespace: namespaces.xs,
        local: 'float',
      });
      const [root] =
        descend(reply, namespaces.wstop, 'TopicSet')?.children.filter(each => each.kind === 'element') ?? [];
      const [topic] = root!.children.filter(each => each.kind === 'element');
      assert.deepEqual(
        [root?.namespace, topic?.namespace, topic?.local],
        [namespaces.tns1, '', 'ProcessorUsage'],
      );
      assert.ok(attributeNodeOf(topic!, 'topic', namespaces.wstop));
    });

    it('the next step is said: what to set, to wait for, to check', async () => {
      const steps: readonly [string, RegExp][] = [
        ['login-wanted-with-400', /set the user name and password/],
        ['not-implemented-no-reason', /does not have this operation/],
        ['not-implemented-empty-body', /may not have this operation/],
        ['no-such-service', /check the path of the service/],
        ['busy-503', /wait a little/],
        ['account-locked-403', /locked/],
        ['broken-off-inside', /call again/],
        ['sender-fault-with-500', /correct the value/],
        ['fault-detail-text', /forbids this/],
        ['receiver-fault-with-400', /short of memory/],
      ];
      for (const [file, step] of steps) assert.match(describeExchange(await read(file)), step, file);
    });
  });
});

/** What people read is a sentence: begins large, ends in a full stop, has one line. */
function assertSentence(text: string): void {
  assert.match(text, /^[A-Z“<][^\n]*[.]$/u, text);
  assert.ok(text.length < 420, text);
}
