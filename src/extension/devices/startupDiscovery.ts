import * as vscode from 'vscode';
import type { Disposable } from '../../onvif/base/disposable';
import type { ErrorReporter } from '../reporting/errorReporter';
import type { Settings } from '../settings/settings';

/** Looks for devices once when the window opens, if the settings say so and as soon as the workspace is trusted. */
export class StartupDiscovery implements Disposable {
  readonly #subscription: vscode.Disposable;

  constructor(
    settings: Settings,
    private readonly discover: () => Promise<void>,
    private readonly reporter: ErrorReporter,
  ) {
    this.#subscription = vscode.workspace.onDidGrantWorkspaceTrust(() => {
      if (settings.discoveryOnStartup) void this.#run();
    });
    if (settings.discoveryOnStartup && vscode.workspace.isTrusted) void this.#run();
  }

  dispose(): void {
    this.#subscription.dispose();
  }

  async #run(): Promise<void> {
    try {
      await this.discover();
    } catch (error) {
      this.reporter.report(error, { retry: () => this.#run() });
    }
  }
}
