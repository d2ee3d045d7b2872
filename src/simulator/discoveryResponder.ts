import type { Clock } from '../onvif/base/clock';
import { DisposableList, toDisposable, type Disposable } from '../onvif/base/disposable';
import type { Random } from '../onvif/base/random';
import { anonymousAddress, deviceType, multicastTo } from '../onvif/discovery/messages';
import type { DiscoveryMessage, MessageHeader, Probe, Resolve, Target } from '../onvif/discovery/messages';
import { readDiscoveryMessage } from '../onvif/discovery/readMessage';
import { RecentDatagrams } from '../onvif/discovery/recentDatagrams';
import { matchProbe } from '../onvif/discovery/scopeMatching';
import type { Datagram, DiscoverySockets, NetworkInterface } from '../onvif/discovery/socket';
import { writeDiscoveryMessage } from '../onvif/discovery/writeMessage';
import type { SimulatedDevice } from './simulatedDevice';
import { Timers } from './timers';

/** WS-Discovery, APP_MAX_DELAY: an answer, and the first Hello, wait a random time up to this, milliseconds. */
const maximumDelay = 500;
/** SOAP-over-UDP 1.1: how often a datagram is sent again, and the gaps between, milliseconds. */
const repeats = { unicast: 1, multicast: 2 };
const firstGap = { low: 50, high: 250 };
const maximumGap = 500;

export interface DiscoveryResponderOptions {
  readonly sockets: DiscoverySockets;
  readonly clock: Clock;
  readonly random: Random;
}

interface Member {
  readonly device: SimulatedDevice;
  /** `http://host:port` of each address the device is served under. */
  readonly origins: readonly string[];
  messageNumber: number;
}

/**
 * The target service side of WS-Discovery for all simulated devices of a process: answers Probe and Resolve, says
 * Hello when a device appears, changes or is back from a reboot, and Bye when it goes. One responder for many
 * devices, because a unicast datagram reaches only one of several sockets on a port.
 */
export class DiscoveryResponder implements Disposable {
  readonly #options: DiscoveryResponderOptions;
  readonly #members = new Map<string, Member>();
  readonly #recent: RecentDatagrams;
  readonly #lifetime = new DisposableList();
  readonly #timers: Timers;
  #interfaces: readonly NetworkInterface[] = [];

  constructor(options: DiscoveryResponderOptions) {
    this.#options = options;
    this.#recent = new RecentDatagrams(options.clock);
    this.#timers = this.#lifetime.add(new Timers(options.clock));
  }

  /** Opens the sockets; they belong to the responder from now on. */
  async start(interfaces: readonly NetworkInterface[]): Promise<void> {
    this.#interfaces = interfaces;
    const { sockets } = this.#options;
    this.#lifetime.add(sockets);
    this.#lifetime.add(sockets.onDatagram(datagram => this.#hear(datagram)));
    await sockets.open(interfaces, { listen: true, unicast: true });
  }

  /**
   * Lets a device take part, which says Hello; when the result is disposed it says Bye. `origins`: `http://host:port`
   * of each address it is served under.
   */
  add(device: SimulatedDevice, origins: readonly string[]): Disposable {
    const member: Member = { device, origins, messageNumber: 0 };
    this.#members.set(device.endpoint, member);
    const announcements = device.onAnnounce(what => this.#announce(member, what));
    this.#timers.after(this.#options.random.between(0, maximumDelay), () => {
      if (this.#members.get(device.endpoint) === member && isAudible(device)) this.#announce(member, 'hello');
    });
    return toDisposable(() => {
      announcements.dispose();
      if (this.#members.get(device.endpoint) !== member) return;
      this.#members.delete(device.endpoint);
      if (isAudible(device)) this.#announce(member, 'bye');
    });
  }

  /** Closes the sockets at once: devices still in it leave without Bye. */
  dispose(): void {
    this.#members.clear();
    this.#lifetime.dispose();
  }

  #hear(datagram: Datagram): void {
    if (this.#recent.isRepeat(datagram)) return;
    const message = readDiscoveryMessage(datagram.data);
    if (message?.kind !== 'probe' && message?.kind !== 'resolve') return;
    if (message.header.messageId === undefined) return; // nobody could tell what an answer relates to
    for (const member of this.#members.values()) {
      if (!isAudible(member.device) || !isMeant(member, message)) continue;
      // the answer is made when it is sent, so that it shows the device as it is then
      this.#timers.after(this.#options.random.between(0, maximumDelay), () =>
        this.#answer(member, message, datagram),
      );
    }
  }

  #answer(member: Member, message: Probe | Resolve, { source, interface: id }: Datagram): void {
    if (!isAudible(member.device) || this.#members.get(member.device.endpoint) !== member) return;
    const header = this.#header(member, anonymousAddress, message.header.messageId);
    const matches = [targetOf(member)];
    const answer: DiscoveryMessage =
      message.kind === 'probe'
        ? { kind: 'probeMatches', header, matches }
        : { kind: 'resolveMatches', header, matches };
    const data = writeDiscoveryMessage(answer);
    const { sockets } = this.#options;
    this.#repeat(repeats.unicast, () =>
      sockets.sendUnicast(source.address, data, source.port, id === '' ? undefined : id),
    );
  }

  #announce(member: Member, kind: 'hello' | 'bye'): void {
    const header = this.#header(member, multicastTo);
    const data = writeDiscoveryMessage({ kind, header, target: targetOf(member) });
    // who says Bye may be gone before a repeat
    this.#repeat(kind === 'hello' ? repeats.multicast : 0, () => {
      for (const each of this.#interfaces) this.#options.sockets.sendMulticast(each.id, data);
    });
  }

  #header(member: Member, to: string, relatesTo?: string): MessageHeader {
    return {
      messageId: `urn:uuid:${this.#options.random.uuid()}`,
      to,
      ...(relatesTo === undefined ? {} : { relatesTo }),
      appSequence: { instanceId: member.device.instanceId, messageNumber: ++member.messageNumber },
    };
  }

  #repeat(times: number, send: () => void): void {
    send();
    let gap = this.#options.random.between(firstGap.low, firstGap.high);
    for (let [i, at] = [0, 0]; i < times; i++) {
      at += gap;
      gap = Math.min(gap * 2, maximumGap);
      this.#timers.after(at, send);
    }
  }
}

function isAudible(device: SimulatedDevice): boolean {
  return device.isUp && device.settings.discoveryMode === 'Discoverable';
}

/** A Probe by an unknown rule is met with silence, as a multicast one has to be. */
function isMeant(member: Member, message: Probe | Resolve): boolean {
  return message.kind === 'resolve'
    ? message.endpoint === member.device.endpoint
    : matchProbe(message, targetOf(member)) === 'match';
}

function targetOf({ device, origins }: Member): Target {
  return {
    endpoint: device.endpoint,
    types: [deviceType],
    scopes: device.scopes,
    xaddrs: origins.map(each => device.serviceUrl(each)),
    metadataVersion: device.metadataVersion,
  };
}
