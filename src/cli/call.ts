import { Argument, Command, Option } from 'commander';
import type { AuthMode } from '../onvif/auth/credentials';
import type { Clock } from '../onvif/base/clock';
import type { Random } from '../onvif/base/random';
import type { Catalog } from '../onvif/catalog/catalog';
import { MemoryCredentialStore } from '../onvif/device/credentialStore';
import { Device, type CallResult } from '../onvif/device/device';
import { findOperation } from '../onvif/device/operationName';
import { CertificateTrust, MemoryPinStore } from '../onvif/device/trust';
import { NodeTransport } from '../onvif/http/nodeTransport';
import type { Exchange } from '../onvif/soap/exchange';
import { redactExchange, redactXml } from '../onvif/soap/redact';
import { redactJson } from '../onvif/soap/secretNames';
import { catalogOption, openCatalog } from './catalogFile';
import { exitCode, exitCodeOf, type ExitCode } from './exitCode';
import { parseJsonArgument } from './jsonArgument';
import { readLogin } from './login';
import { repeatable, wholeNumber } from './options';
import { outline, printable } from './print';
import { TerminalConsent, TerminalTrust } from './questions';
import type { Terminal } from './terminal';

interface CallOptions {
  readonly service?: string;
  readonly auth: AuthMode;
  readonly user?: string;
  readonly json?: true;
  readonly raw?: true;
  readonly timeout?: number;
  readonly trustFingerprint?: readonly string[];
  readonly allowAuthority?: readonly string[];
  readonly catalog?: string;
}

export interface CallPorts {
  readonly clock: Clock;
  readonly random: Random;
  readonly catalog: () => Catalog;
}

const loginHint = 'The login is that of ONVIF_USER and ONVIF_PASSWORD, or of --user with a prompt.';

/** `onvif call`: one typed call. */
export function callCommand(terminal: Terminal, ports: CallPorts, done: (code: ExitCode) => void): Command {
  return new Command('call')
    .summary('call one operation of a device')
    .description(
      'Calls one operation, for example tds:GetDeviceInformation; the prefix may be left out where the name is unique. Login: ONVIF_USER and ONVIF_PASSWORD, or --user with a prompt.',
    )
    .addArgument(new Argument('<url>', 'the device: host, host:port or the URL of its device service'))
    .addArgument(new Argument('<operation>', 'prefix:Operation'))
    .addArgument(new Argument('[json]', 'its arguments as a JSON object; - reads them from standard input'))
    .option('--service <prefix>', 'the service of an operation that is given without prefix')
    .addOption(
      new Option('--auth <mode>', 'how to log in')
        .choices(['auto', 'none', 'digest', 'wsse'])
        .default('auto'),
    )
    .option('--user <name>', 'log in as this user; the password is ONVIF_PASSWORD or asked for')
    .addOption(catalogOption())
    .option('--json', 'print the decoded reply as JSON')
    .addOption(new Option('--raw', 'print the envelope of the reply, secrets taken out').conflicts('json'))
    .addOption(
      new Option('--timeout <ms>', 'how long the whole call may take (default: 60000)').argParser(
        wholeNumber(1, 3_600_000),
      ),
    )
    .addOption(repeatable('--trust-fingerprint <sha256>', 'trust the certificate with this fingerprint'))
    .addOption(
      repeatable(
        '--allow-authority <origin>',
        'let requests and the login go to this scheme://host:port too',
      ),
    )
    .action(async (url: string, operation: string, json: string | undefined, options: CallOptions) => {
      const text = json === '-' ? await terminal.readInput() : json;
      done(await call(terminal, ports, { url, operation, options, ...(text === undefined ? {} : { text }) }));
    });
}

async function call(
  terminal: Terminal,
  ports: CallPorts,
  wanted: { url: string; operation: string; text?: string; options: CallOptions },
): Promise<ExitCode> {
  const { url, text, options } = wanted;
  const { clock, random } = ports;
  const known = await openCatalog(ports.catalog, options.catalog);
  const catalog = () => known;
  const operation = findOperation(known, wanted.operation, options.service).id;
  const args = text === undefined ? {} : parseJsonArgument(text);
  const prompt = new TerminalTrust(terminal, options.trustFingerprint ?? []);
  const trust = new CertificateTrust({ pins: new MemoryPinStore(), prompt, clock });
  const transport = new NodeTransport({ judgeCertificate: trust.judge, clock });
  const credentials = new MemoryCredentialStore();
  const consent = new TerminalConsent(terminal, options.allowAuthority ?? []);
  const device = new Device({ transport, clock, random, catalog, credentials, consent }, { address: url });
  try {
    const login = options.auth === 'none' ? undefined : await readLogin(terminal, options.user);
    if (login) await device.setCredentials(login);
    const { auth, timeout } = options;
    const result = await device.call(operation, args, {
      auth,
      ...(timeout === undefined ? {} : { timeouts: { total: timeout } }),
    });
    return print(terminal, result, options);
  } finally {
    device.dispose();
    transport.dispose();
  }
}

function print(terminal: Terminal, { exchange, value }: CallResult, options: CallOptions): ExitCode {
  const { outcome, findings, operation } = exchange;
  if (options.raw) printEnvelope(terminal, exchange);
  else if (value !== undefined) {
    const shown = redactJson(value, redactXml);
    const lines = outline(shown);
    if (options.json) terminal.print(JSON.stringify(shown, undefined, 2));
    else if (lines.length > 0) for (const line of lines) terminal.print(printable(line));
    else terminal.tell(`${operation}: done, the reply is empty.`);
  }
  for (const { message } of findings) terminal.tell(`note: ${printable(message)}`);
  if (outcome.kind === 'reply') return exitCode.good;
  terminal.tell(`onvif: ${printable(outcome.error.message)}`);
  if (outcome.error.code === 'credentialsRequired') terminal.tell(loginHint);
  return exitCodeOf(outcome.error);
}

/** What came last, as it came but for its secrets and for what would drive the terminal. */
function printEnvelope(terminal: Terminal, exchange: Exchange): void {
  const body = redactExchange(exchange).attempts.at(-1)?.reply?.body ?? '';
  if (body !== '') terminal.print(printable(body.replaceAll('\r\n', '\n')));
}
