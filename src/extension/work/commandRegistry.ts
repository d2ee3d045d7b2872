import * as vscode from 'vscode';
import { DisposableList, type Disposable } from '../../onvif/base/disposable';
import type { CommandId } from '../ids';
import type { ErrorReporter } from '../reporting/errorReporter';

/** Registers commands so that whatever a handler throws reaches the person through the one funnel. */
export class CommandRegistry implements Disposable {
  readonly #disposables = new DisposableList();

  constructor(private readonly reporter: ErrorReporter) {}

  /** `handler` gets what a menu, key or caller gave: a tree row, a device id, or nothing. */
  register(id: CommandId, handler: (target: unknown, ...rest: unknown[]) => unknown): void {
    this.#disposables.add(
      vscode.commands.registerCommand(id, async (target: unknown, ...rest: unknown[]) => {
        try {
          return await handler(target, ...rest);
        } catch (error) {
          this.reporter.report(error, { retry: () => vscode.commands.executeCommand(id, target, ...rest) });
          return undefined;
        }
      }),
    );
  }

  dispose(): void {
    this.#disposables.dispose();
  }
}
