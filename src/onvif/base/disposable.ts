/** Something with a lifetime: who creates it, disposes it. Same shape as vscode's. */
export interface Disposable {
  dispose(): void;
}

export function toDisposable(dispose: () => void): Disposable {
  return { dispose };
}

/**
 * Disposables that end together, last added first. What is added after the end is disposed at once, so a
 * late arrival of asynchronous work cannot leak.
 */
export class DisposableList implements Disposable {
  #items: Disposable[] = [];
  #disposed = false;

  get isDisposed(): boolean {
    return this.#disposed;
  }

  /** Returns what it was given, so that a field can be initialised with it. */
  add<T extends Disposable>(item: T): T {
    if (this.#disposed) item.dispose();
    else this.#items.push(item);
    return item;
  }

  dispose(): void {
    this.#disposed = true;
    for (const item of this.#items.splice(0).reverse()) item.dispose();
  }
}
