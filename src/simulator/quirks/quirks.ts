import { OnvifError } from '../../onvif/base/onvifError';
import { conductQuirks } from './conductQuirks';
import type { Quirk } from './quirk';
import { replyQuirks } from './replyQuirks';

/** All quirks, in the order they are shown. */
export function listQuirks(): readonly Quirk[] {
  return [...conductQuirks, ...replyQuirks];
}

/** Throws `invalidInput` for a name that no quirk has. */
export function findQuirk(name: string): Quirk {
  const quirk = listQuirks().find(each => each.name === name);
  if (quirk) return quirk;
  const known = listQuirks().map(each => each.name);
  throw new OnvifError('invalidInput', `There is no quirk ${name}: choose among ${known.join(', ')}.`);
}
