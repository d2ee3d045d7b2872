import type { JsonObject } from '../../onvif/base/json';
import { operation, type Behaviour } from '../behaviour';
import { DeviceFault } from '../deviceFault';
import type { TimeSettings } from '../deviceSettings';
import type { RequestArguments } from '../requestArguments';
import { parseTimeZone } from '../timeZone';

/** Information, date and time, reset and reboot (Profile Q 7.3). */
export const systemBehaviours: readonly Behaviour[] = [
  operation('tds:GetDeviceInformation', (_, { identity, settings }) => ({
    Manufacturer: identity.manufacturer,
    Model: identity.model,
    FirmwareVersion: settings.firmwareVersion,
    SerialNumber: identity.serialNumber,
    HardwareId: identity.hardwareId,
  })),

  operation('tds:GetSystemDateAndTime', (_, device) => ({
    SystemDateAndTime: systemDateAndTime(device.settings.time, device.now()),
  })),

  operation('tds:SetSystemDateAndTime', ({ arguments: args }, device) => {
    const { time } = device.settings;
    const timeZone = args.optionalGroup('TimeZone')?.text('TZ') ?? time.timeZone;
    if (!parseTimeZone(timeZone)) {
      throw new DeviceFault(
        'Sender/InvalidArgVal/InvalidTimeZone',
        `${timeZone} is no time zone as POSIX 1003.1 writes it.`,
      );
    }
    const source = args.oneOf('DateTimeType', ['Manual', 'NTP']);
    const { ntp } = device.settings.network;
    if (source === 'NTP' && !ntp.fromDhcp && ntp.manual.length === 0) {
      throw new DeviceFault('Sender/InvalidArgVal/NtpServerUndefined', 'The device knows no NTP server.');
    }
    // the servers that are set are taken to answer, with the machine's time
    const offset = source === 'NTP' ? 0 : dateTime(args.group('UTCDateTime')) - device.clock.now();
    const daylightSavings = args.boolean('DaylightSavings');
    device.change({
      time: { source, daylightSavings, timeZone, offset },
      history: { ...device.settings.history, lastClockSynchronization: device.clock.now() },
    });
    return {};
  }),

  operation('tds:SetSystemFactoryDefault', ({ arguments: args }, device) => {
    device.reset(args.oneOf('FactoryDefault', ['Hard', 'Soft']));
    return {};
  }),

  operation('tds:SystemReboot', (_, device) => {
    device.restart();
    return { Message: `Rebooting; back in ${Math.ceil(device.rebootTime / 1000)} seconds.` };
  }),
];

/** A tt:SystemDateTime. `now`: milliseconds since the epoch. */
export function systemDateAndTime(time: TimeSettings, now: number): JsonObject {
  const zone = parseTimeZone(time.timeZone);
  // when summer time rules apply, local time is left out: it is optional and UTC is what counts
  const local = zone && !(zone.hasDaylightSaving && time.daylightSavings) ? now + zone.offset : undefined;
  return {
    DateTimeType: time.source,
    DaylightSavings: time.daylightSavings,
    TimeZone: { TZ: time.timeZone },
    UTCDateTime: fields(now),
    ...(local === undefined ? {} : { LocalDateTime: fields(local) }),
  };
}

function fields(ms: number): JsonObject {
  const date = new Date(ms);
  return {
    Time: { Hour: date.getUTCHours(), Minute: date.getUTCMinutes(), Second: date.getUTCSeconds() },
    Date: { Year: date.getUTCFullYear(), Month: date.getUTCMonth() + 1, Day: date.getUTCDate() },
  };
}

/** Milliseconds since the epoch of a tt:DateTime. */
function dateTime(args: RequestArguments): number {
  const [time, date] = [args.group('Time'), args.group('Date')];
  const [hour, minute, second] = ['Hour', 'Minute', 'Second'].map(each => time.integer(each)) as [
    number,
    number,
    number,
  ];
  const [year, month, day] = ['Year', 'Month', 'Day'].map(each => date.integer(each)) as [
    number,
    number,
    number,
  ];
  const ms = Date.UTC(year, month - 1, day, hour, minute, second);
  const valid =
    year >= 1970 &&
    year <= 9999 &&
    hour < 24 &&
    minute < 60 &&
    second < 60 &&
    hour >= 0 &&
    minute >= 0 &&
    second >= 0;
  if (!valid || new Date(ms).getUTCMonth() !== month - 1 || new Date(ms).getUTCDate() !== day) {
    throw new DeviceFault('Sender/InvalidArgVal/InvalidDateTime', 'UTCDateTime is no date and time.');
  }
  return ms;
}
