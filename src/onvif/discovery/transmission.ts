import type { Clock } from '../base/clock';
import type { Disposable } from '../base/disposable';
import type { Random } from '../base/random';

/**
 * SOAP-over-UDP as WS-Discovery 2005/04 uses it: how often a message goes out in all, and the gaps between, of
 * which the first is drawn from a range and each following one is twice as long up to a limit. Milliseconds.
 */
export const multicastTransmissions = 4;
export const unicastTransmissions = 2;
const firstGap = { shortest: 50, longest: 250 };
const longestGap = 500;

/** Transmits at once and repeats in due course, until disposed. */
export function transmit(
  send: () => void,
  { times, clock, random }: { times: number; clock: Clock; random: Random },
): Disposable {
  let gap = random.between(firstGap.shortest, firstGap.longest);
  let left = times;
  let timer: Disposable | undefined;
  const next = () => {
    send();
    if (--left === 0) return;
    timer = clock.after(gap, next);
    gap = Math.min(2 * gap, longestGap);
  };
  next();
  return {
    dispose: () => {
      left = 1;
      timer?.dispose();
    },
  };
}
