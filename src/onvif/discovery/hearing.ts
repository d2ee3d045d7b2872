import { KnownDevices } from './knownDevices';
import { isOnvif } from './messages';
import { readDiscoveryMessage } from './readMessage';
import { RecentDatagrams } from './recentDatagrams';
import { ToldAnswers } from './toldAnswers';
import { usableXaddrs } from './xaddrs';
import type { Clock } from '../base/clock';
import type { Finding } from '../base/finding';
import type { Heard } from './knownDevice';
import type { Consequences } from './knownDevices';
import type { ReceivedMessage, Target } from './messages';
import type { Question, Questions } from './questions';
import type { Departure, Sighting } from './sighting';
import type { Datagram } from './socket';

const maximumDevices = 10_000;
const noEndpoint = 'endpoint-missing';

/** What a datagram comes to. */
export interface News {
  readonly sightings: readonly Sighting[];
  readonly departures: readonly Departure[];
  /** Devices to be asked for their addresses, in the round that made them known. */
  readonly unresolved: readonly { readonly heard: Heard; readonly round: number }[];
  /** A device could not be listed, because there are too many. */
  readonly refused: boolean;
}

/**
 * Makes sense of datagrams: drops repeats, what is no discovery message, answers to questions that were not asked,
 * and what is no ONVIF device; the rest becomes sightings and departures.
 */
export class Hearing {
  readonly #clock: Clock;
  readonly #questions: Questions;
  readonly #recent: RecentDatagrams;
  readonly #told: ToldAnswers;
  readonly #known = new KnownDevices(maximumDevices);

  constructor({ clock, questions }: { clock: Clock; questions: Questions }) {
    this.#clock = clock;
    this.#questions = questions;
    this.#recent = new RecentDatagrams(clock);
    this.#told = new ToldAnswers(questions);
  }

  /** `round`: the latest round of questions. Undefined for what is none of our business. */
  hear(datagram: Datagram, round: number): News | undefined {
    if (this.#recent.isRepeat(datagram)) return undefined;
    const raw = this.#told.read(datagram);
    if (raw && this.#told.has(raw)) return undefined;
    const message = readDiscoveryMessage(datagram.data);
    switch (message?.kind) {
      case 'hello':
        return isOnvif(message.target)
          ? this.#take([this.#heard(message.target, message, datagram, round)])
          : undefined;
      case 'bye':
        return this.#leave(this.#heard(message.target, message, datagram, round));
      case 'probeMatches':
      case 'resolveMatches': {
        const question = this.#questions.answeredBy(message.header.relatesTo);
        if (question?.kind !== (message.kind === 'probeMatches' ? 'probe' : 'resolve')) return undefined;
        const matches = message.matches.filter(each => isAnswer(each, question));
        if (matches.length > 0 && raw?.question === question) this.#told.add(raw);
        return this.#take(matches.map(each => this.#heard(each, message, datagram, round, question)));
      }
      default:
        return undefined; // strangers, other people's questions, refusals of matching rules that we never ask for
    }
  }

  /** A round of questions on all interfaces is over: see KnownDevices. */
  settle(round: number): News {
    return { ...this.#known.settle(round), unresolved: [], refused: false };
  }

  #take(all: readonly Heard[]): News {
    const results = all.map((heard): [Heard, Consequences] => [heard, this.#known.hear(heard)]);
    return {
      sightings: results.flatMap(([, { sightings }]) => sightings),
      departures: results.flatMap(([, { departures }]) => departures),
      unresolved: results
        .filter(
          ([{ findings }, { needsResolve }]) =>
            needsResolve && !findings.some(each => each.code === noEndpoint),
        )
        .map(([heard]) => ({ heard, round: heard.answers ?? heard.round })),
      refused: results.some(([, { refused }]) => refused),
    };
  }

  #leave(heard: Heard): News | undefined {
    this.#told.clear(); // what the device says again is news again
    const departure = heard.target.endpoint === '' ? undefined : this.#known.leave(heard);
    return departure && { sightings: [], departures: [departure], unresolved: [], refused: false };
  }

  #heard(
    target: Target,
    message: ReceivedMessage,
    datagram: Datagram,
    round: number,
    question?: Question,
  ): Heard {
    const { xaddrs, findings } = usableXaddrs(target.xaddrs);
    const { header } = message;
    const odd: Finding[] = [...message.findings, ...findings];
    let { endpoint } = target;
    if (endpoint === '' && message.kind !== 'bye') {
      endpoint = xaddrs[0] ?? datagram.source.address;
      odd.push({
        code: noEndpoint,
        message: `The device sends no endpoint reference; it is known by ${endpoint} instead.`,
      });
    }
    if (question && header.relatesTo !== question.messageId) {
      odd.push({
        code: 'relates-to-altered',
        message: `The device answers to ${header.relatesTo}, but was asked by ${question.messageId}; RelatesTo is to be the same.`,
      });
    }
    return {
      via:
        message.kind === 'probeMatches'
          ? 'probeMatch'
          : message.kind === 'resolveMatches'
            ? 'resolveMatch'
            : 'hello',
      target: { ...target, endpoint, xaddrs },
      ...(header.messageId === undefined ? {} : { messageId: header.messageId }),
      ...(header.appSequence === undefined ? {} : { appSequence: header.appSequence }),
      source: datagram.source,
      interface: datagram.interface,
      findings: odd,
      at: this.#clock.monotonic(),
      ...(question ? { answers: question.round } : {}),
      round,
    };
  }
}

/** A device that answers to a Probe for ONVIF's types without saying any has them, if it tells the truth. */
function isAnswer(match: Target, question: Question): boolean {
  if (question.endpoint !== undefined) return isSameEndpoint(match.endpoint, question.endpoint);
  return isOnvif(match) || (match.types.length === 0 && question.asksForTypes === true);
}

/** UUIDs are the same in either case. */
export function isSameEndpoint(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}
