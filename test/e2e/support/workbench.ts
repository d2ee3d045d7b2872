import fs from 'node:fs';
import path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { Lifetime } from '../../../scripts/lifetime.mjs';
import type { VSCodeVersion } from '../../../scripts/vscode/archives.mjs';
import { launchBrowser } from '../../../scripts/vscode/browser.mjs';
import {
  type Installation,
  installVsix,
  prepareInstallation,
  type Server,
  startServer,
  windowUrl,
  writeSettings,
} from '../../../scripts/vscode/server.mjs';
import { type Theme, themeId } from '../../../scripts/vscode/settings.mjs';
import { Dialog } from './dialog';
import { Editor } from './editor';
import { Notifications } from './notifications';
import { QuickInput } from './quickInput';
import { View } from './view';

export interface WorkbenchOptions {
  /** Added to the calm settings of every run. With `security.workspace.trust.enabled`, the folder is not trusted. */
  settings?: Record<string, unknown>;
  /** Files of the workspace: path to content. */
  files?: Record<string, string>;
  theme?: Theme;
  /** The VSIX to install; the one of this run if left out. */
  vsix?: string;
  /** The activity-bar entry whose coming tells that the extension is there. */
  ready?: string;
  viewport?: { width: number; height: number };
}

/** What the stage gives to its tests. */
function given(name: 'TEST_VSIX' | 'TEST_VSCODE_VERSION' | 'TEST_SCREENSHOTS'): string {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set: run these tests with "npm run test:e2e".`);
  return value;
}

/** The workbench of a VS Code has these classes, by theme. */
const themeClasses: Record<Theme, string> = {
  dark: 'vs-dark',
  light: 'vs',
  hc: 'hc-black',
  'hc-light': 'hc-light',
};

/** A real VS Code in Chromium with the packaged extension installed, and the hands to use it with. */
export class Workbench {
  readonly quickInput: QuickInput;
  readonly dialog: Dialog;
  readonly notifications: Notifications;
  readonly editor: Editor;
  #theme: Theme;
  #settings: Record<string, unknown>;
  #changes = 0;

  private constructor(
    readonly page: Page,
    /** The folder that is open. */
    readonly folder: string,
    private readonly installation: Installation,
    private readonly server: Server,
    private readonly lifetime: Lifetime,
    options: WorkbenchOptions,
  ) {
    this.#theme = options.theme ?? 'dark';
    this.#settings = options.settings ?? {};
    this.quickInput = new QuickInput(page);
    this.dialog = new Dialog(page);
    this.notifications = new Notifications(page);
    this.editor = new Editor(page);
  }

  /** Starts everything; `close` ends it. */
  static async open(options: WorkbenchOptions = {}): Promise<Workbench> {
    const lifetime = new Lifetime();
    try {
      return await Workbench.#open(lifetime, options);
    } catch (error) {
      await lifetime.endAll();
      throw error;
    }
  }

  static async #open(lifetime: Lifetime, options: WorkbenchOptions): Promise<Workbench> {
    const home = fs.realpathSync(lifetime.temporaryFolder('e2e-'));
    const folder = path.join(home, 'workspace');
    fs.mkdirSync(folder);
    for (const [file, content] of Object.entries(options.files ?? {})) {
      fs.mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
      fs.writeFileSync(path.join(folder, file), content);
    }
    const version = given('TEST_VSCODE_VERSION') as VSCodeVersion;
    const installation = await prepareInstallation(version, path.join(home, 'data'), console.log);
    await installVsix(installation, options.vsix ?? given('TEST_VSIX'));
    writeSettings(installation, {
      ...options.settings,
      'workbench.colorTheme': themeId(options.theme ?? 'dark', version),
    });
    const workspaceTrust = options.settings?.['security.workspace.trust.enabled'] === true;
    const server = await startServer(installation, lifetime, { workspaceTrust });
    const browser: Browser = await launchBrowser(lifetime, console.log);
    const context = await browser.newContext({
      viewport: options.viewport ?? { width: 1280, height: 800 },
      permissions: ['clipboard-read', 'clipboard-write'],
    });
    const page = await context.newPage();
    page.setDefaultTimeout(15_000);
    const workbench = new Workbench(page, folder, installation, server, lifetime, options);
    await page.goto(windowUrl(server, { folder }));
    await workbench.#activity(options.ready ?? 'ONVIF').waitFor({ timeout: 45_000 });
    return workbench;
  }

  async close(): Promise<void> {
    await this.lifetime.endAll();
  }

  /** What VS Code's server printed, for messages. */
  get serverOutput(): string {
    return this.server.output();
  }

  /** The version of VS Code. */
  get version(): string {
    return this.installation.version;
  }

  /**
   * Runs a command by its title in the palette, such as `ONVIF: Discover Devices`. Resolves when it was started.
   */
  async runCommand(title: string): Promise<void> {
    const deadline = Date.now() + 20_000;
    for (;;) {
      await this.page.keyboard.press('F1');
      await this.quickInput.appear();
      await this.quickInput.type(`>${title}`);
      const row = this.quickInput.row(title);
      try {
        // a command of an extension that was just installed may come a moment after its view
        await row.waitFor({ timeout: 4000 });
        await row.click();
        return;
      } catch (error) {
        await this.page.keyboard.press('Escape');
        if (Date.now() > deadline)
          throw new Error(`The palette has no command "${title}".`, { cause: error });
      }
    }
  }

  /** Opens a view container of the activity bar, such as `ONVIF`; leaves it open if it is. */
  async openView(container: string): Promise<void> {
    const tab = this.#activity(container);
    // The tab and not the link in it, over which a badge may lie.
    if ((await tab.getAttribute('aria-selected')) !== 'true') await tab.click();
    await this.page
      .locator('.part.sidebar .composite.title')
      .filter({ hasText: new RegExp(container, 'i') })
      .waitFor();
  }

  /** A view of the side bar by its name, such as `Devices`. */
  view(name: string): View {
    return new View(this.page, name);
  }

  /** The rows of a view that are on the screen. */
  treeRows(view: string): ReturnType<View['rows']> {
    return this.view(view).rows();
  }

  /** The number (or text) on the badge of an activity-bar entry; undefined without one. */
  async badge(container: string): Promise<string | undefined> {
    const badge = this.#activity(container).locator('.badge-content');
    const text = (await badge.count()) > 0 ? (await badge.first().innerText()).trim() : '';
    return text === '' ? undefined : text;
  }

  /** The texts of the status bar's items, as assistive technology reads them. */
  async statusBar(): Promise<string[]> {
    const items = this.page.locator('.part.statusbar .statusbar-item:visible');
    const texts = await items.evaluateAll(all =>
      all.map(each => (each.getAttribute('aria-label') ?? each.textContent).trim()),
    );
    return texts.filter(text => text !== '');
  }

  /** Waits for a status-bar item with that text, and gives it. */
  async statusBarItem(text: string | RegExp): Promise<ReturnType<Page['locator']>> {
    const item = this.page
      .locator('.part.statusbar .statusbar-item:visible')
      .filter({ hasText: text })
      .first();
    await item.waitFor();
    return item;
  }

  /**
   * Changes settings while VS Code runs, and resolves when it took them up; those of `open` stay. Settings of scope
   * `application` can be given to `open` only.
   */
  async changeSettings(settings: Record<string, unknown>): Promise<void> {
    this.#settings = { ...this.#settings, ...settings };
    // A colour that nothing here shows tells that the file was read: while VS Code starts, it misses changes.
    const mark = `#${String(++this.#changes).padStart(6, '0')}`;
    const marked = {
      'workbench.colorTheme': themeId(this.#theme, this.installation.version),
      'workbench.colorCustomizations': { 'charts.lines': mark },
    };
    const deadline = Date.now() + 20_000;
    for (;;) {
      writeSettings(this.installation, { ...this.#settings, ...marked });
      for (let tries = 0; tries < 20; tries++) {
        if ((await this.#colour('--vscode-charts-lines')) === mark) return;
        await this.page.waitForTimeout(50);
      }
      if (Date.now() > deadline) throw new Error('VS Code did not take up the changed settings within 20 s.');
    }
  }

  async setTheme(theme: Theme): Promise<void> {
    this.#theme = theme;
    await this.changeSettings({});
    await this.page.locator(`.monaco-workbench.${themeClasses[theme]}`).waitFor();
    await this.page.waitForTimeout(300); // colours fade over
  }

  #colour(variable: string): Promise<string> {
    const workbench = this.page.locator('.monaco-workbench');
    return workbench.evaluate(
      (element, name) => getComputedStyle(element).getPropertyValue(name).trim(),
      variable,
    );
  }

  /**
   * Takes a picture into test-results/screenshots, `<name>-<theme>.png` for each theme, and goes back to the first theme.
   * Without themes: one picture as it looks now, `<name>.png`.
   */
  async screenshot(name: string, inThemes: readonly Theme[] = []): Promise<void> {
    const before = this.#theme;
    if (inThemes.length === 0) await this.#picture(name);
    for (const theme of inThemes) {
      if (theme !== this.#theme) await this.setTheme(theme);
      await this.#picture(`${name}-${theme}`);
    }
    if (this.#theme !== before) await this.setTheme(before);
  }

  async #picture(name: string): Promise<void> {
    await this.page.mouse.move(700, 600); // no tooltip, no highlighted row
    await this.page.waitForTimeout(200);
    await this.page.screenshot({ path: path.join(given('TEST_SCREENSHOTS'), `${name}.png`) });
  }

  #activity(name: string): ReturnType<Page['locator']> {
    // with a badge, its tooltip follows the name
    const starting = new RegExp(`^${name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}\\b`);
    return this.page.locator('.part.activitybar').getByRole('tab', { name: starting });
  }
}
