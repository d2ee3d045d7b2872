import { fingerprint } from './fingerprint';
import type { Question, Questions } from './questions';
import type { Datagram } from './socket';

const keepCount = 20_000;
const latin1 = new TextDecoder('latin1');

/** An answer as far as it is known without parsing. */
export interface RawAnswer {
  readonly question: Question;
  /** Who said what. */
  readonly key: string;
}

/**
 * Knows what was answered to the questions of one round. A device answers each of the Probes of a search with the
 * same words under other headers; once parsed, the rest need not be.
 */
export class ToldAnswers {
  readonly #questions: Questions;
  readonly #told = new Set<string>();
  #round = -1;

  constructor(questions: Questions) {
    this.#questions = questions;
  }

  /** Undefined when it takes a parser to tell whether this is an answer. */
  read({ data, source, interface: local }: Datagram): RawAnswer | undefined {
    const text = latin1.decode(data); // one character a byte
    const body = text.search(/<(?:[\w.-]+:)?Body[\s>]/);
    const relatesTo = /RelatesTo(?:\s[^<>]*)?>\s*([^<>\s]+)\s*</.exec(text);
    const question = body < 0 ? undefined : this.#questions.answeredBy(relatesTo?.[1]);
    return question && { question, key: `${source.address} ${local} ${fingerprint(data, body)}` };
  }

  /** True when the same was said in answer to a question of the same round before. */
  has({ question, key }: RawAnswer): boolean {
    return question.round === this.#round && this.#told.has(key);
  }

  add({ question, key }: RawAnswer): void {
    if (question.round !== this.#round || this.#told.size >= keepCount) this.clear();
    this.#round = question.round;
    this.#told.add(key);
  }

  clear(): void {
    this.#told.clear();
  }
}
