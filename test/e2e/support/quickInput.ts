import type { Locator, Page } from 'playwright-core';

export interface QuickInputRow {
  label: string;
  description: string;
  detail: string;
}

/** Quick picks and input boxes: what `showQuickPick` and `showInputBox` open on top of the window. */
export class QuickInput {
  readonly #widget: Locator;

  constructor(private readonly page: Page) {
    this.#widget = page.locator('.quick-input-widget:visible');
  }

  /** Waits until one is open; with a title, until that step of a dialog is. */
  async appear(title?: string | RegExp): Promise<void> {
    await (title === undefined ? this.#widget : this.#widget.filter({ has: this.#title(title) })).waitFor();
  }

  async disappear(): Promise<void> {
    await this.#widget.waitFor({ state: 'hidden' });
  }

  /** Replaces what stands in the input. */
  async type(text: string): Promise<void> {
    await this.#input().fill(text);
  }

  /** What stands in the input. */
  value(): Promise<string> {
    return this.#input().inputValue();
  }

  placeholder(): Promise<string | null> {
    return this.#input().getAttribute('placeholder');
  }

  /** Whether the input hides what is typed. */
  async isPassword(): Promise<boolean> {
    return (await this.#input().getAttribute('type')) === 'password';
  }

  async accept(): Promise<void> {
    await this.#input().press('Enter');
  }

  async cancel(): Promise<void> {
    await this.page.keyboard.press('Escape');
    await this.disappear();
  }

  /** Answers an input box with that title: waits for it, types, accepts. */
  async answer(title: string | RegExp, text: string): Promise<void> {
    await this.appear(title);
    await this.type(text);
    await this.accept();
  }

  /** Takes the entry of a quick pick with exactly that label; with a title, of the step with that title. */
  async pick(label: string, title?: string | RegExp): Promise<void> {
    await this.appear(title);
    await this.row(label).click();
  }

  /** The entry with exactly that label. */
  row(label: string): Locator {
    const name = this.page.locator('.label-name').filter({ hasText: exactly(label) });
    return this.#widget.locator('.monaco-list-row').filter({ has: name }).first();
  }

  /** The entries that are on the screen, separators left out. */
  async rows(): Promise<QuickInputRow[]> {
    const entries = this.#widget
      .locator('.monaco-list-row')
      .filter({ has: this.page.locator('.quick-input-list-entry') });
    await entries.first().waitFor();
    return entries.evaluateAll(all =>
      all.map(each => {
        const text = (selector: string) => each.querySelector(selector)?.textContent.trim() ?? '';
        return {
          label: text('.label-name'),
          description: text('.label-description'),
          detail: text('.quick-input-list-label-meta'),
        };
      }),
    );
  }

  /** The prompt or the validation message under the input. */
  async message(): Promise<string> {
    return (await this.#widget.locator('.quick-input-message').innerText()).trim();
  }

  #input(): Locator {
    return this.#widget.locator('.quick-input-filter input').first();
  }

  #title(title: string | RegExp): Locator {
    return this.page.locator('.quick-input-title').filter({ hasText: title });
  }
}

/** Matches text that is just this, spaces of any kind apart. */
function exactly(text: string): RegExp {
  const escaped = text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replace(/\s+/g, '\\s+');
  return new RegExp(`^\\s*${escaped}\\s*$`);
}
