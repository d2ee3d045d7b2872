import assert from 'node:assert/strict';
import { fingerprint } from '../../../src/onvif/discovery/fingerprint';
import { Questions } from '../../../src/onvif/discovery/questions';
import { RecentDatagrams } from '../../../src/onvif/discovery/recentDatagrams';
import { ToldAnswers } from '../../../src/onvif/discovery/toldAnswers';
import { FakeClock } from '../../support/fakeClock';
import { answerHeader, bytes, envelope, probeMatches, target, urn } from './datagrams';
import type { Datagram } from '../../../src/onvif/discovery/socket';

const from = (address: string, text: string, local = '192.0.2.1'): Datagram => ({
  data: bytes(text),
  source: { address, port: 3702, family: 'IPv4' },
  interface: local,
  channel: 'probe',
});

describe('RecentDatagrams', () => {
  it('knows the same bytes of the same sender for a minute', async () => {
    const clock = new FakeClock();
    const recent = new RecentDatagrams(clock);
    assert.equal(recent.isRepeat(from('192.0.2.10', 'one')), false);
    assert.equal(recent.isRepeat(from('192.0.2.11', 'one')), false, 'another sender');
    assert.equal(recent.isRepeat(from('192.0.2.10', 'onf')), false, 'other bytes');
    assert.equal(recent.isRepeat(from('192.0.2.10', 'one')), true);
    await clock.advance(60_000);
    assert.equal(recent.isRepeat(from('192.0.2.10', 'one')), true);
    await clock.advance(1);
    assert.equal(recent.isRepeat(from('192.0.2.10', 'one')), false, 'forgotten');
  });

  it('remembers no more than 20 000, the latest', () => {
    const recent = new RecentDatagrams(new FakeClock());
    for (let number = 0; number <= 20_000; number++) recent.isRepeat(from('192.0.2.10', String(number)));
    assert.equal(recent.isRepeat(from('192.0.2.10', '20000')), true);
    assert.equal(recent.isRepeat(from('192.0.2.10', '0')), false);
  });
});

describe('fingerprint', () => {
  it('differs for every change of one bit, and for added zeros', () => {
    const data = bytes(envelope({ body: probeMatches(target()) }));
    const seen = new Set([fingerprint(data), fingerprint(Uint8Array.of(...data, 0)), fingerprint(data, 1)]);
    for (let bit = 0; bit < data.length * 8; bit++) {
      const changed = data.slice();
      changed[bit >> 3]! ^= 1 << (bit & 7);
      seen.add(fingerprint(changed));
    }
    assert.equal(seen.size, data.length * 8 + 3);
  });
});

describe('ToldAnswers', () => {
  const ids = [1, 2, 3].map(n => `urn:uuid:00000000-0000-4000-8000-00000000000${n}`) as [
    string,
    string,
    string,
  ];

  function told(): ToldAnswers {
    const questions = new Questions(new FakeClock());
    const rounds = [1, 1, 2];
    ids.forEach((messageId, index) =>
      questions.add({ messageId, kind: 'probe', round: rounds[index]!, sentAt: 0 }),
    );
    return new ToldAnswers(questions);
  }
  const answer = (
    relatesTo: string,
    about: Parameters<typeof target>[0] = {},
    address = '192.0.2.10',
    local?: string,
  ) => from(address, envelope({ header: answerHeader(relatesTo), body: probeMatches(target(about)) }), local);

  it('knows the same words in answer to another question of the round, and nothing else', () => {
    const answers = told();
    answers.add(answers.read(answer(ids[0]))!);
    const has = (datagram: Datagram) => answers.has(answers.read(datagram)!);
    assert.equal(has(answer(ids[1])), true);
    assert.equal(has(answer(ids[1], { scopes: 'onvif://www.onvif.org/name/x' })), false, 'other words');
    assert.equal(has(answer(ids[1], {}, '192.0.2.11')), false, 'another sender');
    assert.equal(has(answer(ids[1], {}, '192.0.2.10', '198.51.100.1')), false, 'another interface');
    assert.equal(has(answer(ids[2])), false, 'the next round');
    answers.clear();
    assert.equal(has(answer(ids[1])), false);
  });

  it('leaves to the parser what is no answer to a question of ours', () => {
    const answers = told();
    assert.equal(answers.read(answer(urn.probe)), undefined);
    assert.equal(answers.read(from('192.0.2.10', envelope({ body: '<d:Hello/>' }))), undefined);
    assert.equal(answers.read(from('192.0.2.10', `<w:RelatesTo>${ids[0]}</w:RelatesTo>`)), undefined);
    assert.equal(answers.read(from('192.0.2.10', '')), undefined);
  });
});

describe('Questions', () => {
  it('are answered for two minutes', async () => {
    const clock = new FakeClock();
    const questions = new Questions(clock);
    const ask = (messageId: string) =>
      questions.add({ messageId, kind: 'probe', round: 1, sentAt: clock.monotonic() });
    ask(urn.a);
    await clock.advance(120_000);
    ask(urn.b);
    assert.equal(questions.answeredBy(urn.a)?.messageId, urn.a);
    await clock.advance(1);
    ask(urn.probe);
    assert.equal(questions.answeredBy(urn.a), undefined);
    assert.equal(questions.answeredBy(urn.b)?.messageId, urn.b);
    assert.equal(questions.answeredBy(undefined), undefined);
  });
});
