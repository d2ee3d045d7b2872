import type { JsonObject, JsonValue } from '../onvif/base/json';

/** A decoded reply for people: one line a member, deeper members indented, list items behind a dash. */
export function outline(value: JsonValue): string[] {
  if (Array.isArray(value)) {
    return (value as readonly JsonValue[]).flatMap(item => {
      const [first = '', ...rest] = outline(item);
      return [`- ${first}`, ...rest.map(line => `  ${line}`)];
    });
  }
  if (value === null || typeof value !== 'object') return String(value).split('\n');
  return Object.entries(value as JsonObject).flatMap(([name, member]) => {
    const lines = outline(member);
    const inline = member === null || typeof member !== 'object';
    if (inline && lines.length === 1) return [`${name}: ${lines[0]}`];
    return [`${name}:`, ...lines.map(line => `  ${line}`)];
  });
}

/** Columns as wide as their widest cell, two blanks between. */
export function table(rows: readonly (readonly string[])[]): string[] {
  const widths: number[] = [];
  for (const row of rows) row.forEach((cell, at) => (widths[at] = Math.max(widths[at] ?? 0, cell.length)));
  return rows.map(row =>
    row
      .map((cell, at) => cell.padEnd(widths[at]!))
      .join('  ')
      .trimEnd(),
  );
}

/** Text from a device without the control characters that would drive the terminal. */
export function printable(text: string): string {
  return text.replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g, '�');
}
