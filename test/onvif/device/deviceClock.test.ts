import assert from 'node:assert/strict';
import { OnvifError } from '../../../src/onvif/base/onvifError';
import { readClock } from '../../../src/onvif/device/deviceClock';
import type { HeaderList } from '../../../src/onvif/http/transport';
import type { Exchange, ExchangeOutcome } from '../../../src/onvif/soap/exchange';
import { parseXml } from '../../../src/onvif/xml/reader';

/** The request leaves here; the reply is there 200 ms later. */
const startedAt = Date.UTC(2026, 5, 1, 12, 0, 0);
const roundTrip = 200;
const midpoint = startedAt + roundTrip / 2;

function exchange(outcome: ExchangeOutcome, headers: HeaderList = []): Exchange {
  const reply = {
    status: 200,
    reason: 'OK',
    headers,
    body: new Uint8Array(),
    truncated: false,
    reused: false,
    findings: [],
  };
  const url = 'http://gate/onvif/device_service';
  return {
    id: '1',
    origin: 'background',
    url,
    startedAt,
    duration: roundTrip,
    attempts: [
      {
        method: 'POST',
        url,
        requestHeaders: [],
        requestBody: new Uint8Array(),
        auth: 'none',
        result: { kind: 'reply', reply, timing: { end: roundTrip } },
      },
    ],
    outcome,
    findings: [],
  };
}

function dateTime(name: string, time: number): string {
  const at = new Date(time);
  return `<tt:${name}>
    <tt:Time><tt:Hour>${at.getUTCHours()}</tt:Hour><tt:Minute>${at.getUTCMinutes()}</tt:Minute><tt:Second>${at.getUTCSeconds()}</tt:Second></tt:Time>
    <tt:Date><tt:Year>${at.getUTCFullYear()}</tt:Year><tt:Month>${at.getUTCMonth() + 1}</tt:Month><tt:Day>${at.getUTCDate()}</tt:Day></tt:Date>
  </tt:${name}>`;
}

function answering(content: string): Exchange {
  const { root } = parseXml(
    `<tds:GetSystemDateAndTimeResponse xmlns:tds="http://www.onvif.org/ver10/device/wsdl" xmlns:tt="http://www.onvif.org/ver10/schema">
      <tds:SystemDateAndTime><tt:DateTimeType>Manual</tt:DateTimeType>${content}</tds:SystemDateAndTime>
    </tds:GetSystemDateAndTimeResponse>`,
  );
  return exchange({ kind: 'reply', body: root! });
}

const refusal: ExchangeOutcome = {
  kind: 'failure',
  error: new OnvifError('credentialsRequired', 'The device asks for a login.'),
};
const hour = 3_600_000;

describe("the device's clock", () => {
  it('is UTCDateTime minus the middle of the round trip', () => {
    const reading = readClock(answering(dateTime('UTCDateTime', startedAt + 2000)));
    assert.equal(reading?.offset, startedAt + 2000 - midpoint);
    assert.equal(reading?.source, 'utc');
    assert.deepEqual(reading?.findings, []);
  });

  it('does not look at TZ and LocalDateTime, however they are written (F8)', () => {
    for (const zone of ['UTC5:0', 'CST+8:00:00', 'UTC+5:00:00DST+4:00:00,M3.2.0/02:00:00', 'nonsense', '']) {
      const content = `<tt:TimeZone><tt:TZ>${zone}</tt:TZ></tt:TimeZone>${dateTime('UTCDateTime', startedAt)}${dateTime('LocalDateTime', startedAt + 5 * hour)}`;
      assert.equal(readClock(answering(content))?.offset, startedAt - midpoint);
    }
  });

  it('is told when it is off by more than five seconds', () => {
    const [finding] = readClock(answering(dateTime('UTCDateTime', startedAt - 90_000)))!.findings;
    assert.equal(finding?.code, 'clock-offset');
    assert.match(finding?.message ?? '', /1 min 30 s behind/);
  });

  it('is called local time when it is off by a time zone', () => {
    for (const zone of [-10, 1, 5.5, 5.75, 14]) {
      const wrong = startedAt + zone * hour + 7000;
      const content = dateTime('UTCDateTime', wrong) + dateTime('LocalDateTime', wrong);
      assert.equal(readClock(answering(content))?.findings[0]?.code, 'local-time-as-utc', `${zone} h`);
    }
  });

  it('is the Date header where that shows UTCDateTime to be local time', () => {
    const at = (date: number) => ({
      ...answering(dateTime('UTCDateTime', startedAt + 10 * hour)),
      attempts: exchange(refusal, [['Date', new Date(date).toUTCString()]]).attempts,
    });
    const contradicted = readClock(at(startedAt));
    assert.equal(contradicted?.offset, startedAt - midpoint);
    assert.match(contradicted?.findings[0]?.message ?? '', /10 h ahead.*by its HTTP Date/);
    const agreeing = readClock(at(startedAt + 10 * hour));
    assert.equal(agreeing?.offset, startedAt + 10 * hour - midpoint);
    assert.equal(agreeing?.findings[0]?.code, 'local-time-as-utc');
  });

  it('is not called local time when the device shows another local time, or is off by years', () => {
    const off = dateTime('UTCDateTime', startedAt + hour) + dateTime('LocalDateTime', startedAt + 3 * hour);
    assert.equal(readClock(answering(off))?.findings[0]?.code, 'clock-offset');
    assert.equal(readClock(answering(dateTime('UTCDateTime', 0)))?.findings[0]?.code, 'clock-offset');
  });

  it('comes from the Date header when the operation is refused (F20)', () => {
    const reading = readClock(exchange(refusal, [['Date', new Date(startedAt + 60_000).toUTCString()]]));
    assert.equal(reading?.offset, startedAt + 60_000 - midpoint);
    assert.equal(reading?.source, 'httpDate');
  });

  it('comes from the Date header when the reply has no usable UTCDateTime', () => {
    for (const content of ['', dateTime('LocalDateTime', startedAt), '<tt:UTCDateTime/>']) {
      const reading = readClock({
        ...answering(content),
        attempts: exchange(refusal, [['Date', new Date(startedAt).toUTCString()]]).attempts,
      });
      assert.equal(reading?.source, 'httpDate');
    }
  });

  it('is unknown without either', () => {
    assert.equal(readClock(exchange(refusal)), undefined);
    assert.equal(readClock(exchange(refusal, [['Date', 'yesterday']])), undefined);
    assert.equal(readClock({ ...exchange(refusal), attempts: [] }), undefined);
  });
});
