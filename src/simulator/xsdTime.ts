const day = 86_400_000;
const pattern =
  /^P(?=.)(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)D)?(?:T(?=.)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?$/;
/** Of years, months, days, hours, minutes and seconds; years and months as long as they mostly are. */
const units = [365 * day, 30 * day, day, 3_600_000, 60_000, 1000];

/** Milliseconds of an xs:duration that is not negative; undefined for any other text. */
export function parseDuration(text: string): number | undefined {
  const match = pattern.exec(text.trim());
  if (!match) return undefined;
  return units.reduce((sum, unit, i) => sum + unit * Number(match[i + 1] ?? 0), 0);
}

/** An xs:duration in seconds. */
export function formatDuration(ms: number): string {
  return `PT${Math.ceil(ms / 1000)}S`;
}

/** Milliseconds since the epoch of an xs:dateTime; without a zone it is taken for UTC. Undefined for no such text. */
export function parseDateTime(text: string): number | undefined {
  const match = /^(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d+)?)(Z|[+-]\d{2}:\d{2})?$/.exec(text.trim());
  const time = match ? Date.parse(match[1]! + (match[2] ?? 'Z')) : NaN;
  return Number.isNaN(time) ? undefined : time;
}

/** An xs:dateTime in UTC with Z, as events and event replies have it. `ms`: since the epoch. */
export function formatDateTime(ms: number): string {
  return new Date(ms).toISOString();
}
