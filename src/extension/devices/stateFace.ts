import * as vscode from 'vscode';
import type { Device } from '../../onvif/device/device';
import { profileQStateLabel } from '../../onvif/device/profileQState';

/** The icon of a state. The word always stands beside it, so that colour and shape carry nothing alone. */
export function stateIcon(device: Pick<Device, 'state' | 'presence'>): vscode.ThemeIcon {
  if (device.presence === 'left') return icon('debug-disconnect', 'disabledForeground');
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

/** The words of a device: its state, which is Profile Q's own term, and whether it has left. */
export function stateWords(device: Pick<Device, 'state' | 'presence'>): string {
  const word = profileQStateLabel(device.state);
  return device.presence === 'left' ? `${word} · ${vscode.l10n.t('left the network')}` : word;
}

function icon(id: string, colour?: string): vscode.ThemeIcon {
  return new vscode.ThemeIcon(id, colour === undefined ? undefined : new vscode.ThemeColor(colour));
}
