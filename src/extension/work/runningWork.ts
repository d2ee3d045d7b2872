import * as vscode from 'vscode';
import { contextKeys, views } from '../ids';

/** One piece of work that a person can cancel. */
interface Running {
  title: string;
  readonly controller: AbortController;
}

/**
 * The work that runs on somebody's behalf: shown as progress on the view, named in the status bar, ended by
 * the Cancel command.
 */
export class RunningWork implements vscode.Disposable {
  readonly #running = new Set<Running>();
  readonly #onDidChange = new vscode.EventEmitter<void>();
  readonly onDidChange = this.#onDidChange.event;

  /** What runs, the latest last. */
  get titles(): readonly string[] {
    return [...this.#running].map(each => each.title);
  }

  /**
   * Runs `task` with a signal that Cancel aborts. Progress shows on the view, never as a notification; `report`
   * changes the words of the status bar.
   */
  async run<T>(
    title: string,
    task: (signal: AbortSignal, report: (title: string) => void) => Promise<T>,
  ): Promise<T> {
    const running: Running = { title, controller: new AbortController() };
    this.#running.add(running);
    this.#changed();
    const report = (words: string) => {
      running.title = words;
      this.#onDidChange.fire();
    };
    try {
      return await vscode.window.withProgress({ location: { viewId: views.devices }, title }, () =>
        task(running.controller.signal, report),
      );
    } finally {
      this.#running.delete(running);
      this.#changed();
    }
  }

  cancelAll(): void {
    for (const each of this.#running) each.controller.abort();
  }

  dispose(): void {
    this.cancelAll();
    this.#onDidChange.dispose();
  }

  #changed(): void {
    void vscode.commands.executeCommand('setContext', contextKeys.busy, this.#running.size > 0);
    this.#onDidChange.fire();
  }
}
