import { Command, CommanderError } from 'commander';
import { systemClock as clock } from '../onvif/base/clock';
import { isOnvifError } from '../onvif/base/onvifError';
import { systemRandom as random } from '../onvif/base/random';
import { bundledCatalog as catalog } from '../onvif/catalog/bundledCatalog';
import { callCommand } from './call';
import { catalogCommand } from './catalog';
import { describeCommand } from './describe';
import { discoverCommand } from './discover';
import { exitCode, exitCodeOf } from './exitCode';
import { printable } from './print';
import { simulateCommand } from './simulate';
import { templateCommand } from './template';
import { Terminal } from './terminal';
import { validateCommand } from './validate';

/** Builds the ports and the commands, runs the one that was asked for, turns every error into a sentence and a code. */
async function main(): Promise<void> {
  const { stdin, stdout, stderr, env } = process;
  const terminal = new Terminal({ stdin, stdout, stderr, env });
  const done = (code: number) => (process.exitCode = code);
  // a reader that went away (`onvif … | head`) is no failure
  stdout.on('error', (error: NodeJS.ErrnoException) =>
    process.exit(error.code === 'EPIPE' ? 0 : exitCode.notJudged),
  );

  const program = new Command('onvif')
    .description('Find, call and simulate ONVIF devices; describe and check their messages.')
    .addHelpText(
      'after',
      '\nExit codes: 0 good, 1 the device or document is at fault, 2 wrong usage, 3 could not be judged.',
    )
    .addCommand(discoverCommand(terminal, { clock, random }, done))
    .addCommand(callCommand(terminal, { clock, random, catalog }, done))
    .addCommand(describeCommand(terminal, { catalog }, done))
    .addCommand(templateCommand(terminal, { catalog }, done))
    .addCommand(validateCommand(terminal, { catalog }, done))
    .addCommand(catalogCommand(terminal, { random, catalog }, done))
    .addCommand(simulateCommand(terminal, { clock, random, ended: endOfProcess }, done));
  const tellUsage = (text: string) => {
    const sentence = text
      .trim()
      .replace(/^error:/, 'onvif:')
      .replaceAll('\n', ' ');
    terminal.tell(`${sentence} (--help tells more)`);
  };
  const all = (command: Command): Command[] => [command, ...command.commands.flatMap(all)];
  for (const each of all(program)) {
    each.exitOverride().configureOutput({ outputError: tellUsage });
  }

  try {
    await program.parseAsync();
  } catch (error) {
    if (error instanceof CommanderError) {
      // help that was asked for ends well; commander has said everything else on standard error
      done(error.exitCode === 0 ? exitCode.good : exitCode.wrongUsage);
      return;
    }
    const message = isOnvifError(error)
      ? error.message
      : `It failed in a way it should not: ${String(error)}`;
    terminal.tell(`onvif: ${printable(message)}`);
    done(exitCodeOf(error));
  }
}

/** Resolves at the first Ctrl-C or SIGTERM; a second one ends the process at once. */
function endOfProcess(): Promise<void> {
  return new Promise(resolve => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      process.once(signal, () => {
        process.once(signal, () => process.exit(exitCode.good));
        resolve();
      });
    }
  });
}

void main();
