import type { JsonObject } from '../../onvif/base/json';
import { encodeElement } from '../../onvif/schema/encode';
import { namespaces } from '../../onvif/xml/namespaces';
import type { DeviceControls } from '../deviceControls';
import { DeviceFault } from '../deviceFault';
import { formatDateTime, formatDuration } from '../xsdTime';
import { eventLimits } from './eventFacts';

/**
 * A fault of WS-BaseNotification: Receiver, with the named element of its namespace in the detail. ONVIF gives it no
 * subcode. `more`: children besides Timestamp and Description.
 */
export function eventFault(
  device: DeviceControls,
  name: string,
  reason: string,
  more: JsonObject = {},
): DeviceFault {
  const namespace = name === 'ResourceUnknownFault' ? namespaces.wsrfr : namespaces.wsnt;
  const detail = encodeElement(
    device.catalog,
    { namespace, local: name },
    {
      Timestamp: formatDateTime(device.now()),
      Description: [{ lang: 'en', $text: reason }],
      ...more,
    },
  );
  return new DeviceFault('Receiver', reason, detail);
}

/** PullMessages with a Timeout that is longer than the device waits. */
export function pullMessagesFault(device: DeviceControls): DeviceFault {
  const name = { namespace: namespaces.tev, local: 'PullMessagesFaultResponse' };
  const maxTimeout = formatDuration(eventLimits.timeout);
  const value = { MaxTimeout: maxTimeout, MaxMessageLimit: eventLimits.messages };
  const reason = `The device waits for a message no longer than ${maxTimeout}.`;
  return new DeviceFault('Receiver', reason, encodeElement(device.catalog, name, value));
}
