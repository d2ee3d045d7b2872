import type { Clock } from '../base/clock';
import type { Disposable } from '../base/disposable';
import type { Connection } from './nodeConnection';

export interface ConnectionLimits {
  /** Connections to one origin at the same time, in use or kept. */
  readonly perAuthority: number;
  /** Idle connections kept for one origin. */
  readonly kept: number;
  /** Connections in all. */
  readonly total: number;
  /** Milliseconds an idle connection is kept. */
  readonly idle: number;
}

/** The connections to one origin: an `https` request never travels on what was opened for `http` at the same port. */
interface Lane {
  /** In use, idle or being set up. */
  count: number;
  /** Longest idle first. */
  readonly idle: { readonly connection: Connection; readonly expires: number }[];
}

interface Waiter {
  readonly origin: string;
  /** A kept connection, or undefined: a place is reserved to open one. */
  grant(connection: Connection | undefined): void;
}

/**
 * Keeps connections for the next request. Devices take few at a time, and a new one costs a TLS handshake on a
 * slow processor. When all places are taken, the longest idle connection of another device makes room.
 */
export class Connections implements Disposable {
  readonly #limits: ConnectionLimits;
  readonly #clock: Clock;
  readonly #lanes = new Map<string, Lane>();
  readonly #waiters = new Set<Waiter>();
  readonly #open = new Set<Connection>();
  #total = 0;
  #sweeper: Disposable | undefined;
  #sweepsAt = Infinity;

  constructor(limits: ConnectionLimits, clock: Clock) {
    this.#limits = limits;
    this.#clock = clock;
  }

  /** A kept connection, the one used last first. */
  take(origin: string): Connection | undefined {
    const idle = this.#lanes.get(origin)?.idle;
    for (let kept = idle?.pop(); kept; kept = idle?.pop()) {
      if (!kept.connection.ended) {
        kept.connection.wake();
        return kept.connection;
      }
      this.#drop(kept.connection);
    }
    return undefined;
  }

  /**
   * Calls `grant` with undefined as soon as a place is free to open a connection (reserved until `add` or
   * `giveUp`), or with a connection that was given back meanwhile. Dispose the answer to wait no longer.
   */
  place(origin: string, grant: (connection: Connection | undefined) => void): Disposable {
    const waiter: Waiter = { origin, grant };
    if (this.#reserve(origin)) grant(undefined);
    else this.#waiters.add(waiter);
    return { dispose: () => void this.#waiters.delete(waiter) };
  }

  /** Closes what is kept for an origin that has closed a connection without notice. */
  closeIdle(origin: string): void {
    for (const { connection } of this.#lanes.get(origin)?.idle.splice(0) ?? []) this.#drop(connection);
  }

  /** A connection was opened in a reserved place. */
  add(connection: Connection): void {
    this.#open.add(connection);
    connection.onClosed = () => this.#drop(connection);
  }

  /** No connection came about in a reserved place. */
  giveUp(origin: string): void {
    this.#free(origin);
  }

  /** Gives a connection back: closed when `keepFor` (milliseconds) is absent or not positive. */
  release(connection: Connection, keepFor?: number): void {
    const lane = this.#lanes.get(connection.origin);
    if (!lane || connection.ended || keepFor === undefined || keepFor <= 0) return this.#drop(connection);
    for (const waiter of this.#waiters) {
      if (waiter.origin !== connection.origin) continue;
      this.#waiters.delete(waiter);
      return waiter.grant(connection);
    }
    const expires = this.#clock.monotonic() + Math.min(keepFor, this.#limits.idle);
    connection.rest();
    lane.idle.push({ connection, expires });
    if (lane.idle.length > this.#limits.kept) this.#drop(lane.idle.shift()!.connection);
    if (expires < this.#sweepsAt) this.#sweepAt(expires);
    if (this.#waiters.size > 0) this.#serve();
  }

  dispose(): void {
    this.#sweeper?.dispose();
    this.#waiters.clear();
    for (const connection of [...this.#open]) this.#drop(connection);
  }

  #reserve(origin: string): boolean {
    const lane = this.#lanes.get(origin);
    if (lane && lane.count >= this.#limits.perAuthority) return false;
    if (this.#total >= this.#limits.total && !this.#evict()) return false;
    this.#total++;
    const open = this.#lanes.get(origin); // eviction may have removed it
    if (open) open.count++;
    else this.#lanes.set(origin, { count: 1, idle: [] });
    return true;
  }

  /** Closes the connection that has been idle longest. Serves nobody: the place is the caller's. */
  #evict(): boolean {
    let oldest: Lane | undefined;
    for (const lane of this.#lanes.values()) {
      if (lane.idle[0] && (!oldest || lane.idle[0].expires < oldest.idle[0]!.expires)) oldest = lane;
    }
    const victim = oldest?.idle.shift()?.connection;
    if (!victim) return false;
    this.#open.delete(victim);
    victim.dispose();
    this.#leave(victim.origin);
    return true;
  }

  #drop(connection: Connection): void {
    if (!this.#open.delete(connection)) return;
    const idle = this.#lanes.get(connection.origin)?.idle;
    const at = idle?.findIndex(each => each.connection === connection) ?? -1;
    if (at >= 0) idle!.splice(at, 1);
    connection.dispose();
    this.#free(connection.origin);
  }

  #free(origin: string): void {
    this.#leave(origin);
    if (this.#waiters.size > 0) this.#serve();
  }

  #leave(origin: string): void {
    this.#total--;
    const lane = this.#lanes.get(origin)!;
    if (--lane.count === 0) this.#lanes.delete(origin);
  }

  #serve(): void {
    for (const waiter of this.#waiters) {
      if (!this.#reserve(waiter.origin)) continue;
      this.#waiters.delete(waiter);
      waiter.grant(undefined);
    }
  }

  #sweepAt(at: number): void {
    this.#sweeper?.dispose();
    this.#sweepsAt = at;
    this.#sweeper = this.#clock.after(Math.max(0, at - this.#clock.monotonic()), () => {
      this.#sweepsAt = Infinity;
      const now = this.#clock.monotonic();
      const idle = [...this.#lanes.values()].flatMap(lane => lane.idle);
      for (const { connection, expires } of idle) if (expires - now < 1) this.#drop(connection);
      const next = Math.min(...idle.map(each => each.expires).filter(expires => expires - now >= 1));
      if (next < Infinity) this.#sweepAt(next);
    });
  }
}
