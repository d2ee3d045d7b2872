import { KnownDevice } from './knownDevice';
import type { Heard } from './knownDevice';
import type { AppSequence } from './messages';
import type { Departure, Sighting } from './sighting';

/** InstanceId of firmware that does not count its boots: equal ones say nothing there. */
const meaninglessInstanceIds = new Set([0, 1]);

/** What came of a message. */
export interface Consequences {
  readonly sightings: readonly Sighting[];
  readonly departures: readonly Departure[];
  /** The device is to be asked for its addresses. */
  readonly needsResolve?: boolean;
  /** Not listed: there are too many devices already. */
  readonly refused?: boolean;
}

const nothing: Consequences = { sightings: [], departures: [] };

/**
 * All devices heard of, by endpoint reference, without sockets and timers: merges what comes over several
 * interfaces, keeps devices apart that share an endpoint reference, orders messages and remembers who left.
 */
export class KnownDevices {
  readonly #maximum: number;
  readonly #byEndpoint = new Map<string, KnownDevice[]>();
  #count = 0;

  constructor(maximum: number) {
    this.#maximum = maximum;
  }

  hear(heard: Heard): Consequences {
    const key = keyOf(heard.target.endpoint);
    const same = this.#byEndpoint.get(key) ?? [];
    const known = choose(same, heard);
    if (known) {
      const meaning = known.take(heard);
      const sightings = meaning === 'news' ? [known.sighting()] : [];
      // A Hello without addresses may tell of a change of them.
      const asks = heard.target.xaddrs.length === 0 && (known.xaddrs.length === 0 || heard.via === 'hello');
      return { sightings, departures: [], needsResolve: meaning !== 'late' && asks };
    }
    if (!this.#makeRoom()) return { ...nothing, refused: true };
    const added = this.#add(key, heard);
    added.take(heard);
    const others = same.filter(each => !each.hasLeft && each.shareWith(placeOf(heard)));
    const [other] = same.filter(each => !each.hasLeft);
    if (other) added.shareWith(placeOf(other.latest));
    return {
      sightings: [...others, added].map(each => each.sighting()),
      departures: [],
      needsResolve: heard.target.xaddrs.length === 0,
    };
  }

  /** A Bye, also of a device never heard of: what it said before may still be under way. */
  leave(heard: Heard): Departure | undefined {
    const { endpoint } = heard.target;
    const key = keyOf(endpoint);
    const same = this.#byEndpoint.get(key) ?? [];
    const known = same.length === 0 ? this.#makeRoom() && this.#add(key, heard) : leaving(same, heard);
    if (!known) return undefined;
    if (!known.leave(heard)) return undefined;
    return { endpoint: known.endpoint, identity: known.identity, interface: heard.interface };
  }

  /**
   * A round of questions on all interfaces is over. Addresses that devices did not repeat are forgotten. An older
   * device that did not answer, at the very place where another one did, is gone: the device there has taken a new
   * endpoint reference.
   */
  settle(round: number): Consequences {
    const all = [...this.#byEndpoint.values()].flat().filter(each => !each.hasLeft);
    const answered = all.filter(each => each.answeredRound >= round);
    const news = new Set(answered.filter(each => each.settle(round)));
    const places = new Map(answered.map(each => [fullPlaceOf(each), each]));
    const departures: Departure[] = [];
    for (const old of all) {
      const successor = old.answeredRound < round && old.xaddrs.length > 0 && places.get(fullPlaceOf(old));
      if (!successor) continue;
      this.#remove(old);
      departures.push({ endpoint: old.endpoint, identity: old.identity, interface: old.latest.interface });
      if (successor.replace(old.endpoint)) news.add(successor);
    }
    return { sightings: [...news].map(each => each.sighting()), departures };
  }

  #add(key: string, heard: Heard): KnownDevice {
    const same = this.#byEndpoint.get(key) ?? [];
    const { endpoint } = heard.target;
    let identity = endpoint;
    for (let n = 1; same.some(each => each.identity === identity); n++) {
      identity = `${endpoint}|${placeOf(heard)}${n === 1 ? '' : `|${n}`}`;
    }
    const added = new KnownDevice(endpoint, identity, heard);
    this.#byEndpoint.set(key, [...same, added]);
    this.#count++;
    return added;
  }

  #remove(device: KnownDevice): void {
    const key = keyOf(device.endpoint);
    const rest = (this.#byEndpoint.get(key) ?? []).filter(each => each !== device);
    if (rest.length > 0) this.#byEndpoint.set(key, rest);
    else this.#byEndpoint.delete(key);
    this.#count--;
  }

  /** False when the list is full of devices that are there; one that left makes room. */
  #makeRoom(): boolean {
    if (this.#count < this.#maximum) return true;
    for (const same of this.#byEndpoint.values()) {
      const gone = same.find(each => each.hasLeft);
      if (!gone) continue;
      this.#remove(gone);
      return true;
    }
    return false;
  }
}

/** UUIDs are the same in either case. */
function keyOf(endpoint: string): string {
  return endpoint.toLowerCase();
}

/** Which of the devices with this endpoint reference speaks; undefined for one more. */
function choose(same: readonly KnownDevice[], heard: Heard): KnownDevice | undefined {
  const { xaddrs } = heard.target;
  const byAddress = same.find(each => each.xaddrs.some(xaddr => xaddrs.includes(xaddr)));
  if (byAddress) return byAddress;
  const [only, ...more] = same;
  if (only && more.length === 0) return isAnother(only, heard) ? undefined : only;
  if (xaddrs.length > 0) {
    return same.find(each => isSameInstance(each.appSequence, heard.appSequence));
  }
  return (
    bySource(same, heard) ?? same.find(each => isSameInstance(each.appSequence, heard.appSequence)) ?? only
  );
}

/** A Bye seldom carries addresses. Where it cannot be told who of several left, nobody did. */
function leaving(same: readonly KnownDevice[], heard: Heard): KnownDevice | undefined {
  if (same.length === 1) return same[0];
  const { xaddrs } = heard.target;
  return (
    same.find(each => each.xaddrs.some(xaddr => xaddrs.includes(xaddr))) ??
    same.find(each => isSameInstance(each.appSequence, heard.appSequence)) ??
    bySource(same, heard)
  );
}

function bySource(same: readonly KnownDevice[], heard: Heard): KnownDevice | undefined {
  const there = same.filter(each => each.latest.source.address === heard.source.address);
  return there.length === 1 ? there[0] : undefined;
}

/**
 * Two devices with one endpoint reference, and not one device that moved, restarted or has two interfaces: both
 * answered the same round of questions, with no address in common, and either their boots differ or, where no
 * boots are counted, they answered one interface of ours from two addresses.
 */
function isAnother(known: KnownDevice, heard: Heard): boolean {
  const { latest } = known;
  if (known.hasLeft || heard.answers === undefined || heard.answers !== known.answeredRound) return false;
  if (heard.target.xaddrs.length === 0 || known.xaddrs.length === 0) return false;
  if (heard.source.family !== latest.source.family) return false;
  if (countsBoots(known.appSequence) && countsBoots(heard.appSequence)) {
    return heard.appSequence?.instanceId !== known.appSequence?.instanceId;
  }
  return heard.source.address !== latest.source.address && heard.interface === latest.interface;
}

function countsBoots(sequence: AppSequence | undefined): boolean {
  return sequence !== undefined && !meaninglessInstanceIds.has(sequence.instanceId);
}

function isSameInstance(a: AppSequence | undefined, b: AppSequence | undefined): boolean {
  return countsBoots(a) && a?.instanceId === b?.instanceId;
}

/** `host[:port]` of the first address, else where the message came from. */
function placeOf({ target, source }: Heard): string {
  return /^https?:\/\/([^/?#]+)/i.exec(target.xaddrs[0] ?? '')?.[1] ?? source.address;
}

function fullPlaceOf(device: KnownDevice): string {
  return [device.latest.source.address, ...[...device.xaddrs].sort()].join(' ');
}
