import * as vscode from 'vscode';
import type { Catalog, Operation, Service } from '../../onvif/catalog/catalog';
import type { Device } from '../../onvif/device/device';
import { offeredOperations } from '../devices/offeredOperations';
import { operationSummaryLine } from '../devices/operationSummary';
import { askPick } from '../dialogs/steps';
import { disruptionOf } from '../work/disruption';

interface OperationItem extends vscode.QuickPickItem {
  readonly operation?: Operation;
}

/** Asks for one of the operations that the device's services have, grouped by service. */
export async function pickOperation(
  catalog: Catalog,
  device: Device,
  only?: Service,
): Promise<Operation | undefined> {
  const known = device.services.flatMap(each => catalog.service(each.namespace) ?? []);
  // A device that does not tell its services has one all the same: the one it is listed by.
  const fallback = catalog.service('tds');
  const services = only ? [only] : known.length > 0 ? known : fallback ? [fallback] : [];
  const answer = await askPick<OperationItem>(
    { title: vscode.l10n.t('Call Operation of {0}', device.name), step: 1, totalSteps: 1 },
    {
      placeholder: vscode.l10n.t('Select an operation'),
      matchOnDetail: true,
      items: services.flatMap(service => [
        { label: service.name, kind: vscode.QuickPickItemKind.Separator },
        ...offeredOperations(service).map(operationItem),
      ]),
    },
  );
  return answer.kind === 'value' ? answer.value.operation : undefined;
}

function operationItem(operation: Operation): OperationItem {
  const disruption = disruptionOf(operation.id);
  const detail = operationSummaryLine(operation);
  return {
    label: operation.name,
    description:
      disruption === 'unrecoverable'
        ? `${operation.service.prefix} · ${vscode.l10n.t('disruptive')}`
        : operation.service.prefix,
    ...(detail === undefined ? {} : { detail }),
    operation,
  };
}
