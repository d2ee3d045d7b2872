import * as vscode from 'vscode';
import type { Disposable } from '../../onvif/base/disposable';
import type { Device } from '../../onvif/device/device';
import type { Exchange } from '../../onvif/soap/exchange';
import { uriSchemes } from '../ids';
import { exchangeText } from './exchangeText';
import { RecentExchanges } from './recentExchanges';
import { loadXmlFormat } from './xmlFormat';

/** Read-only documents of calls: `onvif-exchange:/<device>/<time>/<operation>.xml`, an XML document each. */
export class ExchangeDocuments implements vscode.TextDocumentContentProvider, Disposable {
  readonly #exchanges = new RecentExchanges();
  readonly #registration: vscode.Disposable;

  constructor() {
    this.#registration = vscode.workspace.registerTextDocumentContentProvider(uriSchemes.exchange, this);
  }

  async provideTextDocumentContent(uri: vscode.Uri): Promise<string> {
    const exchange = this.#exchanges.get(uri.path);
    if (!exchange) {
      return `<!-- ${vscode.l10n.t('This call is no longer kept. Call the operation again to see its reply.')} -->\n`;
    }
    return exchangeText(exchange, await loadXmlFormat());
  }

  /** Opens a call as a preview tab; focus stays where it is only when `preserveFocus` says so. */
  async show(device: Device, exchange: Exchange, options: { preserveFocus: boolean }): Promise<vscode.Uri> {
    const uri = this.#keep(device, exchange);
    const document = await vscode.workspace.openTextDocument(uri);
    await vscode.window.showTextDocument(document, { preview: true, ...options });
    return uri;
  }

  dispose(): void {
    this.#registration.dispose();
    this.#exchanges.clear();
  }

  #keep(device: Device, exchange: Exchange): vscode.Uri {
    const time = new Date(exchange.startedAt).toISOString().replaceAll(':', '-');
    const name = (exchange.operation ?? 'call').replace(':', '.');
    const folder = device.name.replace(/[/\\?#]/g, '_') || device.address;
    let path = `/${folder}/${time}/${name}.xml`;
    for (let again = 2; this.#exchanges.has(path); again++) path = `/${folder}/${time}-${again}/${name}.xml`;
    this.#exchanges.add(path, exchange);
    return vscode.Uri.from({ scheme: uriSchemes.exchange, path });
  }
}
