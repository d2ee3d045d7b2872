import * as vscode from 'vscode';
import type { CatalogLibrary, LoadedDefinitions } from '../../onvif/catalog/catalogLibrary';

export interface DefinitionChoice {
  readonly action: 'show' | 'remove';
  readonly definitions: LoadedDefinitions;
}

interface DefinitionItem extends vscode.QuickPickItem {
  readonly definitions: LoadedDefinitions;
}

/** Lists what is loaded: Enter shows it, the button of a row removes it. Undefined when the person left. */
export function pickDefinitions(
  library: CatalogLibrary,
  describe: (definitions: LoadedDefinitions) => string,
): Promise<DefinitionChoice | undefined> {
  const pick = vscode.window.createQuickPick<DefinitionItem>();
  const remove = { iconPath: new vscode.ThemeIcon('trash'), tooltip: vscode.l10n.t('Remove') };
  pick.title = vscode.l10n.t('Loaded WSDLs');
  pick.placeholder = vscode.l10n.t('Select to show the operations');
  pick.matchOnDescription = pick.matchOnDetail = true;
  pick.items = library.loaded.map(definitions => ({
    label: definitions.name,
    description: describe(definitions),
    detail: definitions.source,
    buttons: [remove],
    definitions,
  }));
  return new Promise(resolve => {
    const end = (choice?: DefinitionChoice) => {
      resolve(choice);
      pick.dispose();
    };
    pick.onDidAccept(() => {
      const [chosen] = pick.selectedItems;
      if (chosen) end({ action: 'show', definitions: chosen.definitions });
    });
    pick.onDidTriggerItemButton(({ item }) => end({ action: 'remove', definitions: item.definitions }));
    pick.onDidHide(() => end());
    pick.show();
  });
}
