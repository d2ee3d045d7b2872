import { sleep } from '../base/clock';
import { DisposableList } from '../base/disposable';
import { Emitter } from '../base/emitter';
import { isOnvifError } from '../base/onvifError';
import { expandHosts } from './hostRange';
import { Hearing, isSameEndpoint } from './hearing';
import { anonymousAddress, deviceType, multicastTo, networkVideoTransmitterType } from './messages';
import { Questions } from './questions';
import { multicastTransmissions, transmit, unicastTransmissions } from './transmission';
import { writeDiscoveryMessage } from './writeMessage';
import type { Clock } from '../base/clock';
import type { Disposable } from '../base/disposable';
import type { Random } from '../base/random';
import type { QName } from '../xml/xmlNode';
import type { News } from './hearing';
import type { Heard } from './knownDevice';
import type { MessageHeader } from './messages';
import type { Question } from './questions';
import type { Departure, Sighting } from './sighting';
import type { DiscoverySockets, NetworkInterface, SocketWarning } from './socket';

/** How long answers are waited for, as Profile Q's test cases do. */
const defaultTimeoutMs = 5000;

/**
 * Separate Probes, because there are devices that answer to only one of these, and some that answer to a Probe for
 * two types with neither.
 */
const probedTypes: readonly (readonly QName[])[] = [[deviceType], [networkVideoTransmitterType], []];

/**
 * Unicast Probes go out in such batches: a system that has to find out 4096 absent hosts' link addresses drops
 * packets when it is asked for more than some three hundred a second (Linux keeps 1024 entries for 3 s).
 */
const hostsAtOnce = 16;
const hostsEveryMs = 50;

export interface DiscoveryOptions {
  readonly sockets: DiscoverySockets;
  /** The interfaces to use, asked anew with each search; may throw `invalidInput`. */
  readonly interfaces: () => readonly NetworkInterface[];
  readonly clock: Clock;
  readonly random: Random;
}

export interface SearchOptions {
  /** How long to wait for answers, milliseconds; 5000 unless said. */
  readonly timeoutMs?: number | undefined;
  /** Ends the search early, which is no error. */
  readonly signal?: AbortSignal | undefined;
}

/** Somebody who needs sockets for a while. */
interface Use {
  interfaces: readonly NetworkInterface[];
  readonly listen: boolean;
}

/**
 * The conversation of WS-Discovery 2005/04 as a client: asks who is there, hears who comes and goes, and tells it as
 * sightings and departures. Connects to nobody. Does not own the sockets, which are open only while a search runs or
 * somebody listens.
 */
export class Discovery implements Disposable {
  readonly #options: DiscoveryOptions;
  readonly #sightings = new Emitter<Sighting>();
  readonly #departures = new Emitter<Departure>();
  readonly #warnings = new Emitter<SocketWarning>();
  readonly #questions: Questions;
  readonly #hearing: Hearing;
  readonly #uses = new Set<Use>();
  /** Endpoint references that are being asked for their addresses. */
  readonly #resolving = new Map<string, Disposable>();
  readonly #ended = new AbortController();
  readonly #disposables = new DisposableList();
  #round = 0;
  #saidFull = false;

  /**
   * A device: at first sight, when something of it changed, with each Hello, and once with each search that it
   * answers.
   */
  readonly onSighting = this.#sightings.event;
  readonly onDeparture = this.#departures.event;
  readonly onWarning = this.#warnings.event;

  constructor(options: DiscoveryOptions) {
    this.#options = options;
    this.#questions = new Questions(options.clock);
    this.#hearing = new Hearing({ clock: options.clock, questions: this.#questions });
    this.#disposables.add(
      options.sockets.onDatagram(datagram => this.#tell(this.#hearing.hear(datagram, this.#round))),
    );
    this.#disposables.add(options.sockets.onWarning(warning => this.#warnings.fire(warning)));
  }

  /** Hears Hello and Bye until what it resolves to is disposed. */
  async listen(): Promise<Disposable> {
    const use: Use = { interfaces: this.#options.interfaces(), listen: true };
    this.#uses.add(use);
    await this.#openSockets();
    return {
      dispose: () => {
        if (this.#uses.delete(use)) void this.#openSockets();
      },
    };
  }

  /**
   * Asks on all interfaces (or those given) at once, and resolves when the time is over or the signal aborts. Who
   * answers is told by `onSighting` at once.
   */
  async probe(options: SearchOptions & { interfaces?: readonly NetworkInterface[] } = {}): Promise<void> {
    const interfaces = options.interfaces ?? this.#refreshInterfaces();
    if (interfaces.length === 0) {
      const message =
        'No network interface is up, so no device can be found; connect one, or name 127.0.0.1.';
      return this.#warnings.fire({ message });
    }
    this.#saidFull = false;
    await this.#using({ interfaces, listen: false }, options.signal, async (signal, sending) => {
      const round = ++this.#round;
      for (const types of probedTypes) {
        for (const { id } of interfaces) {
          const data = this.#probeMessage(types, round);
          sending.add(
            this.#transmit(multicastTransmissions, () => this.#options.sockets.sendMulticast(id, data)),
          );
        }
      }
      await this.#pass(options.timeoutMs ?? defaultTimeoutMs, signal);
      if (!options.interfaces && !signal.aborted) this.#tell(this.#hearing.settle(round));
    });
  }

  /**
   * Asks single hosts and IPv4 ranges (CIDR, up to 4096 hosts in all), which also reaches networks that multicast
   * does not. Larger ranges take their time: 320 hosts a second. Resolves as `probe` does, the time counted from the
   * last host. Throws `invalidInput`.
   *
   * Of several devices in software that share an address and port 3702 on one machine, the system gives a unicast
   * message to one only (on Linux the last to open its socket): they are found by `probe`, or by giving each an
   * address of its own, such as 127.0.0.2.
   */
  async probeHosts(addressesOrCidr: readonly string[], options: SearchOptions = {}): Promise<void> {
    const hosts = expandHosts(addressesOrCidr);
    const use: Use = { interfaces: this.#refreshInterfaces(), listen: false };
    await this.#using(use, options.signal, async (signal, sending) => {
      const round = ++this.#round;
      const messages = probedTypes.map(types => this.#probeMessage(types, round));
      for (let at = 0; at < hosts.length && !signal.aborted; at += hostsAtOnce) {
        if (at > 0) await this.#pass(hostsEveryMs, signal);
        const batch = hosts.slice(at, at + hostsAtOnce);
        const send = () => {
          for (const host of batch)
            for (const data of messages) this.#options.sockets.sendUnicast(host, data);
        };
        if (!signal.aborted) sending.add(this.#transmit(unicastTransmissions, send));
      }
      await this.#pass(options.timeoutMs ?? defaultTimeoutMs, signal);
    });
  }

  /** Asks where a device is. Resolves to its sighting, or to undefined when it does not answer in time. */
  async resolve(endpoint: string, options: SearchOptions = {}): Promise<Sighting | undefined> {
    const interfaces = this.#refreshInterfaces();
    let found: Sighting | undefined;
    await this.#using({ interfaces, listen: false }, options.signal, async (signal, sending) => {
      const answered = new AbortController();
      sending.add(
        this.onSighting(sighting => {
          if (sighting.via !== 'resolveMatch' || !isSameEndpoint(sighting.endpoint, endpoint)) return;
          found = sighting;
          answered.abort();
        }),
      );
      const data = this.#resolveMessage(endpoint, ++this.#round);
      for (const { id } of interfaces) {
        sending.add(
          this.#transmit(multicastTransmissions, () => this.#options.sockets.sendMulticast(id, data)),
        );
      }
      await this.#pass(options.timeoutMs ?? defaultTimeoutMs, AbortSignal.any([signal, answered.signal]));
    });
    return found;
  }

  /** Ends every search. The sockets are left to whoever made them. */
  dispose(): void {
    this.#ended.abort();
    this.#disposables.dispose();
    for (const each of this.#resolving.values()) each.dispose();
    this.#resolving.clear();
    this.#uses.clear();
    void this.#openSockets();
    for (const each of [this.#sightings, this.#departures, this.#warnings]) each.dispose();
  }

  /** Keeps sockets open for the use while the action runs, and stops at its end what it was still sending. */
  async #using(
    use: Use,
    abort: AbortSignal | undefined,
    action: (signal: AbortSignal, sending: DisposableList) => Promise<void>,
  ): Promise<void> {
    const signal = abort ? AbortSignal.any([abort, this.#ended.signal]) : this.#ended.signal;
    if (signal.aborted) return;
    const sending = new DisposableList();
    this.#uses.add(use);
    try {
      await this.#openSockets();
      if (!signal.aborted) await action(signal, sending);
    } finally {
      sending.dispose();
      if (this.#uses.delete(use)) await this.#openSockets();
    }
  }

  async #openSockets(): Promise<void> {
    const interfaces = new Map<string, NetworkInterface>();
    for (const use of this.#uses) for (const each of use.interfaces) interfaces.set(each.id, each);
    await this.#options.sockets.open([...interfaces.values()], {
      listen: [...this.#uses].some(use => use.listen),
    });
  }

  /** The interfaces of now, also for those who listen: cables are plugged and networks joined in the meantime. */
  #refreshInterfaces(): readonly NetworkInterface[] {
    const interfaces = this.#options.interfaces();
    for (const use of this.#uses) if (use.listen) use.interfaces = interfaces;
    return interfaces;
  }

  #transmit(times: number, send: () => void): Disposable {
    return transmit(send, { times, clock: this.#options.clock, random: this.#options.random });
  }

  async #pass(ms: number, signal: AbortSignal): Promise<void> {
    try {
      await sleep(this.#options.clock, ms, signal);
    } catch (error) {
      if (!isOnvifError(error, 'cancelled')) throw error;
    }
  }

  #probeMessage(types: readonly QName[], round: number): Uint8Array {
    const messageId = this.#ask({ kind: 'probe', round, asksForTypes: types.length > 0 });
    return writeDiscoveryMessage({ kind: 'probe', header: questionHeader(messageId), types, scopes: [] });
  }

  #resolveMessage(endpoint: string, round: number): Uint8Array {
    const messageId = this.#ask({ kind: 'resolve', round, endpoint });
    return writeDiscoveryMessage({ kind: 'resolve', header: questionHeader(messageId), endpoint });
  }

  #ask(question: Omit<Question, 'messageId' | 'sentAt'>): string {
    const messageId = `urn:uuid:${this.#options.random.uuid()}`;
    this.#questions.add({ ...question, messageId, sentAt: this.#options.clock.monotonic() });
    return messageId;
  }

  #tell(news: News | undefined): void {
    if (!news) return;
    for (const departure of news.departures) this.#departures.fire(departure);
    for (const sighting of news.sightings) {
      if (sighting.xaddrs.length > 0) this.#stopResolving(sighting.endpoint);
      this.#sightings.fire(sighting);
    }
    for (const { heard, round } of news.unresolved) this.#askForAddresses(heard, round);
    if (!news.refused || this.#saidFull) return;
    this.#saidFull = true;
    const message = 'More devices answer than can be listed; those beyond the limit are left out.';
    this.#warnings.fire({ message });
  }

  /** By multicast where the device was heard, or back to where it is when it was reached over a router. */
  #askForAddresses({ target: { endpoint }, source, interface: local }: Heard, round: number): void {
    const key = endpoint.toLowerCase();
    if (this.#resolving.has(key)) return;
    const { sockets, clock } = this.#options;
    const data = this.#resolveMessage(endpoint, round);
    const asking = new DisposableList();
    this.#resolving.set(key, asking);
    asking.add(
      local === ''
        ? this.#transmit(unicastTransmissions, () => sockets.sendUnicast(source.address, data))
        : this.#transmit(multicastTransmissions, () => sockets.sendMulticast(local, data)),
    );
    asking.add(clock.after(defaultTimeoutMs, () => this.#stopResolving(endpoint)));
  }

  #stopResolving(endpoint: string): void {
    const key = endpoint.toLowerCase();
    this.#resolving.get(key)?.dispose();
    this.#resolving.delete(key);
  }
}

function questionHeader(messageId: string): MessageHeader {
  return { messageId, to: multicastTo, replyTo: anonymousAddress };
}
