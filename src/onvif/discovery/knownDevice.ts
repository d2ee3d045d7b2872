import type { Finding } from '../base/finding';
import type { QName } from '../xml/xmlNode';
import type { AppSequence, Target } from './messages';
import type { Sighting } from './sighting';

/**
 * Later than this after what it repeats no repeat arrives: SOAP-over-UDP is done within two seconds.
 */
const lateRepeatMs = 5000;

/** One device's part of one message, and the circumstances in which it was heard. */
export interface Heard {
  readonly via: Sighting['via'];
  /** With http and https addresses only. */
  readonly target: Target;
  readonly messageId?: string;
  readonly appSequence?: AppSequence;
  readonly source: { readonly address: string; readonly port: number; readonly family: 'IPv4' | 'IPv6' };
  readonly interface: string;
  readonly findings: readonly Finding[];
  /** Monotonic time of arrival, milliseconds. */
  readonly at: number;
  /** The round of questions that it answers. */
  readonly answers?: number;
  /** The latest round of questions that had begun. */
  readonly round: number;
}

/** What a message meant for a device: something new, nothing new, or nothing at all because it came too late. */
export type Meaning = 'news' | 'known' | 'late';

/** What is known of one device, from all its messages over all interfaces. */
export class KnownDevice {
  readonly endpoint: string;
  readonly identity: string;
  /** The round of questions it answered last; -1 for none. */
  answeredRound = -1;
  #shared: string | undefined;
  #replaced: string | undefined;
  #types: readonly QName[] = [];
  #scopes: readonly string[] = [];
  /** Each address with the round in which it was heard last. */
  #xaddrs = new Map<string, number>();
  #metadataVersion = 0;
  #appSequence: AppSequence | undefined;
  #helloId: string | undefined;
  #left: Pick<Heard, 'at' | 'round'> | undefined;
  #latest: Heard;
  #shown = '';

  constructor(endpoint: string, identity: string, heard: Heard) {
    this.endpoint = endpoint;
    this.identity = identity;
    this.#latest = heard;
  }

  /** True after its Bye, until it is heard again. */
  get hasLeft(): boolean {
    return this.#left !== undefined;
  }

  get xaddrs(): readonly string[] {
    return [...this.#xaddrs.keys()];
  }

  get appSequence(): AppSequence | undefined {
    return this.#appSequence;
  }

  /** The message it was heard in last. */
  get latest(): Heard {
    return this.#latest;
  }

  /** Adds what a message says. */
  take(heard: Heard): Meaning {
    const wentBack = this.#isBefore(heard.appSequence);
    if (this.#left ? !this.#revives(heard, this.#left) : wentBack && !this.#isAfterLatest(heard)) {
      return this.#takeLate(heard);
    }
    const { target } = heard;
    const fresh = this.#left !== undefined || this.#isOtherState(heard);
    if (target.types.length > 0) this.#types = fresh ? target.types : union(this.#types, target.types);
    if (target.scopes.length > 0) this.#scopes = target.scopes;
    if (target.xaddrs.length > 0 && fresh) this.#xaddrs.clear();
    for (const each of target.xaddrs) this.#xaddrs.set(each, heard.answers ?? heard.round);
    this.#metadataVersion = target.metadataVersion;
    this.#appSequence = heard.appSequence ?? this.#appSequence;
    this.#left = undefined;
    if (heard.via === 'hello') this.#helloId = heard.messageId;
    this.#latest = wentBack ? { ...heard, findings: [...heard.findings, sequenceWentBack] } : heard;
    const first = heard.answers !== undefined && heard.answers !== this.answeredRound;
    this.answeredRound = Math.max(this.answeredRound, heard.answers ?? -1);
    return this.#changed() || first || heard.via === 'hello' ? 'news' : 'known';
  }

  /** Notes a Bye. False when it is an old one, sent before what was heard since. */
  leave(bye: Heard): boolean {
    if (this.#isBefore(bye.appSequence)) return false;
    this.#appSequence = bye.appSequence ?? this.#appSequence;
    this.#left = bye;
    this.#shown = '';
    return true;
  }

  /** Forgets the addresses that it did not repeat when it answered that round. True when there were any. */
  settle(round: number): boolean {
    if (this.answeredRound < round) return false;
    const stale = [...this.#xaddrs].filter(([, heardIn]) => heardIn < round);
    if (stale.length === this.#xaddrs.size) return false;
    for (const [xaddr] of stale) this.#xaddrs.delete(xaddr);
    return this.#changed();
  }

  /** Notes that another device has the same endpoint reference. True when that is new. */
  shareWith(where: string): boolean {
    this.#shared ??= where;
    return this.#changed();
  }

  /** Notes that the address belonged to another endpoint reference before. True when that is new. */
  replace(endpoint: string): boolean {
    this.#replaced = endpoint;
    return this.#changed();
  }

  sighting(): Sighting {
    const { via, source, interface: local } = this.#latest;
    return {
      endpoint: this.endpoint,
      identity: this.identity,
      sharedEndpoint: this.#shared !== undefined,
      types: this.#types,
      scopes: this.#scopes,
      xaddrs: this.xaddrs,
      metadataVersion: this.#metadataVersion,
      via,
      source: { address: source.address, port: source.port },
      interface: local,
      findings: this.#findings(),
    };
  }

  /** What is odd about the latest message, and about the device as a whole. */
  #findings(): Finding[] {
    const findings = [...this.#latest.findings];
    if (this.#shared !== undefined) {
      findings.push({
        code: 'shared-endpoint',
        message:
          `Several devices answer with the endpoint reference ${this.endpoint} (another at ${this.#shared}); ` +
          `they are listed apart, but each device needs its own.`,
      });
    }
    if (this.#replaced !== undefined) {
      findings.push({
        code: 'endpoint-changed',
        message:
          `The device had the endpoint reference ${this.#replaced} before; it is to keep one over reboots ` +
          `and on all interfaces.`,
      });
    }
    if (this.#xaddrs.size === 0) {
      findings.push({
        code: 'no-xaddrs',
        message: 'The device announces no address of its device service; it was asked for one with Resolve.',
      });
    }
    return findings;
  }

  /** Answers of one state overtake each other when they differ in nothing but the interface. */
  #takeLate(heard: Heard): Meaning {
    if (this.#left || this.#isOtherState(heard)) return 'late';
    for (const each of heard.target.xaddrs) this.#xaddrs.set(each, heard.answers ?? heard.round);
    this.answeredRound = Math.max(this.answeredRound, heard.answers ?? -1);
    return this.#changed() ? 'news' : 'late';
  }

  /**
   * After a Bye only what is certainly newer brings a device back: by its AppSequence, as an answer to a question
   * of after the Bye, or as another Hello at a time when no repeat arrives any more.
   */
  #revives(heard: Heard, left: Pick<Heard, 'at' | 'round'>): boolean {
    if (this.#isAfter(heard.appSequence)) return true;
    if (heard.answers !== undefined) return heard.answers > left.round;
    if (heard.messageId !== undefined && heard.messageId === this.#helloId) return false;
    return heard.at - left.at > lateRepeatMs;
  }

  /** Newer than the latest message in spite of its AppSequence, which some firmware starts again from the same. */
  #isAfterLatest(heard: Heard): boolean {
    if (heard.answers !== undefined) return heard.answers > this.#latest.round;
    return heard.at - this.#latest.at > lateRepeatMs;
  }

  #isOtherState(heard: Heard): boolean {
    const other = heard.appSequence !== undefined && this.#appSequence !== undefined;
    return (
      heard.target.metadataVersion !== this.#metadataVersion ||
      (other && heard.appSequence?.instanceId !== this.#appSequence?.instanceId)
    );
  }

  #isBefore(sequence: AppSequence | undefined): boolean {
    return (
      sequence !== undefined && this.#appSequence !== undefined && compare(sequence, this.#appSequence) < 0
    );
  }

  #isAfter(sequence: AppSequence | undefined): boolean {
    return (
      sequence !== undefined && this.#appSequence !== undefined && compare(sequence, this.#appSequence) > 0
    );
  }

  /** True when somebody who was shown the device would now see something else. */
  #changed(): boolean {
    const { via, source, interface: local, ...rest } = this.sighting();
    const shown = JSON.stringify(rest);
    const changed = shown !== this.#shown;
    this.#shown = shown;
    return changed;
  }
}

const sequenceWentBack: Finding = {
  code: 'app-sequence-went-back',
  message: 'The AppSequence of the device went back; its InstanceId is to grow with every boot.',
};

function compare(a: AppSequence, b: AppSequence): number {
  return a.instanceId - b.instanceId || a.messageNumber - b.messageNumber;
}

function union(names: readonly QName[], more: readonly QName[]): readonly QName[] {
  const added = more.filter(each => !names.some(name => sameName(name, each)));
  return added.length === 0 ? names : [...names, ...added];
}

function sameName(a: QName, b: QName): boolean {
  return a.local === b.local && a.namespace === b.namespace;
}
