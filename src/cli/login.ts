import type { Credentials } from '../onvif/auth/credentials';
import { OnvifError } from '../onvif/base/onvifError';
import type { Terminal } from './terminal';

/**
 * The credentials of a run: the user of `--user`, else of ONVIF_USER; the password of ONVIF_PASSWORD, else asked for.
 * Undefined where no user is named. A password is never an argument, because others can read those.
 */
export async function readLogin(terminal: Terminal, user?: string): Promise<Credentials | undefined> {
  const username = user ?? (terminal.env['ONVIF_USER'] || undefined);
  const given = terminal.env['ONVIF_PASSWORD'];
  if (username === undefined) {
    if (given === undefined) return undefined;
    throw new OnvifError('invalidInput', 'ONVIF_PASSWORD is set but no user: set ONVIF_USER or give --user.');
  }
  if (given !== undefined) return { username, password: given };
  if (!terminal.isInteractive) {
    throw new OnvifError(
      'invalidInput',
      `There is no password for “${username}” and nobody to ask: set ONVIF_PASSWORD, or run it in a terminal.`,
    );
  }
  return { username, password: await terminal.askHidden(`Password of ${username}: `) };
}
