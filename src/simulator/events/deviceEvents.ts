import type { Disposable } from '../../onvif/base/disposable';
import type { Clock } from '../../onvif/base/clock';
import type { Random } from '../../onvif/base/random';
import type { DeviceHistory } from '../deviceSettings';
import { Timers } from '../timers';
import { formatDateTime } from '../xsdTime';
import { EventHub } from './eventHub';
import { profileQTopics } from './topics';

/** What the events of a device tell of. */
export interface ObservedDevice {
  readonly clock: Clock;
  readonly random: Random;
  now(): number;
  readonly settings: { readonly history: DeviceHistory };
}

/** Profile Q recommends an average of about five seconds, milliseconds. */
const samplingTime = 5000;
const usageTopic = 'tns1:Monitoring/ProcessorUsage';
const failureTopics = ['FanFailure', 'PowerSupplyFailure', 'StorageFailure'];
const failureTokens: readonly string[] = ['fan0', 'psu0', 'storage0'];
const historyTopics: Readonly<Record<keyof DeviceHistory, string>> = {
  lastReset: 'tns1:Monitoring/OperatingTime/LastReset',
  lastClockSynchronization: 'tns1:Monitoring/OperatingTime/LastClockSynchronization',
  lastBackup: 'tns1:Monitoring/Backup/Last',
};

/** The properties of Profile Q, kept true to the device. */
export class DeviceEvents implements Disposable {
  readonly hub: EventHub;
  readonly #device: ObservedDevice;
  readonly #timers: Timers;
  #told: DeviceHistory;
  /** Percent. */
  #usage = 12;
  #sampling = false;

  constructor(device: ObservedDevice, maxPullPoints: number) {
    const { clock, random } = device;
    this.#device = device;
    this.#timers = new Timers(clock);
    this.#told = device.settings.history;
    const now = () => device.now();
    this.hub = new EventHub({ clock, random, now, topics: profileQTopics, maxPullPoints });
    this.hub.onDidSubscribe(() => this.#sample());
    this.comeUp();
  }

  /** The device has booted: what nobody has reported since is sound. */
  comeUp(): void {
    const bootedAt = this.#device.clock.now();
    const { hub } = this;
    this.#told = this.#device.settings.history;
    hub.initialize(usageTopic, { Token: 'cpu0' }, () => ({ Value: this.#usage.toFixed(1) }));
    hub.initialize('tns1:Monitoring/OperatingTime/LastReboot', {}, () => this.#status(bootedAt));
    for (const [field, topic] of Object.entries(historyTopics) as [keyof DeviceHistory, string][]) {
      hub.initialize(topic, {}, () => this.#status(this.#device.settings.history[field]));
    }
    failureTopics.forEach((topic, i) => {
      const source = { Token: failureTokens[i]! };
      hub.initialize(`tns1:Device/HardwareFailure/${topic}`, source, () => ({ Failed: 'false' }));
    });
    hub.initialize('tns1:Device/HardwareFailure/TemperatureCritical', {}, () => ({ Critical: 'false' }));
  }

  /** Subscriptions do not outlive a boot. */
  goDown(): void {
    this.hub.endAll();
  }

  /** To be called when settings have changed. */
  notice(): void {
    const { history } = this.#device.settings;
    const told = this.#told;
    this.#told = history;
    for (const [field, topic] of Object.entries(historyTopics) as [keyof DeviceHistory, string][]) {
      if (history[field] !== told[field]) this.hub.changed(topic);
    }
  }

  dispose(): void {
    this.hub.endAll();
    this.#timers.dispose();
  }

  /** `at`: milliseconds since the epoch by the machine's clock; told by the device's. Never is the epoch. */
  #status(at: number | undefined): { Status: string } {
    const { clock } = this.#device;
    const time = at === undefined ? 0 : at + this.#device.now() - clock.now();
    return { Status: formatDateTime(time) };
  }

  /** Measures the processor for as long as somebody listens. */
  #sample(): void {
    if (this.#sampling) return;
    this.#sampling = true;
    this.#timers.after(samplingTime, () => {
      this.#sampling = false;
      if (this.hub.pullPoints.length === 0) return;
      const before = this.#usage;
      const drift = this.#device.random.between(-8, 8);
      this.#usage = Math.min(95, Math.max(2, Math.round((before + drift) * 10) / 10));
      if (this.#usage !== before) this.hub.changed(usageTopic);
      this.#sample();
    });
  }
}
