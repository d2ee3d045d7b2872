import type { Clock } from '../base/clock';

/** A Probe or Resolve that was sent, to which answers may still come. */
export interface Question {
  readonly messageId: string;
  readonly kind: 'probe' | 'resolve';
  /** Which call of `probe` and the like it belongs to; they are numbered upwards, so a later one is greater. */
  readonly round: number;
  /** Monotonic time of its first transmission, milliseconds. */
  readonly sentAt: number;
  /** A Probe: whether it names types, which only an ONVIF device then answers to. */
  readonly asksForTypes?: boolean;
  /** A Resolve: who is looked for. */
  readonly endpoint?: string;
}

/** Nobody waits for answers any longer than this. */
const keepMs = 120_000;
const keepCount = 10_000;

/** The questions of the last minutes, to tell answers to them from everything else. */
export class Questions {
  readonly #clock: Clock;
  readonly #asked = new Map<string, Question>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  add(question: Question): void {
    this.#asked.set(uuidOf(question.messageId), question);
    for (const [key, { sentAt }] of this.#asked) {
      if (this.#clock.monotonic() - sentAt <= keepMs && this.#asked.size <= keepCount) break;
      this.#asked.delete(key);
    }
  }

  /** The question that RelatesTo means, also where a device has dropped `urn:` or changed the case. */
  answeredBy(relatesTo: string | undefined): Question | undefined {
    return relatesTo === undefined ? undefined : this.#asked.get(uuidOf(relatesTo));
  }
}

function uuidOf(messageId: string): string {
  return messageId.toLowerCase().replace(/^(?:urn:)?(?:uuid:)?/, '');
}
