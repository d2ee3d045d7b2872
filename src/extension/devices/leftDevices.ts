import * as vscode from 'vscode';
import { uriSchemes } from '../ids';

/** Dims the label of a device that has said Bye. The row's words say it too. */
export class LeftDeviceDecorations implements vscode.FileDecorationProvider {
  provideFileDecoration(uri: vscode.Uri): vscode.FileDecoration | undefined {
    if (uri.scheme !== uriSchemes.device || uri.query !== 'left') return undefined;
    return new vscode.FileDecoration(
      undefined,
      vscode.l10n.t('left the network'),
      new vscode.ThemeColor('disabledForeground'),
    );
  }
}
