/**
 * The port that asks a person before anything is sent to an authority that the device named but the person did
 * not: a service on another host or port, a redirect. Never asked for https → http, which is refused outright.
 */
export interface Consent {
  /**
   * @param device  id and name of the device that named the authority
   * @param authority  `scheme://host[:port]`
   * @param why  one sentence: what would be sent there and because of what
   */
  allowAuthority(
    device: { readonly id: string; readonly name: string },
    authority: string,
    why: string,
  ): Promise<boolean>;
}

/** Says no: for callers with nobody to ask. */
export const refuseEverything: Consent = { allowAuthority: () => Promise.resolve(false) };
