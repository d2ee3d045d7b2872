import type * as vscode from 'vscode';
import { Emitter } from '../../onvif/base/emitter';
import { DisposableList, type Disposable } from '../../onvif/base/disposable';
import type { Device } from '../../onvif/device/device';
import type { DeviceRegistry } from '../../onvif/device/deviceRegistry';

const key = 'onvif.activeDevice';

/** The device that commands mean when nothing else says which: the one last chosen, else the first. */
export class ActiveDevice implements Disposable {
  readonly #disposables = new DisposableList();
  readonly #onDidChange = this.#disposables.add(new Emitter<void>());
  /** Another device is active, or the active one looks different. */
  readonly onDidChange = this.#onDidChange.event;

  constructor(
    private readonly registry: DeviceRegistry,
    private readonly state: vscode.Memento,
  ) {
    this.#disposables.add(
      registry.onDidChange(change => {
        if (change.kind === 'changed' && change.previousId === this.#chosen) this.choose(change.device);
        else if (change.kind === 'removed' && change.replacedBy && change.device.id === this.#chosen) {
          this.choose(change.replacedBy);
        } else this.#onDidChange.fire();
      }),
    );
  }

  get device(): Device | undefined {
    const chosen = this.#chosen;
    return (chosen === undefined ? undefined : this.registry.get(chosen)) ?? this.registry.devices[0];
  }

  choose(device: Device): void {
    void this.state.update(key, device.id);
    this.#onDidChange.fire();
  }

  dispose(): void {
    this.#disposables.dispose();
  }

  get #chosen(): string | undefined {
    return this.state.get<string>(key);
  }
}
