import type { Operation, Service } from '../../onvif/catalog/catalog';

/**
 * The operations that go to a service's own address. Those of a subscription go to the address that
 * CreatePullPointSubscription returns (Core, Event handling), and Notify is what a client answers.
 */
export function offeredOperations(service: Service): readonly Operation[] {
  if (service.prefix !== 'tev') return service.operations;
  const ownBindings = new Set(['EventBinding', 'NotificationProducerBinding']);
  return service.operations.filter(operation => ownBindings.has(operation.binding));
}
