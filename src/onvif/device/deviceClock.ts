import type { Finding } from '../base/finding';
import { headerOf } from '../http/transport';
import type { Exchange } from '../soap/exchange';
import { namespaces } from '../xml/namespaces';
import { childOf, textOf } from '../xml/query';
import type { XmlElement } from '../xml/xmlNode';

/** What one exchange told about the device's clock. */
export interface ClockReading {
  /** Device minus local, milliseconds. The device tells whole seconds, so it is good to about a second. */
  readonly offset: number;
  /** `utc`: UTCDateTime of GetSystemDateAndTime; `httpDate`: the Date header, where the operation was refused. */
  readonly source: 'utc' | 'httpDate';
  readonly findings: readonly Finding[];
}

const minute = 60_000;

/**
 * Reads the clock from a GetSystemDateAndTime exchange: device time minus the middle of the round trip. UTCDateTime
 * counts, whatever TZ and LocalDateTime say (devices fill those in many ways). The HTTP Date header of any reply
 * stands in where the operation was refused, and where it shows that UTCDateTime is local time; undefined when
 * there is neither.
 */
export function readClock(exchange: Exchange): ClockReading | undefined {
  const last = exchange.attempts.at(-1);
  if (!last) return undefined;
  const midpoint = exchange.startedAt + exchange.duration - last.result.timing.end / 2;
  const headers = last.result.kind === 'reply' ? last.result.reply.headers : [];
  const header = Date.parse(headerOf(headers, 'Date') ?? '');
  const byHeader = Number.isNaN(header) ? undefined : header - midpoint;
  const reply = exchange.outcome.kind === 'reply' ? exchange.outcome.body : undefined;
  const system = reply && childOf(reply, namespaces.tds, 'SystemDateAndTime');
  const utc = dateTimeOf(system && childOf(system, namespaces.tt, 'UTCDateTime'));
  if (utc === undefined) {
    if (byHeader === undefined) return undefined;
    return { offset: byHeader, source: 'httpDate', findings: clockFindings(byHeader) };
  }
  const offset = utc - midpoint;
  const local = dateTimeOf(system && childOf(system, namespaces.tt, 'LocalDateTime'));
  if (!isZone(offset) || (local !== undefined && local !== utc)) {
    return { offset, source: 'utc', findings: clockFindings(offset) };
  }
  const contradicted = byHeader !== undefined && isZone(offset - byHeader);
  const used = contradicted ? 'its HTTP Date header, which tells another time' : 'that time';
  const finding = {
    code: 'local-time-as-utc',
    message: `The device's UTC time is ${describe(offset)}, a time zone's difference: it seems to report its local time as UTC. Logins are dated by ${used}.`,
  };
  return {
    offset: contradicted ? byHeader : offset,
    source: contradicted ? 'httpDate' : 'utc',
    findings: [finding],
  };
}

/** A whole number of quarters of an hour, up to 14 hours, as time zones differ: local time told as if it were UTC. */
function isZone(offset: number): boolean {
  const quarters = Math.round(offset / (15 * minute));
  return quarters !== 0 && Math.abs(quarters) <= 56 && Math.abs(offset - quarters * 15 * minute) < minute;
}

/** Named when it is off by more than 5 s, because WS-UsernameToken and event expiry depend on it. */
function clockFindings(offset: number): Finding[] {
  if (Math.abs(offset) <= 5_000) return [];
  return [
    {
      code: 'clock-offset',
      message: `The device's clock is ${describe(offset)}. Logins are dated with its clock.`,
    },
  ];
}

function describe(offset: number): string {
  const seconds = Math.round(Math.abs(offset) / 1000);
  const [days, hours, minutes] = [
    Math.floor(seconds / 86_400),
    Math.floor(seconds / 3600) % 24,
    Math.floor(seconds / 60) % 60,
  ];
  const parts = [
    [days, 'd'],
    [hours, 'h'],
    [minutes, 'min'],
    [seconds % 60, 's'],
  ] as const;
  const text = parts.flatMap(([value, unit]) => (value > 0 ? [`${value} ${unit}`] : [])).slice(0, 2);
  return `${text.join(' ')} ${offset < 0 ? 'behind' : 'ahead'}`;
}

/** A tt:DateTime as milliseconds since the epoch, read as UTC. */
function dateTimeOf(element: XmlElement | undefined): number | undefined {
  const date = element && childOf(element, namespaces.tt, 'Date');
  const time = element && childOf(element, namespaces.tt, 'Time');
  if (!date || !time) return undefined;
  const number = (parent: XmlElement, name: string) => {
    const text = childOf(parent, namespaces.tt, name);
    return text ? Number(textOf(text).trim() || NaN) : NaN;
  };
  const value = Date.UTC(
    number(date, 'Year'),
    number(date, 'Month') - 1,
    number(date, 'Day'),
    number(time, 'Hour'),
    number(time, 'Minute'),
    number(time, 'Second'),
  );
  return Number.isNaN(value) ? undefined : value;
}
