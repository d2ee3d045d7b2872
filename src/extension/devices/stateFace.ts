import * as vscode from 'vscode';
import type { Device } from '../../onvif/device/device';
import { profileQStateLabel } from '../../onvif/device/profileQState';

/** What of a device shows in its icon and words. */
export type DeviceFace = Pick<Device, 'state' | 'presence' | 'scopes'>;

/** The icon of a state. The word always stands beside it, so that colour and shape carry nothing alone. */
export function stateIcon(device: DeviceFace): vscode.ThemeIcon {
  if (device.presence === 'left') return icon('debug-disconnect', 'disabledForeground');
  if (isStateUnknown(device)) return icon('question');
  switch (device.state) {
    case 'factoryDefault':
      return icon('unlock', 'list.warningForeground');
    case 'operational':
      return icon('lock', 'charts.green');
    case 'conflict':
      return icon('warning', 'list.errorForeground');
    case 'none':
      return icon('device-camera');
  }
}

/** The words of a device: its state, which is Profile Q's own term, or that none is known, and whether it has left. */
export function stateWords(device: DeviceFace): string {
  if (device.presence === 'unknown') return vscode.l10n.t('Not reached yet');
  const word = isStateUnknown(device) ? vscode.l10n.t('State unknown') : profileQStateLabel(device.state);
  return device.presence === 'left' ? `${word} · ${vscode.l10n.t('left the network')}` : word;
}

/** Without any scope nobody can tell: an Operational device that was added by hand shows them after a login only. */
function isStateUnknown(device: DeviceFace): boolean {
  return device.presence === 'unknown' || device.scopes.length === 0;
}

function icon(id: string, colour?: string): vscode.ThemeIcon {
  return new vscode.ThemeIcon(id, colour === undefined ? undefined : new vscode.ThemeColor(colour));
}
