import * as vscode from 'vscode';
import type { Device } from '../../onvif/device/device';
import type { DeviceRegistry } from '../../onvif/device/deviceRegistry';
import type { Disposable } from '../../onvif/base/disposable';
import { DisposableList } from '../../onvif/base/disposable';
import { Coalesced } from '../work/coalesced';
import { DeviceNode } from './deviceNode';
import type { TreeFacts } from './treeFacts';
import type { TreeNode } from './treeNode';

/** The rows of the view `onvif.devices`. */
export class DeviceTree implements vscode.TreeDataProvider<TreeNode>, Disposable {
  readonly #nodes = new Map<Device, DeviceNode>();
  readonly #onDidChangeTreeData = new vscode.EventEmitter<TreeNode[] | undefined>();
  readonly onDidChangeTreeData = this.#onDidChangeTreeData.event;
  readonly #disposables = new DisposableList();
  readonly #changed = new Set<Device>();
  #listChanged = false;
  readonly #refreshing = this.#disposables.add(new Coalesced(() => this.#fire()));

  constructor(
    private readonly registry: DeviceRegistry,
    private readonly facts: TreeFacts,
  ) {
    this.#disposables.add(
      registry.onDidChange(change => {
        if (change.kind === 'changed' && change.previousId === undefined) this.refresh(change.device);
        else this.refresh();
        if (change.kind === 'removed') this.#nodes.delete(change.device);
      }),
    );
    for (const subscription of facts.onDidChange(changed => {
      const device = typeof changed === 'string' ? registry.get(changed) : changed;
      if (device) this.refresh(device);
    })) {
      this.#disposables.add(subscription);
    }
  }

  /** Shows a device, or the whole list, anew; soon, and together with what else changes until then. */
  refresh(device?: Device): void {
    if (device) this.#changed.add(device);
    else this.#listChanged = true;
    this.#refreshing.request();
  }

  /** Shows now what would be shown soon. */
  showChanges(): void {
    this.#refreshing.flush();
  }

  getTreeItem(node: TreeNode): vscode.TreeItem {
    return node.item();
  }

  getChildren(node?: TreeNode): TreeNode[] {
    if (!node) return this.registry.devices.map(device => this.nodeOf(device));
    return [...node.children()];
  }

  getParent(node: TreeNode): TreeNode | undefined {
    return node.parent;
  }

  nodeOf(device: Device): TreeNode {
    let node = this.#nodes.get(device);
    if (!node) this.#nodes.set(device, (node = new DeviceNode(device, this.facts)));
    return node;
  }

  dispose(): void {
    this.#disposables.dispose();
    this.#onDidChangeTreeData.dispose();
  }

  #fire(): void {
    const nodes = [...this.#changed].flatMap(device => this.#nodes.get(device) ?? []);
    const all = this.#listChanged;
    this.#changed.clear();
    this.#listChanged = false;
    this.#onDidChangeTreeData.fire(all ? undefined : nodes);
  }
}
