/** One challenge of a WWW-Authenticate field (RFC 9110 11.6.1). */
export interface Challenge {
  /** In lower case. */
  readonly scheme: string;
  readonly token68?: string;
  /** Names in lower case, values unquoted and unescaped; of a repeated name the first counts. */
  readonly params: ReadonlyMap<string, string>;
}

/**
 * Reads the challenges of all WWW-Authenticate fields of a reply, in wire order. Several may share one field,
 * parted by the same commas as their parameters; devices also leave commas or quotes out. Never throws: what
 * cannot be read is skipped. Values are byte strings, one character a byte, as HTTP headers are.
 */
export function parseChallenges(values: readonly string[]): Challenge[] {
  return values.flatMap(parseField);
}

/** Reads the parameters of Authentication-Info (RFC 7615 3): a bare parameter list. */
export function parseParams(value: string): ReadonlyMap<string, string> {
  return parseField(`info ${value}`)[0]?.params ?? new Map<string, string>();
}

const separators = /[\s,;]*/y;
const token = /[!#$%&'*+\-.^_`|~0-9A-Za-z]+/y;
const equals = /[ \t]*=[ \t]*/y;
const token68 = /[ \t]+([A-Za-z0-9\-._~+/]+=*)[ \t]*(?=,|$)/y;
const quoted = /"((?:[^"\\]|\\.)*)(?:"|\\?$)/sy;
const unquoted = /[^\s,;"]*/y;

function parseField(field: string): Challenge[] {
  const challenges: { scheme: string; token68?: string; params: Map<string, string> }[] = [];
  let at = 0;
  const take = (pattern: RegExp): RegExpExecArray | undefined => {
    pattern.lastIndex = at;
    const match = pattern.exec(field);
    if (match) at = pattern.lastIndex;
    return match ?? undefined;
  };
  for (;;) {
    take(separators);
    if (at >= field.length) return challenges;
    const name = take(token)?.[0].toLowerCase();
    if (name === undefined) {
      at++; // a character that belongs nowhere
    } else if (challenges.length > 0 && take(equals)) {
      const inQuotes = take(quoted);
      const value = inQuotes ? inQuotes[1]!.replace(/\\(.)/gs, '$1') : (take(unquoted)?.[0] ?? '');
      const { params } = challenges[challenges.length - 1]!;
      if (!params.has(name)) params.set(name, value);
    } else {
      const credentials = take(token68)?.[1];
      const params = new Map<string, string>();
      challenges.push(
        credentials === undefined ? { scheme: name, params } : { scheme: name, token68: credentials, params },
      );
    }
  }
}
