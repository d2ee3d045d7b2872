import * as vscode from 'vscode';
import type { AuthMode } from '../../onvif/auth/credentials';
import { settings, type SettingId } from '../ids';

/** The settings with their types. Defaults live in the manifest only. */
export class Settings {
  /** Names or addresses of interfaces; empty means all but loopback. */
  get discoveryInterfaces(): readonly string[] {
    return read<string[]>(settings.discoveryInterfaces);
  }
  /** Milliseconds. */
  get discoveryTimeout(): number {
    return read(settings.discoveryTimeout);
  }
  get discoveryOnStartup(): boolean {
    return read(settings.discoveryOnStartup);
  }
  /** Milliseconds until the reply begins. */
  get requestsTimeout(): number {
    return read(settings.requestsTimeout);
  }
  get requestsAuth(): AuthMode {
    return read(settings.requestsAuth);
  }
  get simulatorInterface(): string {
    return read(settings.simulatorInterface);
  }
  get simulatorPort(): number {
    return read(settings.simulatorPort);
  }
  get simulatorState(): 'factoryDefault' | 'operational' {
    return read(settings.simulatorState);
  }
  get simulatorDiscovery(): boolean {
    return read(settings.simulatorDiscovery);
  }
  get confirmDisruptive(): boolean {
    return read(settings.safetyConfirmDisruptive);
  }

  /** Calls `listener` when one of these settings changed. */
  onDidChange(ids: readonly SettingId[], listener: () => void): vscode.Disposable {
    return vscode.workspace.onDidChangeConfiguration(event => {
      if (ids.some(id => event.affectsConfiguration(id))) listener();
    });
  }
}

function read<T>(id: SettingId): T {
  const value = vscode.workspace.getConfiguration().get<T>(id);
  if (value === undefined) throw new Error(`The manifest declares no default for ${id}.`);
  return value;
}
