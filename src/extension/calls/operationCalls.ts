import * as vscode from 'vscode';
import type { JsonObject } from '../../onvif/base/json';
import { isOnvifError, OnvifError } from '../../onvif/base/onvifError';
import type { Catalog, Operation } from '../../onvif/catalog/catalog';
import type { CallResult, Device } from '../../onvif/device/device';
import type { ExchangeOutcome } from '../../onvif/soap/exchange';
import type { DeviceConnections } from '../devices/deviceConnections';
import { isTreeNode, type DevicePicker } from '../devices/devicePicker';
import { OperationNode, ServiceNode } from '../devices/serviceNodes';
import { commands } from '../ids';
import type { ErrorReporter } from '../reporting/errorReporter';
import type { Settings } from '../settings/settings';
import type { CommandRegistry } from '../work/commandRegistry';
import type { Confirmation } from '../work/confirmation';
import { disruptionOf } from '../work/disruption';
import type { RunningWork } from '../work/runningWork';
import { requireTrust } from '../work/workspaceTrust';
import { askArguments } from './argumentForm';
import type { ExchangeDocuments } from './exchangeDocuments';
import { pickOperation } from './operationPicker';

/** What a caller may say instead of being asked: see `OperationCalls`. */
export interface CallRequest {
  /** `tds:GetHostname` */
  readonly operation: string;
  readonly arguments?: JsonObject;
  /** Whether the reply opens as a document; true unless said otherwise. */
  readonly show?: boolean;
}

/**
 * Call Operation: which device, which operation, which arguments, then the reply as a document. The command
 * also takes `(device id or row, CallRequest)` and resolves to what came of the call.
 */
export class OperationCalls {
  constructor(
    private readonly parts: {
      readonly catalog: () => Catalog;
      readonly picker: DevicePicker;
      readonly connections: DeviceConnections;
      readonly confirmation: Confirmation;
      readonly documents: ExchangeDocuments;
      readonly settings: Settings;
      readonly work: RunningWork;
      readonly reporter: ErrorReporter;
    },
  ) {}

  register(registry: CommandRegistry): void {
    registry.register(commands.callOperation, (target, request) => this.#run(target, request));
  }

  async #run(target: unknown, request: unknown): Promise<CallResult | undefined> {
    requireTrust();
    const { picker, connections } = this.parts;
    const device = await picker.resolve(target, vscode.l10n.t('Call Operation'));
    if (!device) return undefined;
    if (isCallRequest(request)) {
      const operation = this.#operation(request.operation);
      return this.#call(device, operation, request.arguments ?? {}, request.show ?? true);
    }
    await connections.ensure(device);
    const operation = await this.#chooseOperation(target, device);
    if (!operation) return undefined;
    const title = vscode.l10n.t('{0} of {1}', operation.id, device.name);
    const args = await askArguments(this.parts.catalog(), operation, title);
    return args && this.#call(device, operation, args, true);
  }

  async #chooseOperation(target: unknown, device: Device): Promise<Operation | undefined> {
    if (isTreeNode(target) && target instanceof OperationNode) return target.operation;
    const catalog = this.parts.catalog();
    const service = target instanceof ServiceNode ? catalog.service(target.service.namespace) : undefined;
    return pickOperation(catalog, device, service);
  }

  #operation(id: string): Operation {
    const operation = this.parts.catalog().operation(id);
    if (!operation) {
      throw new OnvifError(
        'unknownOperation',
        vscode.l10n.t('Neither ONVIF nor loaded WSDLs have an operation {0}.', id),
      );
    }
    return operation;
  }

  async #call(
    device: Device,
    operation: Operation,
    args: JsonObject,
    show: boolean,
  ): Promise<CallResult | undefined> {
    if (!(await this.parts.confirmation.callOperation(device, operation))) return undefined;
    return this.#send(device, operation, args, show);
  }

  /** What failed is sent again by its next step, without asking for anything but what was missing. */
  async #send(
    device: Device,
    operation: Operation,
    args: JsonObject,
    show: boolean,
  ): Promise<CallResult | undefined> {
    const { reporter } = this.parts;
    const retry = () => this.#send(device, operation, args, show);
    try {
      const result = await this.#exchange(device, operation, args);
      const { outcome } = result.exchange;
      if (show && outcome.kind !== 'failure')
        await this.parts.documents.show(device, result.exchange, focused);
      // A fault is read in its document; what never became a reply, or wants a login, has a next step.
      if (outcome.kind === 'failure' || isOnvifError(outcomeError(outcome), ...loginErrors)) {
        reporter.report(outcomeError(outcome), { device, retry });
      }
      if (outcome.kind === 'reply') this.#refreshAfter(device, operation);
      return result;
    } catch (error) {
      // Nothing was sent: wrong arguments, no such service, or an address that nobody allowed.
      reporter.report(error, { device, retry });
      return undefined;
    }
  }

  #exchange(device: Device, operation: Operation, args: JsonObject): Promise<CallResult> {
    const { work, settings } = this.parts;
    return work.run(vscode.l10n.t('{0} of {1}', operation.id, device.name), signal =>
      device.call(operation.id, args, {
        auth: settings.requestsAuth,
        timeouts: { headers: settings.requestsTimeout },
        origin: 'user',
        signal,
      }),
    );
  }

  /** What was changed shows in the tree. A device that restarts tells it by its Hello. */
  #refreshAfter(device: Device, operation: Operation): void {
    const reads = /^(Get|Search|Find)/.test(operation.name);
    if (operation.service.prefix !== 'tds' || reads || disruptionOf(operation.id) === 'unrecoverable') return;
    void this.parts.connections.refresh(device);
  }
}

const focused = { preserveFocus: false } as const;
const loginErrors = ['credentialsRequired', 'loginRefused'] as const;

function outcomeError(outcome: ExchangeOutcome): OnvifError | undefined {
  return outcome.kind === 'reply' ? undefined : outcome.error;
}

function isCallRequest(value: unknown): value is CallRequest {
  return typeof (value as Partial<CallRequest> | undefined | null)?.operation === 'string';
}
