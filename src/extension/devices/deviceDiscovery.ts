import * as vscode from 'vscode';
import type { Clock } from '../../onvif/base/clock';
import { Emitter } from '../../onvif/base/emitter';
import { DisposableList, type Disposable } from '../../onvif/base/disposable';
import { isOnvifError } from '../../onvif/base/onvifError';
import type { Random } from '../../onvif/base/random';
import type { DeviceRegistry } from '../../onvif/device/deviceRegistry';
import { Discovery } from '../../onvif/discovery/discovery';
import { localInterfaces } from '../../onvif/discovery/nodeInterfaces';
import { WorkerSockets } from '../../onvif/discovery/nodeWorkerSockets';
import { warningText, type NetworkInterface } from '../../onvif/discovery/socket';
import { settings as settingIds } from '../ids';
import type { Log } from '../reporting/log';
import type { Settings } from '../settings/settings';

/**
 * Discovery on the interfaces of the settings. Its worker thread and sockets start with the first search or
 * when the view first shows; nothing is searched in an untrusted workspace.
 */
export class DeviceDiscovery implements Disposable {
  readonly #disposables = new DisposableList();
  readonly #onDidChange = this.#disposables.add(new Emitter<void>());
  /** The interfaces, the outcome of a search or the warnings changed. */
  readonly onDidChange = this.#onDidChange.event;
  #discovery: Discovery | undefined;
  #listening: Promise<Disposable> | undefined;
  #wanted = false;
  #searched = false;
  #warnings: readonly string[] = [];

  constructor(
    private readonly options: {
      readonly registry: DeviceRegistry;
      readonly settings: Settings;
      readonly log: Log;
      readonly clock: Clock;
      readonly random: Random;
      readonly workerFile: string;
    },
  ) {
    this.#disposables.add(
      options.settings.onDidChange([settingIds.discoveryInterfaces], () => {
        this.#searched = false;
        this.#warnings = [];
        this.#onDidChange.fire();
        this.#restartListening();
      }),
    );
    this.#disposables.add(vscode.workspace.onDidGrantWorkspaceTrust(() => this.#restartListening()));
  }

  /** True after a search ended, until the interfaces change. */
  get searched(): boolean {
    return this.#searched;
  }

  /** What the socket layer had to say, for people. */
  get warnings(): readonly string[] {
    return this.#warnings;
  }

  /** Where devices are looked for; throws `invalidInput` when the setting names no interface of this machine. */
  interfaces(): readonly NetworkInterface[] {
    return localInterfaces(this.options.settings.discoveryInterfaces);
  }

  /** The interfaces as people know them; empty also when the setting cannot be followed. */
  interfaceNames(): readonly string[] {
    try {
      return [...new Set(this.interfaces().map(each => (each.internal ? each.address : each.name)))];
    } catch (error) {
      if (isOnvifError(error, 'invalidInput')) return [];
      throw error;
    }
  }

  /** Probes every interface and resolves when the time for answers is over. */
  async search(signal?: AbortSignal): Promise<void> {
    this.interfaces(); // a setting that cannot be followed is said before anything is sent
    this.#warnings = []; // what lasts is said again
    await this.#started().probe({ timeoutMs: this.options.settings.discoveryTimeout, signal });
    this.#searched = true;
    this.#onDidChange.fire();
  }

  /** Probes each host of an address range, which reaches networks that multicast does not. */
  async searchHosts(ranges: readonly string[], signal?: AbortSignal): Promise<void> {
    await this.#started().probeHosts([...ranges], {
      timeoutMs: this.options.settings.discoveryTimeout,
      signal,
    });
  }

  /** Hears Hello and Bye from now on, or no longer: only while somebody looks. */
  listen(wanted: boolean): void {
    this.#wanted = wanted;
    if (!wanted) this.#stopListening();
    else if (vscode.workspace.isTrusted && !this.#listening && this.interfaceNames().length > 0) {
      this.#listening = this.#started().listen();
      this.#listening.catch((error: unknown) => {
        this.#listening = undefined;
        this.options.log.error(error, 'Hello and Bye cannot be heard');
      });
    }
  }

  dispose(): void {
    this.#wanted = false;
    this.#stopListening();
    this.#disposables.dispose();
  }

  #restartListening(): void {
    this.#stopListening();
    if (this.#wanted) this.listen(true);
  }

  #stopListening(): void {
    // A refusal to listen has been logged by `listen`.
    this.#listening?.then(
      subscription => subscription.dispose(),
      () => undefined,
    );
    this.#listening = undefined;
  }

  #started(): Discovery {
    if (this.#discovery) return this.#discovery;
    const { registry, log, clock, random, workerFile } = this.options;
    const sockets = this.#disposables.add(new WorkerSockets(workerFile));
    const discovery = new Discovery({ sockets, interfaces: () => this.interfaces(), clock, random });
    this.#disposables.add(discovery);
    this.#disposables.add(discovery.onSighting(sighting => registry.upsert(sighting)));
    this.#disposables.add(discovery.onDeparture(departure => registry.depart(departure)));
    this.#disposables.add(
      discovery.onWarning(warning => {
        const text = warningText(warning);
        if (this.#warnings.includes(text)) return;
        log.warn(text);
        this.#warnings = [...this.#warnings, text];
        this.#onDidChange.fire();
      }),
    );
    this.#discovery = discovery;
    return discovery;
  }
}
