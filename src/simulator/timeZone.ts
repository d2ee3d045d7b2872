const name = String.raw`(?:[A-Za-z]{3,}|<[A-Za-z0-9+-]{3,}>)`;
const time = String.raw`[+-]?\d{1,3}(?::\d{1,2}(?::\d{1,2})?)?`;
const day = String.raw`(?:J\d{1,3}|\d{1,3}|M\d{1,2}\.[1-5]\.[0-6])`;
const rule = String.raw`,${day}(?:/${time})?`;
const posix = new RegExp(`^${name}(?<offset>${time})(?<daylight>${name}(?:${time})?(?:${rule}${rule})?)?$`);

export interface TimeZoneFacts {
  /** Milliseconds that standard time is ahead of UTC. */
  readonly offset: number;
  readonly hasDaylightSaving: boolean;
}

/** Reads a time zone as POSIX 1003.1, 8.3 writes it (`CET-1CEST,M3.5.0,M10.5.0/3`); undefined when it is none. */
export function parseTimeZone(text: string): TimeZoneFacts | undefined {
  const groups = posix.exec(text)?.groups;
  if (!groups) return undefined;
  const [hours = 0, minutes = 0, seconds = 0] = groups.offset!.replace(/[+-]/, '').split(':').map(Number);
  if (hours > 24 || minutes > 59 || seconds > 59) return undefined;
  const west = ((hours * 60 + minutes) * 60 + seconds) * 1000; // POSIX counts west of Greenwich as positive
  const offset = groups.offset!.startsWith('-') ? west : -west;
  return { offset: offset || 0, hasDaylightSaving: groups.daylight !== undefined };
}
