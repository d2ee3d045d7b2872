import type { Page } from 'playwright-core';

/** The active editor. */
export class Editor {
  constructor(private readonly page: Page) {}

  /** Opens a file of the workspace by its name. */
  async open(file: string): Promise<void> {
    await this.page.keyboard.press('Control+p');
    const input = this.page.locator('.quick-input-widget:visible .quick-input-filter input').first();
    await input.fill(file);
    const name = file.split('/').at(-1) ?? file;
    await this.page
      .locator('.quick-input-widget:visible .monaco-list-row')
      .filter({ hasText: name })
      .first()
      .waitFor();
    await input.press('Enter');
    await this.tab(name);
  }

  /** Waits until a tab whose name contains that text is the active one, and gives its whole name. */
  async tab(part: string | RegExp): Promise<string> {
    const tab = this.page.locator('.tab.active').filter({ hasText: part }).first();
    await tab.waitFor();
    return (await tab.getAttribute('data-resource-name')) ?? '';
  }

  /** The names of all open tabs. */
  async tabs(): Promise<string[]> {
    return this.page
      .locator('.tab')
      .evaluateAll(all => all.map(each => each.getAttribute('data-resource-name') ?? ''));
  }

  /** The whole text, also what is scrolled away: selected and copied, as a person would. */
  async text(): Promise<string> {
    const editor = this.page.locator('.editor-group-container.active .monaco-editor').first();
    await editor.locator('.view-lines').waitFor();
    await this.page.keyboard.press('Control+1'); // focus, without a click that could hit a link
    await this.page.keyboard.press('Control+a');
    await this.page.keyboard.press('Control+c');
    return this.page.evaluate('navigator.clipboard.readText()');
  }

  /** The lines on the screen, from top to bottom. */
  async visibleLines(): Promise<string[]> {
    const lines = this.page.locator('.editor-group-container.active .monaco-editor .view-line');
    const placed = await lines.evaluateAll(all =>
      all.map(each => ({ top: each.getBoundingClientRect().top, text: each.textContent })),
    );
    return placed.sort((a, b) => a.top - b.top).map(each => each.text.replaceAll('\u00a0', ' '));
  }

  /** The language in the status bar, such as `XML`. */
  async language(): Promise<string> {
    return (await this.page.locator('#status\\.editor\\.mode').innerText()).trim();
  }
}
