import * as vscode from 'vscode';
import { OnvifError } from '../../onvif/base/onvifError';

/** Nothing is sent in Restricted Mode, also when a command is run by a key or by another extension. */
export function requireTrust(): void {
  if (!vscode.workspace.isTrusted) {
    throw new OnvifError(
      'invalidInput',
      vscode.l10n.t('Nothing is sent in Restricted Mode: trust this workspace to talk to devices.'),
    );
  }
}
