import type { Locator, Page } from 'playwright-core';

/** The messages at the lower right: those of `showInformationMessage` and its kin, and progress. */
export class Notifications {
  readonly #toasts: Locator;

  constructor(private readonly page: Page) {
    this.#toasts = page.locator('.notification-toast .notification-list-item');
  }

  /** Waits for a message with that text and gives all of it. */
  async text(part: string | RegExp, timeoutMs = 15_000): Promise<string> {
    const message = this.#toast(part).locator('.notification-list-item-message');
    await message.waitFor({ timeout: timeoutMs });
    return (await message.innerText()).trim();
  }

  /** The messages that are on the screen now. */
  async texts(): Promise<string[]> {
    return (await this.#toasts.locator('.notification-list-item-message').allInnerTexts()).map(each =>
      each.trim(),
    );
  }

  /** `error`, `warning` or `info`, from the icon of the message with that text. */
  async severity(part: string | RegExp): Promise<string | undefined> {
    const icon = this.#toast(part).locator('.notification-list-item-icon');
    return /codicon-(error|warning|info)\b/.exec((await icon.getAttribute('class')) ?? '')?.[1];
  }

  /** Presses a button of the message with that text. */
  async press(part: string | RegExp, button: string): Promise<void> {
    const toast = this.#toast(part);
    await toast
      .locator('.notification-list-item-buttons-container .monaco-button')
      .filter({ hasText: button })
      .click();
  }

  /** Closes every message on the screen. */
  async dismissAll(): Promise<void> {
    while ((await this.#toasts.count()) > 0) {
      await this.#toasts.first().hover();
      await this.#toasts
        .first()
        .locator('.codicon-notifications-clear, .codicon-notifications-hide')
        .first()
        .click();
      await this.page.waitForTimeout(100);
    }
  }

  #toast(part: string | RegExp): Locator {
    return this.#toasts.filter({ hasText: part }).first();
  }
}
