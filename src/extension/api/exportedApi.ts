import * as vscode from 'vscode';
import { Emitter, type Event } from '../../onvif/base/emitter';
import { DisposableList, type Disposable } from '../../onvif/base/disposable';
import type { Device } from '../../onvif/device/device';
import type { DeviceRegistry } from '../../onvif/device/deviceRegistry';
import type { Exchange } from '../../onvif/soap/exchange';
import type { DeviceTree } from '../devices/deviceTree';
import type { DeviceView } from '../devices/deviceView';
import type { CallSummary, DeviceSummary, OnvifApi, OnvifExtension } from './onvifApi';

/** The view as the tests see it. */
export interface TestSeam {
  readonly tree: Pick<DeviceTree, 'getChildren' | 'getTreeItem'>;
  readonly header: () => DeviceView['header'];
  readonly logFolder: vscode.Uri;
  readonly storageFolder: vscode.Uri;
}

/** The exported API over the registry. Hands out copies: nothing in it leads back to credentials. */
export class ExportedApi implements OnvifExtension, Disposable {
  readonly #disposables = new DisposableList();
  readonly #onDidChangeDevices = this.#disposables.add(new Emitter<void>());
  readonly #onDidCall = this.#disposables.add(new Emitter<CallSummary>());

  /** Only under test: what the tests of the extension host look at and other extensions do not. */
  readonly seam: TestSeam | undefined;

  constructor(
    private readonly registry: DeviceRegistry,
    parts: {
      readonly context: vscode.ExtensionContext;
      readonly tree: DeviceTree;
      readonly view: DeviceView;
    },
  ) {
    const { context, tree, view } = parts;
    if (context.extensionMode === vscode.ExtensionMode.Test) {
      const folders = { logFolder: context.logUri, storageFolder: context.globalStorageUri };
      this.seam = { tree, header: () => view.header, ...folders };
    }
    this.#disposables.add(registry.onDidChange(() => this.#onDidChangeDevices.fire()));
    this.#disposables.add(
      registry.onExchange(({ device, exchange }) => this.#onDidCall.fire(callSummary(device, exchange))),
    );
  }

  getApi(version: 1): OnvifApi {
    // Callers are other people's JavaScript.
    if ((version as unknown) !== 1) {
      throw new Error(`ONVIF Workbench has no API of version ${String(version)}; it has version 1.`);
    }
    const { registry } = this;
    const onDidChangeDevices: Event<void> = this.#onDidChangeDevices.event;
    const onDidCall: Event<CallSummary> = this.#onDidCall.event;
    return {
      get devices() {
        return registry.devices.map(deviceSummary);
      },
      onDidChangeDevices,
      onDidCall,
    };
  }

  dispose(): void {
    this.#disposables.dispose();
  }
}

function deviceSummary(device: Device): DeviceSummary {
  const { id, endpoint, name, address, url, state, presence, scopes } = device;
  return { id, endpoint, name, address, url, state, presence, scopes: [...scopes] };
}

function callSummary(device: Device, exchange: Exchange): CallSummary {
  const { outcome } = exchange;
  return {
    deviceId: device.id,
    operation: exchange.operation,
    url: exchange.url,
    startedAt: exchange.startedAt,
    duration: exchange.duration,
    outcome: outcome.kind,
    error: outcome.kind === 'reply' ? undefined : outcome.error.message,
  };
}
