import * as vscode from 'vscode';
import type { Device } from '../../onvif/device/device';
import { Emitter } from '../../onvif/base/emitter';
import type { Disposable } from '../../onvif/base/disposable';
import type { RunningWork } from '../work/runningWork';

/**
 * When devices are read. Discovery alone sends nothing to a device: it is read when somebody opens it in the
 * tree, calls it or refreshes it.
 */
export class DeviceConnections implements Disposable {
  readonly #read = new WeakSet<Device>();
  readonly #reading = new Map<Device, Promise<void>>();
  readonly #onDidChange = new Emitter<Device>();
  /** Reading of a device began or ended. */
  readonly onDidChange = this.#onDidChange.event;

  constructor(private readonly work: RunningWork) {}

  isReading(device: Device): boolean {
    return this.#reading.has(device);
  }

  /** Reads a device that has not been read in this session; does nothing in an untrusted workspace. */
  async ensure(device: Device): Promise<void> {
    if (!vscode.workspace.isTrusted) return;
    if (this.#reading.has(device) || !this.#read.has(device)) await this.refresh(device);
  }

  /** Reads a device (again). What fails is the device's `problem`; a reading that runs is joined. */
  refresh(device: Device): Promise<void> {
    const running = this.#reading.get(device);
    if (running) return running;
    this.#read.add(device);
    const reading = this.work
      .run(vscode.l10n.t('Reading {0}', device.name), signal =>
        device.connect({ signal, origin: 'background' }),
      )
      .finally(() => {
        this.#reading.delete(device);
        this.#onDidChange.fire(device);
      });
    this.#reading.set(device, reading);
    this.#onDidChange.fire(device);
    return reading;
  }

  dispose(): void {
    this.#onDidChange.dispose();
  }
}
