import { systemClock } from '../../../src/onvif/base/clock';
import { systemRandom } from '../../../src/onvif/base/random';
import { startSimulator, type SimulatorHostOptions } from '../../../src/simulator/nodeSimulatorHost';
import { SimulatedDevice, type SimulatedDeviceOptions } from '../../../src/simulator/simulatedDevice';
import { admin } from './bench';

export interface Served {
  readonly device: SimulatedDevice;
  readonly url: string;
  readonly port: number;
  close(): Promise<void>;
}

/** A device on a free port of 127.0.0.1, in real time; found by discovery only if the options say so. */
export async function serve(
  options: Partial<SimulatedDeviceOptions> = {},
  hostOptions: SimulatorHostOptions = {},
): Promise<Served> {
  const device = new SimulatedDevice({
    clock: systemClock,
    random: systemRandom,
    ...(options.state === 'operational' ? { administrator: admin } : {}),
    ...options,
  });
  const host = await startSimulator(device, { discovery: false, ...hostOptions });
  const close = async () => {
    await host.dispose();
    device.dispose();
  };
  return { device, url: host.url, port: Number(new URL(host.url).port), close };
}
