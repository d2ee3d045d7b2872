import type { Disposable } from './disposable';

/** A thing one can listen to. Same shape as vscode's `Event<T>`, so the core's events need no wrapper there. */
export type Event<T> = (
  listener: (e: T) => unknown,
  thisArgs?: unknown,
  disposables?: { push(item: Disposable): unknown },
) => Disposable;

/**
 * Fires events at its listeners, in the order they were added. A listener that throws does not keep the
 * others from hearing: its error goes to `onListenerError`, or is thrown from a microtask of its own.
 */
export class Emitter<T> implements Disposable {
  readonly #listeners = new Set<{ call(e: T): unknown }>();
  readonly #onListenerError: (error: unknown) => void;

  constructor(onListenerError: (error: unknown) => void = rethrowLater) {
    this.#onListenerError = onListenerError;
  }

  readonly event: Event<T> = (listener, thisArgs, disposables) => {
    const entry = { call: (e: T) => listener.call(thisArgs, e) };
    this.#listeners.add(entry);
    const subscription = { dispose: () => void this.#listeners.delete(entry) };
    disposables?.push(subscription);
    return subscription;
  };

  get hasListeners(): boolean {
    return this.#listeners.size > 0;
  }

  fire(e: T): void {
    for (const listener of [...this.#listeners]) {
      try {
        listener.call(e);
      } catch (error) {
        this.#onListenerError(error);
      }
    }
  }

  dispose(): void {
    this.#listeners.clear();
  }
}

function rethrowLater(error: unknown): void {
  queueMicrotask(() => {
    throw error;
  });
}
