// A VS Code that asks nothing, fetches nothing and looks the same on every run.

import { oldest } from './archives.mjs';

/** @typedef {'dark' | 'light' | 'hc' | 'hc-light'} Theme */

/** @type {Record<Theme, string>} */
const themeIds = {
  dark: 'Dark Modern',
  light: 'Light Modern',
  hc: 'Default High Contrast',
  'hc-light': 'Default High Contrast Light',
};

/**
 * The id of a theme. A newer VS Code takes the older ids too, but then corrects the settings while they are in use, and a
 * change made at the same moment is lost.
 * @param {Theme} theme @param {import('./archives.mjs').VSCodeVersion} version
 * @returns {string}
 */
export function themeId(theme, version) {
  const renamed = version === oldest && themeIds[theme].endsWith('Modern');
  return renamed ? `Default ${themeIds[theme]}` : themeIds[theme];
}

export const calmSettings = {
  'window.autoDetectColorScheme': false,
  'window.autoDetectHighContrast': false,
  'workbench.startupEditor': 'none',
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.tips.enabled': false,
  'workbench.enableExperiments': false,
  'chat.disableAIFeatures': true,
  'telemetry.telemetryLevel': 'off',
  'extensions.autoCheckUpdates': false,
  'extensions.autoUpdate': false,
  'extensions.ignoreRecommendations': true,
  'update.mode': 'none',
  'update.showReleaseNotes': false,
  'git.enabled': false,
  'security.workspace.trust.enabled': false,
  'editor.accessibilitySupport': 'off',
  'remote.autoForwardPorts': false,
  'remote.restoreForwardedPorts': false,
  'npm.fetchOnlinePackageInfo': false,
  'json.schemaDownload.enable': false,
};
