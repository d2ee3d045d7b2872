import type { Locator, Page } from 'playwright-core';

/** The modal question of `showWarningMessage(…, { modal: true })`. */
export class Dialog {
  readonly #box: Locator;

  constructor(page: Page) {
    this.#box = page.locator('.monaco-dialog-box');
  }

  /** Waits for a dialog and reads it. */
  async read(): Promise<{ message: string; detail: string; buttons: string[] }> {
    await this.#box.waitFor();
    const detail = this.#box.locator('.dialog-message-detail');
    return {
      message: (await this.#box.locator('.dialog-message-text').innerText()).trim(),
      detail: (await detail.isVisible()) ? (await detail.innerText()).trim() : '',
      buttons: (await this.#box.locator('.dialog-buttons .monaco-button').allInnerTexts()).map(each =>
        each.trim(),
      ),
    };
  }

  /** Waits for a dialog, presses its button of that name, waits until it is gone, and tells what it said. */
  async answer(button: string): Promise<{ message: string; detail: string; buttons: string[] }> {
    const read = await this.read();
    await this.#box.locator('.dialog-buttons .monaco-button').filter({ hasText: button }).first().click();
    await this.#box.waitFor({ state: 'hidden' });
    return read;
  }
}
