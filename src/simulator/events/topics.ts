/** Name and type (prefixed as ONVIF does) of the simple items of a message part. */
export type ItemTypes = Readonly<Record<string, string>>;

/** A topic with the layout of its messages (Core, event handling; tt:MessageDescription). */
export interface Topic {
  /** `tns1:Monitoring/ProcessorUsage`; all roots are in the namespace of ONVIF's topics. */
  readonly name: string;
  /** Has a state that is told to each new subscription. */
  readonly isProperty: boolean;
  readonly source?: ItemTypes;
  readonly key?: ItemTypes;
  readonly data: ItemTypes;
  /** Data items that a message may lack. */
  readonly optional?: readonly string[];
}

const time = { Status: 'xs:dateTime' };
const token = { Token: 'tt:ReferenceToken' };
const failed = { Failed: 'xs:boolean' };

/** The topics of Profile Q, clauses 7.5, 8.3 and 8.4. */
export const profileQTopics: readonly Topic[] = [
  { name: 'tns1:Monitoring/ProcessorUsage', isProperty: true, source: token, data: { Value: 'xs:float' } },
  { name: 'tns1:Monitoring/OperatingTime/LastReset', isProperty: true, data: time },
  { name: 'tns1:Monitoring/OperatingTime/LastReboot', isProperty: true, data: time },
  { name: 'tns1:Monitoring/OperatingTime/LastClockSynchronization', isProperty: true, data: time },
  { name: 'tns1:Monitoring/Backup/Last', isProperty: true, data: time },
  { name: 'tns1:Device/HardwareFailure/FanFailure', isProperty: true, source: token, data: failed },
  { name: 'tns1:Device/HardwareFailure/PowerSupplyFailure', isProperty: true, source: token, data: failed },
  { name: 'tns1:Device/HardwareFailure/StorageFailure', isProperty: true, source: token, data: failed },
  {
    name: 'tns1:Device/HardwareFailure/TemperatureCritical',
    isProperty: true,
    data: { Critical: 'xs:boolean' },
  },
  {
    name: 'tns1:Advancedsecurity/Keystore/KeyStatus',
    isProperty: false,
    source: { KeyID: 'tas:KeyID' },
    data: { OldStatus: 'tas:KeyStatus', NewStatus: 'tas:KeyStatus' },
    optional: ['OldStatus'],
  },
];
