/**
 * Compares two lexical values of one of XSD's ordered types: negative when `a` is less, positive when it is
 * greater, 0 when equal, NaN when they cannot be compared (durations of months and days, times with and without
 * zone, not-a-number).
 * @param primitive local name of the primitive type
 */
export function compareValues(primitive: string, a: string, b: string): number {
  switch (primitive) {
    case 'decimal':
      return compareDecimals(a, b);
    case 'float':
    case 'double':
      return floatValue(a) === floatValue(b) ? 0 : floatValue(a) - floatValue(b);
    case 'duration':
      return compareDurations(a, b);
    default:
      return compareTimes(primitive, a, b);
  }
}

function compareDecimals(a: string, b: string): number {
  if (a.length <= 15 && b.length <= 15) return Number(a) - Number(b);
  const [x, y] = [decimalParts(a), decimalParts(b)];
  if (x.negative !== y.negative) return x.negative ? -1 : 1;
  const sign = x.negative ? -1 : 1;
  if (x.whole.length !== y.whole.length) return sign * (x.whole.length - y.whole.length);
  const length = Math.max(x.fraction.length, y.fraction.length);
  const left = x.whole + x.fraction.padEnd(length, '0');
  const right = y.whole + y.fraction.padEnd(length, '0');
  return left === right ? 0 : left < right ? -sign : sign;
}

/** The digits that count of a decimal. */
export function decimalParts(text: string): { negative: boolean; whole: string; fraction: string } {
  const [whole = '', fraction = ''] = text.replace(/^[+-]/, '').split('.');
  const parts = { whole: whole.replace(/^0+/, ''), fraction: fraction.replace(/0+$/, '') };
  return { negative: text.startsWith('-') && parts.whole + parts.fraction !== '', ...parts };
}

function floatValue(text: string): number {
  return text === 'INF' ? Infinity : text === '-INF' ? -Infinity : Number(text);
}

/** Months and seconds are compared apart: a month has no fixed length (XSD 1.0 part 2, 3.2.6.2). */
function compareDurations(a: string, b: string): number {
  const [x, y] = [durationParts(a), durationParts(b)];
  const months = x.months - y.months;
  const seconds = x.seconds - y.seconds;
  if (months === 0) return seconds;
  // Between 28 and 31 days a month; where both ends agree the order is certain.
  const [shortest, longest] = [months * 28 * 86400 + seconds, months * 31 * 86400 + seconds];
  return Math.sign(shortest) === Math.sign(longest) ? Math.sign(shortest) : NaN;
}

function durationParts(text: string): { months: number; seconds: number } {
  const match = /^(-?)P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:([\d.]+)S)?)?$/.exec(
    text,
  );
  if (!match) return { months: NaN, seconds: NaN };
  const [, minus, ...fields] = match;
  const [years = 0, months = 0, days = 0, hours = 0, minutes = 0, seconds = 0] = fields.map(field =>
    Number(field ?? 0),
  );
  const sign = minus ? -1 : 1;
  return {
    months: sign * (years * 12 + months),
    seconds: sign * (((days * 24 + hours) * 60 + minutes) * 60 + seconds),
  };
}

function compareTimes(primitive: string, a: string, b: string): number {
  const hasZone = (text: string) => /(?:Z|[+-]\d\d:\d\d)$/.test(text);
  if (hasZone(a) !== hasZone(b)) return NaN;
  return timeValue(primitive, a) - timeValue(primitive, b);
}

const frames: Readonly<Record<string, readonly [before: string, after: string]>> = {
  dateTime: ['', ''],
  date: ['', 'T00:00:00'],
  time: ['2000-01-01T', ''],
  gYearMonth: ['', '-01T00:00:00'],
  gYear: ['', '-01-01T00:00:00'],
  gMonthDay: ['2000', 'T00:00:00'],
  gDay: ['2000-01', 'T00:00:00'],
  gMonth: ['2000', '-01T00:00:00'],
};

/** Milliseconds since the epoch, years beyond four digits included; NaN for types without an order. */
function timeValue(primitive: string, text: string): number {
  const frame = frames[primitive];
  const zone = /(?:Z|[+-]\d\d:\d\d)$/.exec(text)?.[0] ?? '';
  if (!frame) return NaN;
  let bare = text.slice(0, text.length - zone.length);
  if (primitive === 'gMonthDay' || primitive === 'gMonth') bare = bare.slice(1);
  if (primitive === 'gDay') bare = bare.slice(2);
  const whole = frame[0] + bare + frame[1];
  const match = /^(-?\d+)-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d(?:\.\d+)?)$/.exec(whole);
  if (!match) return NaN;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = match.slice(1).map(Number);
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  const offset = /^([+-])(\d\d):(\d\d)$/.exec(zone);
  const minutes = offset ? (offset[1] === '-' ? -1 : 1) * (Number(offset[2]) * 60 + Number(offset[3])) : 0;
  return date.getTime() + ((hour * 60 + minute - minutes) * 60 + second) * 1000;
}
