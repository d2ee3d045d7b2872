// A Chromium that talks to nobody but the page we open.
import { chromium } from 'playwright-core';
import { fetchChromium } from './fetchChromium.mjs';

/**
 * Launches a headless Chromium; it ends with the lifetime.
 * @param {import('../lifetime.mjs').Lifetime} lifetime
 * @param {(line: string) => void} log
 * @returns {Promise<import('playwright-core').Browser>}
 */
export async function launchBrowser(lifetime, log) {
  const { executablePath, env } = await fetchChromium(log);
  const browser = await chromium.launch({
    executablePath,
    env: /** @type {Record<string, string>} */ (env),
    args: [
      '--no-sandbox', // a container's root has no namespaces to sandbox with; the page is our own
      '--disable-gpu',
      '--disable-dev-shm-usage',
      '--disable-quic',
      '--disable-sync',
      '--disable-background-networking',
      '--disable-component-update',
      '--no-first-run',
    ],
    // the lifetime ends it, in order, on these
    handleSIGINT: false,
    handleSIGTERM: false,
    handleSIGHUP: false,
  });
  lifetime.defer(() => browser.close());
  return browser;
}
