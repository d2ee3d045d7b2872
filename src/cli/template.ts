import { Argument, Command } from 'commander';
import type { Catalog } from '../onvif/catalog/catalog';
import { findOperation } from '../onvif/device/operationName';
import { decodeElement } from '../onvif/schema/decode';
import { skeleton } from '../onvif/schema/skeleton';
import { namespaces } from '../onvif/xml/namespaces';
import { parseXml } from '../onvif/xml/reader';
import { catalogOption, openCatalog } from './catalogFile';
import { exitCode, type ExitCode } from './exitCode';
import type { Terminal } from './terminal';

interface TemplateOptions {
  readonly service?: string;
  readonly all?: true;
  readonly json?: true;
  readonly catalog?: string;
}

/** `onvif template`: a request to be filled in. */
export function templateCommand(
  terminal: Terminal,
  ports: { readonly catalog: () => Catalog },
  done: (code: ExitCode) => void,
): Command {
  return new Command('template')
    .summary('print a request of one operation, to be filled in')
    .description(
      'Prints a request of one operation that is valid as it stands, with example values: what is required, or with --all everything once.',
    )
    .addArgument(new Argument('<operation>', 'prefix:Operation'))
    .option('--service <prefix>', 'the service of an operation that is given without prefix')
    .option('--all', 'optional members too; of a choice the first branch')
    .option('--json', 'print the arguments that onvif call takes in place of the envelope')
    .addOption(catalogOption())
    .action(async (name: string, options: TemplateOptions) => {
      const catalog = await openCatalog(ports.catalog, options.catalog);
      const operation = findOperation(catalog, name, options.service);
      const body = skeleton(catalog, operation, options.all ? 'all' : 'required');
      if (!options.json) terminal.print(envelopeAround(body));
      else {
        const { root } = parseXml(body);
        terminal.print(JSON.stringify(root ? decodeElement(catalog, root) : {}, undefined, 2));
      }
      done(exitCode.good);
    });
}

/** Indented, for people; what is sent is compact. */
function envelopeAround(body: string): string {
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<s:Envelope xmlns:s="${namespaces.env}">`,
    '  <s:Body>',
    body.replace(/^/gm, '    '),
    '  </s:Body>',
    '</s:Envelope>',
  ].join('\n');
}
