import { hostname } from 'node:os';
import * as vscode from 'vscode';
import { DisposableList, type Disposable } from '../../onvif/base/disposable';
import type { Device } from '../../onvif/device/device';
import type { DeviceRegistry } from '../../onvif/device/deviceRegistry';
import { contextKeys, views, type ContextKey } from '../ids';
import type { Log } from '../reporting/log';
import { Coalesced } from '../work/coalesced';
import type { ActiveDevice } from './activeDevice';
import type { DeviceDiscovery } from './deviceDiscovery';
import type { DeviceTree } from './deviceTree';
import type { TreeNode } from './treeNode';

/** The view `onvif.devices`: its message and badge, its welcome texts, and that it listens while it shows. */
export class DeviceView implements Disposable {
  readonly #disposables = new DisposableList();
  readonly #view: vscode.TreeView<TreeNode>;
  readonly #context = new Map<ContextKey, boolean>();

  constructor(
    private readonly options: {
      readonly tree: DeviceTree;
      readonly registry: DeviceRegistry;
      readonly discovery: DeviceDiscovery;
      readonly active: ActiveDevice;
      readonly log: Log;
    },
  ) {
    const { tree, registry, discovery, active } = options;
    const view = vscode.window.createTreeView(views.devices, {
      treeDataProvider: tree,
      showCollapseAll: true,
    });
    // Devices are looked for where the extension host runs, which need not be where the window is.
    if (vscode.env.remoteName !== undefined && vscode.env.uiKind === vscode.UIKind.Desktop) {
      view.description = hostname();
    }
    this.#view = this.#disposables.add(view);
    this.#disposables.add(view.onDidChangeVisibility(event => discovery.listen(event.visible)));
    this.#disposables.add(
      view.onDidChangeSelection(event => {
        const [node] = event.selection;
        if (node) active.choose(node.device);
      }),
    );
    const updating = this.#disposables.add(new Coalesced(() => this.#update()));
    this.#disposables.add(registry.onDidChange(() => updating.request()));
    this.#disposables.add(discovery.onDidChange(() => updating.request()));
    discovery.listen(view.visible);
    this.#update();
  }

  get selection(): TreeNode | undefined {
    return this.#view.selection[0];
  }

  /** The line above the rows, and the badge of the activity bar. */
  get header(): Pick<vscode.TreeView<TreeNode>, 'message' | 'badge'> {
    return this.#view;
  }

  /** Shows and selects a device's row. A row that VS Code does not find just then is no reason to fail. */
  async reveal(device: Device): Promise<void> {
    const { tree, log } = this.options;
    tree.showChanges();
    try {
      await this.#view.reveal(tree.nodeOf(device), { select: true, focus: false });
    } catch (error) {
      log.warn(`The row of ${device.name} was not shown: ${String(error)}`);
    }
  }

  dispose(): void {
    this.#disposables.dispose();
  }

  #update(): void {
    const { registry, discovery } = this.options;
    const { devices } = registry;
    const interfaces = discovery.interfaceNames();
    const waiting = devices.filter(
      each => each.state === 'factoryDefault' && each.presence !== 'left',
    ).length;
    // A message hides the welcome texts, so an empty view has none.
    this.#view.message =
      devices.length === 0 ? undefined : message(devices.length, interfaces, discovery.warnings);
    this.#view.badge =
      waiting === 0
        ? undefined
        : {
            value: waiting,
            tooltip:
              waiting === 1
                ? vscode.l10n.t('1 device in Factory Default')
                : vscode.l10n.t('{0} devices in Factory Default', waiting),
          };
    this.#setContext(contextKeys.hasDevices, devices.length > 0);
    this.#setContext(contextKeys.noInterface, interfaces.length === 0);
    this.#setContext(contextKeys.searched, discovery.searched);
  }

  /** Only what is new: a busy network changes devices hundreds of times a second. */
  #setContext(key: ContextKey, value: boolean): void {
    if (this.#context.get(key) === value) return;
    this.#context.set(key, value);
    void vscode.commands.executeCommand('setContext', key, value);
  }
}

function message(count: number, interfaces: readonly string[], warnings: readonly string[]): string {
  const devices = count === 1 ? vscode.l10n.t('1 device') : vscode.l10n.t('{0} devices', count);
  const where = interfaces.join(', ') || vscode.l10n.t('no network interface');
  return [`${devices} · ${where}`, ...warnings].join('\n');
}
