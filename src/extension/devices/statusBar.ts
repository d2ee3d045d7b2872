import * as vscode from 'vscode';
import { DisposableList, type Disposable } from '../../onvif/base/disposable';
import { commands, statusBarItem } from '../ids';
import { Coalesced } from '../work/coalesced';
import type { RunningWork } from '../work/runningWork';
import type { ActiveDevice } from './activeDevice';
import { stateIcon, stateWords } from './stateFace';

/** The one status-bar item: the active device and its state, or what runs and can be cancelled. */
export class StatusBar implements Disposable {
  readonly #disposables = new DisposableList();
  readonly #item = this.#disposables.add(
    vscode.window.createStatusBarItem(statusBarItem, vscode.StatusBarAlignment.Left),
  );

  constructor(
    private readonly active: ActiveDevice,
    private readonly work: RunningWork,
  ) {
    this.#item.name = vscode.l10n.t('ONVIF Active Device');
    const updating = this.#disposables.add(new Coalesced(() => this.#update()));
    this.#disposables.add(active.onDidChange(() => updating.request()));
    this.#disposables.add(work.onDidChange(() => updating.request()));
    this.#update();
  }

  dispose(): void {
    this.#disposables.dispose();
  }

  #update(): void {
    const running = this.work.titles.at(-1);
    if (running !== undefined) this.#showRunning(running);
    else this.#showDevice();
  }

  #showRunning(title: string): void {
    this.#item.text = `$(sync~spin) ${title}`;
    this.#item.tooltip = vscode.l10n.t('Click to cancel');
    this.#item.command = commands.cancel;
    this.#item.accessibilityInformation = { label: vscode.l10n.t('{0}; press to cancel', title) };
    this.#item.show();
  }

  #showDevice(): void {
    const { device } = this.active;
    if (!device) {
      this.#item.hide();
      return;
    }
    const words = stateWords(device);
    this.#item.text = `$(${stateIcon(device).id}) ${device.name}: ${words}`;
    this.#item.tooltip = vscode.l10n.t(
      '{0} at {1}. Click to select the active device',
      device.name,
      device.address,
    );
    this.#item.command = commands.selectActiveDevice;
    this.#item.accessibilityInformation = {
      label: vscode.l10n.t('Active ONVIF device {0}, {1}', device.name, words),
    };
    this.#item.show();
  }
}
