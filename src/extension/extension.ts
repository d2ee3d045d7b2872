import * as vscode from 'vscode';
import { systemClock as clock } from '../onvif/base/clock';
import { systemRandom as random } from '../onvif/base/random';
import { bundledCatalog } from '../onvif/catalog/bundledCatalog';
import { CatalogLibrary } from '../onvif/catalog/catalogLibrary';
import { DeviceRegistry } from '../onvif/device/deviceRegistry';
import { CertificateTrust } from '../onvif/device/trust';
import { NodeTransport } from '../onvif/http/nodeTransport';
import { ExportedApi } from './api/exportedApi';
import type { OnvifExtension } from './api/onvifApi';
import { ExchangeDocuments } from './calls/exchangeDocuments';
import { OperationCalls } from './calls/operationCalls';
import { AdministratorPassword } from './credentials/administratorPassword';
import { CertificatePins } from './credentials/certificatePins';
import { CredentialCommands } from './credentials/credentialCommands';
import { SecretCredentialStore } from './credentials/secretCredentialStore';
import { TrustQuestions } from './credentials/trustQuestions';
import { DefinitionCommands } from './definitions/definitionCommands';
import { DefinitionDocuments } from './definitions/definitionDocuments';
import { DefinitionStore } from './definitions/definitionStore';
import { ActiveDevice } from './devices/activeDevice';
import { DeviceCommands } from './devices/deviceCommands';
import { DeviceConnections } from './devices/deviceConnections';
import { DeviceDiscovery } from './devices/deviceDiscovery';
import { DevicePicker } from './devices/devicePicker';
import { DeviceTree } from './devices/deviceTree';
import { DeviceView } from './devices/deviceView';
import { LeftDeviceDecorations } from './devices/leftDevices';
import { StartupDiscovery } from './devices/startupDiscovery';
import { StatusBar } from './devices/statusBar';
import { TreeFacts } from './devices/treeFacts';
import { ErrorReporter } from './reporting/errorReporter';
import { Log } from './reporting/log';
import { Settings } from './settings/settings';
import { SimulatedDevices } from './simulator/simulatedDevices';
import { SimulatorCommands } from './simulator/simulatorCommands';
import { CommandRegistry } from './work/commandRegistry';
import { Confirmation } from './work/confirmation';
import { RunningWork } from './work/runningWork';

/** Builds the ports, the core and the features. Sockets, threads and the catalog come with their first use. */
export function activate(context: vscode.ExtensionContext): OnvifExtension {
  const own = <T extends vscode.Disposable>(item: T): T => (context.subscriptions.push(item), item);
  const settings = new Settings();
  const log = own(new Log());
  const reporter = new ErrorReporter(log);
  const work = own(new RunningWork());
  const confirmation = new Confirmation(settings);

  const bundledName = () => bundledCatalog().name;
  const store = new DefinitionStore(vscode.Uri.joinPath(context.globalStorageUri, 'definitions').fsPath, log);
  const library = own(
    new CatalogLibrary({
      bundled: bundledCatalog,
      restore: () => store.read(bundledName()),
      onDropped: ({ id }, why) => (log.warn(why), store.remove(id)),
    }),
  );
  const catalog = () => library.current;

  const questions = new TrustQuestions();
  const credentials = new SecretCredentialStore(context, log);
  const trust = new CertificateTrust({
    pins: new CertificatePins(context.globalState),
    prompt: questions,
    clock,
  });
  const transport = own(new NodeTransport({ judgeCertificate: trust.judge, clock }));
  const ports = { transport, clock, random, catalog, credentials, consent: questions };
  const registry = own(new DeviceRegistry(ports));
  own(registry.onExchange(({ exchange }) => log.exchange(exchange)));

  const workerFile = context.asAbsolutePath('dist/discoveryWorker.js');
  const discovery = own(new DeviceDiscovery({ registry, settings, log, clock, random, workerFile }));
  const simulated = own(new SimulatedDevices({ registry, settings, log, clock, random }));
  const connections = own(new DeviceConnections(work));
  const active = own(new ActiveDevice(registry, context.workspaceState));
  const facts = new TreeFacts({ catalog, simulated, connections, credentials });
  const tree = own(new DeviceTree(registry, facts));
  own(library.onDidChange(() => tree.refresh()));
  const view = own(new DeviceView({ tree, registry, discovery, active, log }));
  const picker = new DevicePicker(registry, active, () => view.selection);
  const documents = own(new ExchangeDocuments());
  const definitionDocuments = own(new DefinitionDocuments());
  own(new StatusBar(active, work));
  own(vscode.window.registerFileDecorationProvider(new LeftDeviceDecorations()));

  const commands = own(new CommandRegistry(reporter));
  const parts = {
    settings,
    log,
    reporter,
    work,
    confirmation,
    clock,
    catalog,
    credentials,
    registry,
    discovery,
  };
  const features = { ...parts, simulated, connections, active, tree, view, picker, documents, context };
  const deviceCommands = new DeviceCommands(features);
  deviceCommands.register(commands);
  new CredentialCommands(features).register(commands);
  new AdministratorPassword(features).register(commands);
  new OperationCalls(features).register(commands);
  const definitions = { library, store, bundledName, definitionDocuments, transport, consent: questions };
  new DefinitionCommands({ ...parts, ...definitions }).register(commands);
  new SimulatorCommands(features).register(commands);
  own(new StartupDiscovery(settings, () => deviceCommands.discover(), reporter));
  return own(new ExportedApi(registry, features));
}
