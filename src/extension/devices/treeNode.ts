import * as vscode from 'vscode';
import type { Device } from '../../onvif/device/device';

/** One row of the device tree. Rows of a device keep their ids when they are built anew. */
export interface TreeNode {
  /** Unique in the tree and the same for the same thing after a refresh. */
  readonly id: string;
  readonly parent: TreeNode | undefined;
  readonly device: Device;
  item(): vscode.TreeItem;
  children(): readonly TreeNode[];
}

export interface Fact {
  readonly id: string;
  readonly label: string;
  readonly value?: string;
  readonly tooltip?: string;
  readonly icon?: vscode.ThemeIcon;
  readonly contextValue?: string;
}

/** A row that only says something: a label and a value. */
export class FactNode implements TreeNode {
  readonly id: string;
  readonly device: Device;

  constructor(
    readonly parent: TreeNode,
    private readonly fact: Fact,
  ) {
    this.id = `${parent.id}/${fact.id}`;
    this.device = parent.device;
  }

  item(): vscode.TreeItem {
    const { label, value, tooltip, icon, contextValue } = this.fact;
    const item = new vscode.TreeItem(label);
    item.id = this.id;
    item.description = value;
    item.tooltip = tooltip ?? (value ? `${label}: ${value}` : label);
    item.iconPath = icon;
    item.contextValue = contextValue ?? 'fact';
    item.accessibilityInformation = { label: value ? `${label}: ${value}` : label };
    return item;
  }

  children(): readonly TreeNode[] {
    return [];
  }
}

/** A titled list of rows below a device. */
export class GroupNode implements TreeNode {
  readonly id: string;
  readonly device: Device;

  constructor(
    readonly parent: TreeNode,
    private readonly group: {
      readonly id: string;
      readonly label: string;
      readonly description?: string;
      readonly icon: vscode.ThemeIcon;
      readonly children: (parent: TreeNode) => readonly TreeNode[];
    },
  ) {
    this.id = `${parent.id}/${group.id}`;
    this.device = parent.device;
  }

  item(): vscode.TreeItem {
    const { label, description, icon } = this.group;
    const item = new vscode.TreeItem(label, vscode.TreeItemCollapsibleState.Collapsed);
    item.id = this.id;
    item.description = description;
    item.tooltip = description ? `${label}: ${description}` : label;
    item.iconPath = icon;
    item.contextValue = 'group';
    item.accessibilityInformation = { label: description ? `${label}, ${description}` : label };
    return item;
  }

  children(): readonly TreeNode[] {
    return this.group.children(this);
  }
}
