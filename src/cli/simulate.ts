import { Command, Option } from 'commander';
import type { Clock } from '../onvif/base/clock';
import { OnvifError } from '../onvif/base/onvifError';
import type { Random } from '../onvif/base/random';
import { warningText } from '../onvif/discovery/socket';
import { isLoopback } from '../onvif/discovery/subnet';
import { profileQStateLabel } from '../onvif/device/profileQState';
import { startSimulator } from '../simulator/nodeSimulatorHost';
import { listQuirks } from '../simulator/quirks/quirks';
import { SimulatedDevice } from '../simulator/simulatedDevice';
import { exitCode, type ExitCode } from './exitCode';
import { readLogin } from './login';
import { wholeNumber } from './options';
import { table } from './print';
import type { Terminal } from './terminal';

interface SimulateOptions {
  readonly port: number;
  readonly interface: string;
  readonly state: 'factoryDefault' | 'operational';
  readonly quirk?: readonly string[];
  readonly listQuirks?: true;
  readonly discovery: boolean;
}

export interface SimulatePorts {
  readonly clock: Clock;
  readonly random: Random;
  /** Resolves when the process is asked to end. */
  readonly ended: () => Promise<void>;
}

/** `onvif simulate`: a Profile Q device in software until Ctrl-C. */
export function simulateCommand(
  terminal: Terminal,
  ports: SimulatePorts,
  done: (code: ExitCode) => void,
): Command {
  return new Command('simulate')
    .summary('run a simulated Profile Q device')
    .description(
      'Runs a simulated Profile Q device until Ctrl-C. The first line on standard output is JSON with its url and endpoint, printed when it is ready. An operational device starts with the user of ONVIF_USER and ONVIF_PASSWORD.',
    )
    .addOption(
      new Option('--port <number>', 'TCP port, 0 for any free one')
        .argParser(wholeNumber(0, 65_535))
        .default(0),
    )
    .option('--interface <address>', 'serve on this address or interface, 0.0.0.0 for all', '127.0.0.1')
    .addOption(
      new Option('--state <state>', 'how it starts')
        .choices(['factoryDefault', 'operational'])
        .default('factoryDefault'),
    )
    .option('--quirk <name...>', 'behave like a device with this peculiarity')
    .option('--list-quirks', 'print the names of the quirks and end')
    .option('--no-discovery', 'do not answer WS-Discovery')
    .action(async (options: SimulateOptions) => {
      if (options.listQuirks) {
        for (const line of table(listQuirks().map(each => [each.name, each.description])))
          terminal.print(line);
      } else {
        await simulate(terminal, ports, options);
      }
      done(exitCode.good);
    });
}

async function simulate(terminal: Terminal, ports: SimulatePorts, options: SimulateOptions): Promise<void> {
  const { clock, random } = ports;
  const administrator = options.state === 'operational' ? await readAdministrator(terminal) : undefined;
  const device = new SimulatedDevice({
    clock,
    random,
    state: options.state,
    quirks: options.quirk ?? [],
    ...(administrator ? { administrator } : {}),
  });
  const log = (line: string) => terminal.tell(`${new Date(clock.now()).toISOString().slice(11, 19)} ${line}`);
  const host = await startSimulator(device, {
    port: options.port,
    interface: options.interface,
    discovery: options.discovery,
    onWarning: warning => log(`note: ${warningText(warning)}`),
  });
  const ended = ports.ended(); // from here on: who reads the line may end us at once
  terminal.print(JSON.stringify({ url: host.url, endpoint: device.endpoint }));
  if (!isLoopback(options.interface)) {
    log(`note: the device listens on ${options.interface}: everyone who reaches this machine can use it.`);
  }
  let state = device.state;
  log(`${profileQStateLabel(state)}; Ctrl-C ends it.`);
  device.onDidHear(({ operation, method, target, user, status }) =>
    log(`${operation ?? `${method} ${target}`} ${user === undefined ? '' : `as ${user} `}${status}`),
  );
  device.onDidChange(() => {
    if (device.state === state) return;
    state = device.state;
    log(`The device is ${profileQStateLabel(state)} now.`);
  });
  await ended;
  log('Ending.');
  await host.dispose();
  device.dispose();
}

async function readAdministrator(terminal: Terminal) {
  const login = await readLogin(terminal);
  if (login) return login;
  throw new OnvifError(
    'invalidInput',
    'An operational device needs an administrator: set ONVIF_USER and ONVIF_PASSWORD, or start with --state factoryDefault.',
  );
}
