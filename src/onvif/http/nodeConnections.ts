import type { Clock } from '../base/clock';
import type { Disposable } from '../base/disposable';
import type { Connection } from './nodeConnection';

export interface ConnectionLimits {
  /** Connections to one authority at the same time, in use or kept. */
  readonly perAuthority: number;
  /** Idle connections kept for one authority. */
  readonly kept: number;
  /** Connections in all. */
  readonly total: number;
  /** Milliseconds an idle connection is kept. */
  readonly idle: number;
}

/** The connections to one authority. */
interface Lane {
  /** In use, idle or being set up. */
  count: number;
  /** Longest idle first. */
  readonly idle: { readonly connection: Connection; readonly expires: number }[];
}

interface Waiter {
  readonly authority: string;
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
  take(authority: string): Connection | undefined {
    const idle = this.#lanes.get(authority)?.idle;
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
  place(authority: string, grant: (connection: Connection | undefined) => void): Disposable {
    const waiter: Waiter = { authority, grant };
    if (this.#reserve(authority)) grant(undefined);
    else this.#waiters.add(waiter);
    return { dispose: () => void this.#waiters.delete(waiter) };
  }

  /** Closes what is kept for an authority that has closed a connection without notice. */
  closeIdle(authority: string): void {
    for (const { connection } of this.#lanes.get(authority)?.idle.splice(0) ?? []) this.#drop(connection);
  }

  /** A connection was opened in a reserved place. */
  add(connection: Connection): void {
    this.#open.add(connection);
    connection.onClosed = () => this.#drop(connection);
  }

  /** No connection came about in a reserved place. */
  giveUp(authority: string): void {
    this.#free(authority);
  }

  /** Gives a connection back: closed when `keepFor` (milliseconds) is absent or not positive. */
  release(connection: Connection, keepFor?: number): void {
    const lane = this.#lanes.get(connection.authority);
    if (!lane || connection.ended || keepFor === undefined || keepFor <= 0) return this.#drop(connection);
    for (const waiter of this.#waiters) {
      if (waiter.authority !== connection.authority) continue;
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

  #reserve(authority: string): boolean {
    const lane = this.#lanes.get(authority);
    if (lane && lane.count >= this.#limits.perAuthority) return false;
    if (this.#total >= this.#limits.total && !this.#evict()) return false;
    this.#total++;
    const open = this.#lanes.get(authority); // eviction may have removed it
    if (open) open.count++;
    else this.#lanes.set(authority, { count: 1, idle: [] });
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
    this.#leave(victim.authority);
    return true;
  }

  #drop(connection: Connection): void {
    if (!this.#open.delete(connection)) return;
    const idle = this.#lanes.get(connection.authority)?.idle;
    const at = idle?.findIndex(each => each.connection === connection) ?? -1;
    if (at >= 0) idle!.splice(at, 1);
    connection.dispose();
    this.#free(connection.authority);
  }

  #free(authority: string): void {
    this.#leave(authority);
    if (this.#waiters.size > 0) this.#serve();
  }

  #leave(authority: string): void {
    this.#total--;
    const lane = this.#lanes.get(authority)!;
    if (--lane.count === 0) this.#lanes.delete(authority);
  }

  #serve(): void {
    for (const waiter of this.#waiters) {
      if (!this.#reserve(waiter.authority)) continue;
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
