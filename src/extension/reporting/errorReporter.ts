import * as vscode from 'vscode';
import { isOnvifError, type OnvifError } from '../../onvif/base/onvifError';
import type { Device } from '../../onvif/device/device';
import { commands, settings } from '../ids';
import type { Log } from './log';

/** Where an error came from, as far as the next step needs it. */
export interface ErrorContext {
  readonly device?: Device;
  /** Does again what failed. */
  readonly retry?: () => unknown;
}

/** A button: its words, and what it does. */
interface NextStep {
  readonly title: string;
  readonly run: () => unknown;
}

/**
 * The one way from an error to what a person reads: the sentence of the `OnvifError`, and buttons for the next
 * step. Anything else is a fault of this program: the log has its stack, the person gets a sentence.
 */
export class ErrorReporter {
  constructor(private readonly log: Log) {}

  /** Shows and logs. Returns at once; the buttons act later. What the person cancelled is only logged. */
  report(error: unknown, context: ErrorContext = {}): void {
    if (isOnvifError(error, 'cancelled')) {
      this.log.info(error.message);
      return;
    }
    this.log.error(error, context.device?.name);
    const steps = isOnvifError(error) ? this.#nextSteps(error, context) : [this.#showLog()];
    const sentence = isOnvifError(error)
      ? error.message
      : vscode.l10n.t('Something went wrong in the extension itself; the log has the details.');
    void this.#show(sentence, steps);
  }

  async #show(sentence: string, steps: readonly NextStep[]): Promise<void> {
    const chosen = await vscode.window.showErrorMessage(sentence, ...steps.map(each => each.title));
    try {
      await steps.find(each => each.title === chosen)?.run();
    } catch (error) {
      this.report(error);
    }
  }

  #nextSteps(error: OnvifError, { device, retry }: ErrorContext): NextStep[] {
    const steps: NextStep[] = [];
    switch (error.code) {
      case 'credentialsRequired':
      case 'loginRefused':
        if (device) steps.push(setCredentials(device, retry));
        break;
      case 'certificateUntrusted':
      case 'certificateChanged':
        // Asked again, the question of trust comes again.
        if (retry) steps.push({ title: vscode.l10n.t('Trust Certificate…'), run: retry });
        break;
      case 'foreignAuthority':
        if (retry) steps.push({ title: vscode.l10n.t('Ask Again…'), run: retry });
        break;
      case 'hostNotFound':
      case 'unreachable':
      case 'timeout':
      case 'connectionLost':
      case 'badHttp':
      case 'tls':
      case 'badReply':
        if (retry) steps.push({ title: vscode.l10n.t('Retry'), run: retry });
        break;
      case 'socket':
        steps.push(openSetting(settings.discoveryInterfaces));
        break;
      case 'invalidInput':
      case 'unknownOperation':
      case 'fault':
      case 'tooLarge':
      case 'cancelled':
        break;
    }
    return [...steps, this.#showLog()];
  }

  #showLog(): NextStep {
    return { title: vscode.l10n.t('Show Log'), run: () => this.log.show() };
  }
}

function setCredentials(device: Device, retry: (() => unknown) | undefined): NextStep {
  return {
    title: vscode.l10n.t('Set Credentials…'),
    run: async () => {
      const given = await vscode.commands.executeCommand<boolean>(commands.setCredentials, device.id);
      if (given) await retry?.();
    },
  };
}

function openSetting(id: string): NextStep {
  return {
    title: vscode.l10n.t('Open Settings'),
    run: () => vscode.commands.executeCommand('workbench.action.openSettings', id),
  };
}
