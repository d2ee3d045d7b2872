import * as vscode from 'vscode';
import type { Operation } from '../../onvif/catalog/catalog';
import type { Device } from '../../onvif/device/device';
import type { DeviceService } from '../../onvif/device/deviceFacts';
import { offeredOperations } from './offeredOperations';
import { operationSummary } from './operationSummary';
import { FactNode, GroupNode, type TreeNode } from './treeNode';
import type { TreeFacts } from './treeFacts';

/** The services of a device, once they are known. */
export function servicesGroup(parent: TreeNode, device: Device, facts: TreeFacts): TreeNode | undefined {
  const { services } = device;
  if (services.length === 0) return undefined;
  return new GroupNode(parent, {
    id: 'services',
    label: vscode.l10n.t('Services'),
    description: String(services.length),
    icon: new vscode.ThemeIcon('symbol-interface'),
    children: group => services.map(service => new ServiceNode(group, service, facts)),
  });
}

/** A service: version and address in use, the advertised one below when they differ, and its operations. */
export class ServiceNode implements TreeNode {
  readonly id: string;
  readonly device: Device;

  constructor(
    readonly parent: TreeNode,
    readonly service: DeviceService,
    private readonly facts: TreeFacts,
  ) {
    this.id = `${parent.id}/${service.namespace}`;
    this.device = parent.device;
  }

  item(): vscode.TreeItem {
    const { service } = this;
    const known = this.facts.catalog().service(service.namespace);
    const label = known?.name ?? service.namespace;
    const item = new vscode.TreeItem(
      label,
      known || this.#rewritten
        ? vscode.TreeItemCollapsibleState.Collapsed
        : vscode.TreeItemCollapsibleState.None,
    );
    item.id = this.id;
    item.description = [service.version, service.url].filter(Boolean).join(' · ');
    item.tooltip = [
      label,
      service.namespace,
      ...(service.version ? [vscode.l10n.t('Version {0}', service.version)] : []),
      service.url,
      ...(this.#rewritten ? [vscode.l10n.t('Advertised as {0}', service.advertisedUrl)] : []),
    ].join('\n');
    item.iconPath = new vscode.ThemeIcon('plug');
    item.contextValue = known ? 'service' : 'vendorService';
    item.accessibilityInformation = { label: `${label}, ${item.description}` };
    return item;
  }

  children(): readonly TreeNode[] {
    const service = this.facts.catalog().service(this.service.namespace);
    const operations = service ? offeredOperations(service) : [];
    return [
      ...(this.#rewritten
        ? [
            new FactNode(this, {
              id: 'advertised',
              label: vscode.l10n.t('Advertised as'),
              value: this.service.advertisedUrl,
              icon: new vscode.ThemeIcon('info'),
            }),
          ]
        : []),
      ...operations.map(operation => new OperationNode(this, operation)),
    ];
  }

  get #rewritten(): boolean {
    return this.service.url !== this.service.advertisedUrl;
  }
}

/** An operation that the device's service has by its WSDL. */
export class OperationNode implements TreeNode {
  readonly id: string;
  readonly device: Device;

  constructor(
    readonly parent: TreeNode,
    readonly operation: Operation,
  ) {
    this.id = `${parent.id}/${operation.id}`;
    this.device = parent.device;
  }

  item(): vscode.TreeItem {
    const item = new vscode.TreeItem(this.operation.name);
    item.id = this.id;
    item.tooltip = [this.operation.id, operationSummary(this.operation)].filter(Boolean).join('\n');
    item.iconPath = new vscode.ThemeIcon('symbol-method');
    item.contextValue = 'operation';
    item.accessibilityInformation = { label: this.operation.id };
    return item;
  }

  children(): readonly TreeNode[] {
    return [];
  }
}
