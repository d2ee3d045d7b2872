import { deviceType } from '../../../src/onvif/discovery/messages';
import { readDiscoveryMessage } from '../../../src/onvif/discovery/readMessage';
import { matchProbe } from '../../../src/onvif/discovery/scopeMatching';
import { writeDiscoveryMessage } from '../../../src/onvif/discovery/writeMessage';
import { urn } from './datagrams';
import type { AppSequence, MessageHeader, Target } from '../../../src/onvif/discovery/messages';
import type { Datagram, NetworkInterface } from '../../../src/onvif/discovery/socket';
import type { MemoryNetwork, MemorySockets } from '../../support/memorySockets';

/** An IPv4 interface of a /24 on the link `link`. */
export function interfaceAt(address: string, link = 'lan'): NetworkInterface {
  return { id: address, name: link, address, family: 'IPv4', internal: false, prefixLength: 24 };
}

/** A scoped IPv6 link-local interface. */
export function interfaceAt6(address: string, link = 'lan'): NetworkInterface {
  const common = { name: link, family: 'IPv6', internal: false, prefixLength: 64, scope: link } as const;
  return { ...common, id: `${address}%${link}`, address };
}

let messages = 0;
const messageId = () => `urn:uuid:00000000-0000-4000-9000-${String(++messages).padStart(12, '0')}`;

/**
 * A device on a MemoryNetwork as the specification wants it. What it says and when is the test's: `target` may
 * change, `answer` may be replaced.
 */
export class MemoryDevice {
  readonly sockets: MemorySockets;
  target: Target;
  /** Without InstanceId it sends no AppSequence. */
  instanceId: number | undefined;
  messageNumber = 0;
  /** The Probes it heard, each MessageID once. */
  readonly probes: { readonly messageId: string; readonly interface: string }[] = [];
  readonly resolves: string[] = [];
  answersProbes = true;
  answersResolves = true;
  /** What it says in ResolveMatches, where that differs. */
  resolvedXaddrs: readonly string[] | undefined;
  /** The answers of the latest Probe, to be repeated. */
  readonly answers: { readonly data: Uint8Array; readonly to: Datagram }[] = [];
  #heard = new Set<string>();

  private constructor(sockets: MemorySockets, target: Target) {
    this.sockets = sockets;
    this.target = target;
    sockets.onDatagram(datagram => this.#receive(datagram));
  }

  static async on(
    network: MemoryNetwork,
    interfaces: readonly NetworkInterface[],
    about: Partial<Target> & { instanceId?: number } = {},
  ): Promise<MemoryDevice> {
    const sockets = network.join();
    await sockets.open(interfaces, { listen: true, unicast: true });
    const { instanceId, ...target } = about;
    const device = new MemoryDevice(sockets, {
      endpoint: urn.a,
      types: [deviceType],
      scopes: ['onvif://www.onvif.org/Profile/Q/Operational'],
      xaddrs: interfaces.map(each => `http://${each.address}/onvif/device_service`),
      metadataVersion: 1,
      ...target,
    });
    device.instanceId = instanceId;
    return device;
  }

  hello(): Uint8Array {
    return this.#announce('hello', this.target);
  }

  bye(): Uint8Array {
    return this.#announce('bye', { ...this.target, types: [], scopes: [], xaddrs: [] });
  }

  /** Sends the latest answer once more, byte for byte. */
  repeatAnswer(): void {
    const last = this.answers.at(-1);
    if (last) this.#reply(last.data, last.to);
  }

  /** Answers the latest Probe once more, by a message of its own. */
  answerAgain(): void {
    const [probe] = this.probes.slice(-1);
    const last = this.answers.at(-1);
    if (!probe || !last) return;
    const header = this.#header(probe.messageId);
    this.#reply(writeDiscoveryMessage({ kind: 'probeMatches', header, matches: [this.target] }), last.to);
  }

  /** Multicasts the bytes on every interface. */
  say(data: Uint8Array): void {
    for (const { id } of this.sockets.interfaces) this.sockets.sendMulticast(id, data);
  }

  #announce(kind: 'hello' | 'bye', target: Target): Uint8Array {
    const data = writeDiscoveryMessage({ kind, header: this.#header(), target });
    this.say(data);
    return data;
  }

  #receive(datagram: Datagram): void {
    const message = readDiscoveryMessage(datagram.data);
    if (message?.kind !== 'probe' && message?.kind !== 'resolve') return;
    const id = message.header.messageId ?? '';
    if (this.#heard.has(id)) return;
    this.#heard.add(id);
    const header = this.#header(id);
    if (message.kind === 'probe') {
      this.probes.push({ messageId: id, interface: datagram.interface });
      if (!this.answersProbes || matchProbe(message, this.target) !== 'match') return;
      this.#answer(writeDiscoveryMessage({ kind: 'probeMatches', header, matches: [this.target] }), datagram);
    } else if (message.endpoint === this.target.endpoint) {
      this.resolves.push(id);
      if (!this.answersResolves) return;
      const match = { ...this.target, xaddrs: this.resolvedXaddrs ?? this.target.xaddrs };
      this.#answer(writeDiscoveryMessage({ kind: 'resolveMatches', header, matches: [match] }), datagram);
    }
  }

  #answer(data: Uint8Array, to: Datagram): void {
    this.answers.push({ data, to });
    this.#reply(data, to);
  }

  #reply(data: Uint8Array, { source, interface: local }: Datagram): void {
    this.sockets.sendUnicast(source.address, data, source.port, local);
  }

  #header(relatesTo?: string): MessageHeader {
    const appSequence: AppSequence | undefined =
      this.instanceId === undefined
        ? undefined
        : { instanceId: this.instanceId, messageNumber: ++this.messageNumber };
    return {
      messageId: messageId(),
      ...(relatesTo === undefined ? {} : { relatesTo }),
      ...(appSequence ? { appSequence } : {}),
    };
  }
}
