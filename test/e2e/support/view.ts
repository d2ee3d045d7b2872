import type { Locator, Page } from 'playwright-core';

/** A row of a tree, as it is shown. */
export interface Row {
  label: string;
  description: string;
  /** What assistive technology reads. */
  ariaLabel: string;
  /** 1 for the outermost. */
  level: number;
  /** undefined when it has no children. */
  expanded: boolean | undefined;
  /** The codicon of a theme icon, such as `device-camera-video`; empty for others. */
  icon: string;
}

/** A tree view of the side bar. */
export class View {
  readonly #pane: Locator;

  constructor(
    private readonly page: Page,
    name: string,
  ) {
    // the only view of a container hides its header but keeps it in the page
    const header = page.locator(`.pane-header[aria-label^="${name}"]`);
    this.#pane = page.locator('.part.sidebar .pane').filter({ has: header }).first();
  }

  /** The rows on the screen, from top to bottom. */
  async rows(): Promise<Row[]> {
    const rows = await this.#pane.locator('.monaco-list-row').evaluateAll(all =>
      all.map(each => {
        const text = (selector: string) => each.querySelector(selector)?.textContent.trim() ?? '';
        const expanded = each.getAttribute('aria-expanded');
        return {
          top: each.getBoundingClientRect().top,
          label: text('.label-name'),
          description: text('.label-description'),
          ariaLabel: each.getAttribute('aria-label') ?? '',
          level: Number(each.getAttribute('aria-level')),
          expanded: expanded === null ? undefined : expanded === 'true',
          icon:
            /codicon-([\w-]+)/.exec(
              each.querySelector('.custom-view-tree-node-item-icon')?.className ?? '',
            )?.[1] ?? '',
        };
      }),
    );
    return rows.sort((a, b) => a.top - b.top).map(({ top: _, ...row }) => row);
  }

  /** The row whose text (label and description) contains this. */
  row(text: string | RegExp): TreeRow {
    return new TreeRow(this.page, this.#pane.locator('.monaco-list-row').filter({ hasText: text }).first());
  }

  /** The text of the welcome content of an empty view. */
  async welcome(): Promise<string> {
    const content = this.#pane.locator('.welcome-view-content');
    await content.waitFor();
    return (await content.innerText()).trim();
  }

  /** Presses a button of the welcome content. */
  async pressWelcome(button: string): Promise<void> {
    await this.#pane.locator('.welcome-view-content .monaco-button').filter({ hasText: button }).click();
  }

  /** The message above the rows; empty without one. */
  async message(): Promise<string> {
    const message = this.#pane.locator('.tree-explorer-viewlet-tree-view > .message');
    return (await message.isVisible()) ? (await message.innerText()).trim() : '';
  }

  /** Presses a button of the view's toolbar, by its title. */
  async action(title: string): Promise<void> {
    await this.#pane.hover();
    const sidebar = this.page.locator('.part.sidebar');
    await sidebar
      .locator('.composite.title, .pane-header')
      .getByRole('button', { name: title })
      .first()
      .click();
  }
}

/** One row of a tree. */
export class TreeRow {
  constructor(
    private readonly page: Page,
    readonly locator: Locator,
  ) {}

  async waitFor(timeoutMs = 15_000): Promise<this> {
    await this.locator.waitFor({ timeout: timeoutMs });
    return this;
  }

  async disappear(timeoutMs = 15_000): Promise<void> {
    await this.locator.waitFor({ state: 'detached', timeout: timeoutMs });
  }

  async click(): Promise<void> {
    await this.locator.locator('.label-name').click();
  }

  /** Opens the row, unless it is open, and waits for the first of its children. */
  async expand(): Promise<void> {
    await this.waitFor();
    const level = Number(await this.locator.getAttribute('aria-level'));
    if ((await this.locator.getAttribute('aria-expanded')) === 'false') await this.#twist();
    const child = this.page.locator(
      `.monaco-list-row[aria-expanded=true] + .monaco-list-row[aria-level="${level + 1}"]`,
    );
    await this.locator.locator('xpath=..').locator(child).first().waitFor();
  }

  async collapse(): Promise<void> {
    await this.waitFor();
    if ((await this.locator.getAttribute('aria-expanded')) === 'true') await this.#twist();
    await this.locator.and(this.page.locator('[aria-expanded=false]')).waitFor();
  }

  /** Presses the inline button with that title. */
  async action(title: string): Promise<void> {
    await this.locator.hover();
    await this.locator.locator('.actions').getByRole('button', { name: title }).first().click();
  }

  /** Opens the context menu and takes the entry of that name. */
  async contextMenu(entry: string): Promise<void> {
    const menu = await this.#openMenu();
    await menu.getByRole('menuitem', { name: entry }).first().click();
    await menu.waitFor({ state: 'hidden' });
  }

  /** The entries of the context menu; closes it again. */
  async contextMenuEntries(): Promise<string[]> {
    const menu = await this.#openMenu();
    const entries = await menu.locator('.action-label').allInnerTexts();
    await this.page.keyboard.press('Escape');
    await menu.waitFor({ state: 'hidden' });
    return entries.map(each => each.trim()).filter(each => each !== '');
  }

  async #openMenu(): Promise<Locator> {
    await this.locator.locator('.label-name').click({ button: 'right' });
    const menu = this.page.locator('.monaco-menu');
    await menu.waitFor();
    await this.page.waitForTimeout(250); // a menu that just opened ignores clicks, which could belong to its opening
    return menu;
  }

  async #twist(): Promise<void> {
    await this.locator.locator('.monaco-tl-twistie').click();
  }
}
