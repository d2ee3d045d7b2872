import { Argument, Command } from 'commander';
import type { Catalog } from '../onvif/catalog/catalog';
import { findOperation } from '../onvif/device/operationName';
import { describeOperation } from '../onvif/schema/describeOperation';
import { catalogOption, openCatalog } from './catalogFile';
import { describeLines } from './describeLines';
import { exitCode, type ExitCode } from './exitCode';
import { printable } from './print';
import type { Terminal } from './terminal';

interface DescribeOptions {
  readonly service?: string;
  readonly json?: true;
  readonly catalog?: string;
}

/** `onvif describe`: the signature of an operation. */
export function describeCommand(
  terminal: Terminal,
  ports: { readonly catalog: () => Catalog },
  done: (code: ExitCode) => void,
): Command {
  return new Command('describe')
    .summary('tell what one operation takes and gives')
    .description(
      'Tells the signature of one operation: members of request and reply in their order, with type, occurrence and allowed values; SOAP action and access class.',
    )
    .addArgument(new Argument('<operation>', 'prefix:Operation'))
    .option('--service <prefix>', 'the service of an operation that is given without prefix')
    .option('--json', 'print it as JSON, named types apart under "types"')
    .addOption(catalogOption())
    .action(async (name: string, options: DescribeOptions) => {
      const catalog = await openCatalog(ports.catalog, options.catalog);
      const description = describeOperation(catalog, findOperation(catalog, name, options.service));
      if (options.json) terminal.print(JSON.stringify(description, undefined, 2));
      else for (const line of describeLines(description)) terminal.print(printable(line));
      done(exitCode.good);
    });
}
