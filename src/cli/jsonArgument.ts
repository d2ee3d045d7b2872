import type { JsonObject, JsonValue } from '../onvif/base/json';
import { OnvifError } from '../onvif/base/onvifError';

/**
 * Reads the arguments of a call. Throws `invalidInput` that says where the text stops being JSON and never shows the
 * text itself: there may be a password in it.
 */
export function parseJsonArgument(text: string): JsonObject {
  let value: JsonValue;
  try {
    value = JSON.parse(text) as JsonValue;
  } catch {
    const at = endOfSense(text);
    const before = text.slice(0, at).split('\n');
    const place = `line ${before.length}, column ${before.at(-1)!.length + 1}`;
    const what = at >= text.length ? 'it ends too early' : `it goes wrong at ${place}`;
    throw new OnvifError(
      'invalidInput',
      `The arguments are no JSON: ${what}. Write them like '{"Name":"gate"}', in single quotes for the shell.`,
      { details: { offset: at } },
    );
  }
  if (value === null || typeof value !== 'object' || Array.isArray(value)) {
    throw new OnvifError(
      'invalidInput',
      `The arguments have to be a JSON object with the operation's members, like '{"Name":"gate"}'.`,
    );
  }
  return value as JsonObject;
}

/** The offset at which no continuation could make the text JSON; its length when only the end is missing. */
function endOfSense(text: string): number {
  let at = 0;
  const blank = () => {
    while (/[ \t\r\n]/.test(text[at] ?? '')) at++;
  };
  /** Moves behind a token; false with `at` at the place where it goes wrong. */
  const take = (token: string) => {
    for (const character of token) {
      if (text[at] !== character) return false;
      at++;
    }
    return true;
  };
  const string = () => {
    if (!take('"')) return false;
    while (at < text.length && text[at] !== '"') {
      if (text[at]! < ' ') return false;
      const escape = /^\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/.exec(text.slice(at, at + 6));
      if (text[at] === '\\' && !escape) return false;
      at += escape ? escape[0].length : 1;
    }
    return take('"');
  };
  const list = (close: string, item: () => boolean): boolean => {
    at++;
    blank();
    if (text[at] === close) return take(close);
    for (;;) {
      blank();
      if (!item()) return false;
      blank();
      if (text[at] !== ',') return take(close);
      at++;
    }
  };
  const member = () => {
    if (!string()) return false;
    blank();
    return take(':') && value();
  };
  const value = (): boolean => {
    blank();
    if (text[at] === '{') return list('}', member);
    if (text[at] === '[') return list(']', value);
    if (text[at] === '"') return string();
    for (const word of ['true', 'false', 'null']) if (text[at] === word[0]) return take(word);
    const number = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/.exec(text.slice(at));
    at += number ? number[0].length : 0;
    return number !== null;
  };
  if (value()) blank();
  return at;
}
