import { InvalidArgumentError, Option } from 'commander';

/** Reads an option that is a whole number within bounds. */
export function wholeNumber(low: number, high: number): (text: string) => number {
  return text => {
    const value = /^\d+$/.test(text) ? Number(text) : NaN;
    if (value >= low && value <= high) return value;
    throw new InvalidArgumentError(`It takes a whole number from ${low} to ${high}.`);
  };
}

/**
 * An option that may be given several times. Not commander's `<value...>`, which would take the arguments behind it
 * for values.
 */
export function repeatable(flags: string, description: string): Option {
  return new Option(flags, `${description}; may be repeated`).argParser(
    (value: string, before: readonly string[] | undefined) => [...(before ?? []), value],
  );
}
