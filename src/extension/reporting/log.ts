import * as vscode from 'vscode';
import { isOnvifError, type OnvifError } from '../../onvif/base/onvifError';
import type { Exchange } from '../../onvif/soap/exchange';
import { redactXml } from '../../onvif/soap/redact';

/** The one log channel. The level is VS Code's; every line is redacted before it is written. */
export class Log implements vscode.Disposable {
  readonly #channel = vscode.window.createOutputChannel('ONVIF', { log: true });

  info(message: string): void {
    this.#channel.info(redactXml(message));
  }

  warn(message: string): void {
    this.#channel.warn(redactXml(message));
  }

  /**
   * An OnvifError is a sentence, with what the system said where that is its cause; anything else is a fault of this
   * program and keeps its stack.
   */
  error(error: unknown, context?: string): void {
    const text = isOnvifError(error)
      ? `${error.message} (${error.code}${causeOf(error)})`
      : error instanceof Error
        ? (error.stack ?? error.message)
        : String(error);
    this.#channel.error(redactXml(context ? `${context}: ${text}` : text));
  }

  /** One line a call; never its bytes. Background calls at debug level. */
  exchange(exchange: Exchange): void {
    const { outcome } = exchange;
    const result =
      outcome.kind === 'reply'
        ? 'reply'
        : outcome.kind === 'fault'
          ? `fault ${outcome.fault.subcodes.join('/') || outcome.fault.code}`
          : outcome.error.code;
    const auth = exchange.attempts.at(-1)?.auth ?? 'none';
    const line = redactXml(
      `${exchange.operation ?? 'call'} ${exchange.url} → ${result}, ${exchange.duration.toFixed(0)} ms, ` +
        `${exchange.attempts.length} round trip(s), authentication ${auth}`,
    );
    if (exchange.origin === 'user') this.#channel.info(line);
    else this.#channel.debug(line);
  }

  show(): void {
    this.#channel.show(true);
  }

  dispose(): void {
    this.#channel.dispose();
  }
}

function causeOf({ cause }: OnvifError): string {
  return cause instanceof Error && !isOnvifError(cause) ? `: ${cause.message}` : '';
}
