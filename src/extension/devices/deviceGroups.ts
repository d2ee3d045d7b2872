import * as vscode from 'vscode';
import type { Device } from '../../onvif/device/device';
import { FactNode, GroupNode, type Fact, type TreeNode } from './treeNode';
import type { TreeFacts } from './treeFacts';

/** Why the device could not be read, on top, with the next step as an inline action where credentials help. */
export function problemNode(parent: TreeNode, device: Device): TreeNode | undefined {
  const { problem } = device;
  if (!problem) return undefined;
  const wantsCredentials = problem.code === 'credentialsRequired' || problem.code === 'loginRefused';
  return new FactNode(parent, {
    id: 'problem',
    label: problem.message,
    icon: wantsCredentials
      ? new vscode.ThemeIcon('key', new vscode.ThemeColor('list.warningForeground'))
      : new vscode.ThemeIcon('error', new vscode.ThemeColor('list.errorForeground')),
    contextValue: wantsCredentials ? 'problem.credentials' : 'problem',
  });
}

/** What GetDeviceInformation said, and what the connection showed. */
export function informationGroup(parent: TreeNode, device: Device): TreeNode {
  const { information } = device;
  return new GroupNode(parent, {
    id: 'information',
    label: vscode.l10n.t('Information'),
    description: information && [information.manufacturer, information.model].filter(Boolean).join(' '),
    icon: new vscode.ThemeIcon('info'),
    children: group => informationFacts(device).map(fact => new FactNode(group, fact)),
  });
}

function informationFacts(device: Device): Fact[] {
  const { information, clockOffset } = device;
  const facts: (Fact | undefined)[] = [
    information && fact('manufacturer', vscode.l10n.t('Manufacturer'), information.manufacturer),
    information && fact('model', vscode.l10n.t('Model'), information.model),
    information && fact('firmwareVersion', vscode.l10n.t('Firmware version'), information.firmwareVersion),
    information && fact('serialNumber', vscode.l10n.t('Serial number'), information.serialNumber),
    information && fact('hardwareId', vscode.l10n.t('Hardware id'), information.hardwareId),
    fact('url', vscode.l10n.t('Device service'), device.url),
    ...device.advertised
      .filter(each => each.used !== each.advertised)
      .map(each => ({
        ...fact(`advertised/${each.advertised}`, vscode.l10n.t('Advertised as'), each.advertised),
        tooltip: each.reason,
      })),
    device.endpoint === undefined
      ? undefined
      : fact('endpoint', vscode.l10n.t('Endpoint reference'), device.endpoint),
    clockOffset === undefined
      ? undefined
      : fact('clock', vscode.l10n.t('Clock'), describeClockOffset(clockOffset)),
  ];
  return facts.filter(each => each !== undefined);
}

/** `offset`: device minus local, milliseconds. Devices tell whole seconds, so that one more or less says nothing. */
function describeClockOffset(offset: number): string {
  const seconds = Math.round(Math.abs(offset) / 1000);
  if (seconds <= 1) return vscode.l10n.t('within a second of this machine');
  return offset > 0
    ? vscode.l10n.t('{0} s ahead of this machine', seconds)
    : vscode.l10n.t('{0} s behind this machine', seconds);
}

/** The device's users, once they could be read. */
export function usersGroup(parent: TreeNode, device: Device, facts: TreeFacts): TreeNode | undefined {
  const { users } = device;
  if (!users) return undefined;
  return new GroupNode(parent, {
    id: 'users',
    label: vscode.l10n.t('Users'),
    description: users.length === 0 ? vscode.l10n.t('none') : String(users.length),
    icon: new vscode.ThemeIcon('account'),
    children: group =>
      users.map(
        user =>
          new FactNode(group, {
            id: user.username,
            label: user.username,
            value:
              user.username === facts.usernameOf(device)
                ? `${user.level} · ${vscode.l10n.t('used here')}`
                : user.level,
            icon: new vscode.ThemeIcon('person'),
          }),
      ),
  });
}

export function scopesGroup(parent: TreeNode, device: Device): TreeNode | undefined {
  const { scopes } = device;
  if (scopes.length === 0) return undefined;
  return new GroupNode(parent, {
    id: 'scopes',
    label: vscode.l10n.t('Scopes'),
    description: String(scopes.length),
    icon: new vscode.ThemeIcon('tag'),
    children: group =>
      scopes.map((scope, index) => new FactNode(group, { id: `${index}/${scope}`, label: scope })),
  });
}

/** What the device does that it should not: survived, and worth knowing for whoever writes its firmware. */
export function findingsGroup(parent: TreeNode, device: Device): TreeNode | undefined {
  const { findings } = device;
  if (findings.length === 0) return undefined;
  const warning = () => new vscode.ThemeIcon('warning', new vscode.ThemeColor('list.warningForeground'));
  return new GroupNode(parent, {
    id: 'findings',
    label: vscode.l10n.t('Findings'),
    description: String(findings.length),
    icon: warning(),
    children: group =>
      findings.map(
        (finding, index) =>
          new FactNode(group, {
            id: `${index}/${finding.code}`,
            label: finding.message,
            tooltip: `${finding.message} (${finding.code})`,
            icon: warning(),
          }),
      ),
  });
}

function fact(id: string, label: string, value: string): Fact {
  return { id, label, value };
}
