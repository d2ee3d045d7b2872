import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

/** A device's answers, as gSOAP servers write them. */
const start =
  '<?xml version="1.0" encoding="UTF-8"?>\n<SOAP-ENV:Envelope xmlns:SOAP-ENV="http://www.w3.org/2003/05/soap-envelope" ' +
  'xmlns:SOAP-ENC="http://www.w3.org/2003/05/soap-encoding" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" ' +
  'xmlns:xsd="http://www.w3.org/2001/XMLSchema" xmlns:wsa5="http://www.w3.org/2005/08/addressing" ' +
  'xmlns:tt="http://www.onvif.org/ver10/schema" xmlns:tds="http://www.onvif.org/ver10/device/wsdl">' +
  '<SOAP-ENV:Body>';
const end = '</SOAP-ENV:Body></SOAP-ENV:Envelope>\n';

export const deviceInformationReply =
  `${start}<tds:GetDeviceInformationResponse>` +
  '<tds:Manufacturer>Example</tds:Manufacturer><tds:Model>Dome 4</tds:Model>' +
  '<tds:FirmwareVersion>11.8.61</tds:FirmwareVersion><tds:SerialNumber>ACCC8EF00D01</tds:SerialNumber>' +
  `<tds:HardwareId>7a2</tds:HardwareId></tds:GetDeviceInformationResponse>${end}`;

/** Asked once before the first WS-UsernameToken, which is dated with the device's clock. */
function dateReply(): string {
  const now = new Date();
  const [hour, minute, second] = [now.getUTCHours(), now.getUTCMinutes(), now.getUTCSeconds()];
  const [year, month, day] = [now.getUTCFullYear(), now.getUTCMonth() + 1, now.getUTCDate()];
  return (
    `${start}<tds:GetSystemDateAndTimeResponse><tds:SystemDateAndTime><tt:DateTimeType>NTP</tt:DateTimeType>` +
    '<tt:DaylightSavings>false</tt:DaylightSavings><tt:UTCDateTime>' +
    `<tt:Time><tt:Hour>${hour}</tt:Hour><tt:Minute>${minute}</tt:Minute><tt:Second>${second}</tt:Second></tt:Time>` +
    `<tt:Date><tt:Year>${year}</tt:Year><tt:Month>${month}</tt:Month><tt:Day>${day}</tt:Day></tt:Date>` +
    `</tt:UTCDateTime></tds:SystemDateAndTime></tds:GetSystemDateAndTimeResponse>${end}`
  );
}

const source = `
const http = require('node:http');
const { parentPort, workerData } = require('node:worker_threads');
let connections = 0;
const server = http.createServer((request, response) => {
  let body = '';
  request.on('data', chunk => (body += chunk.toString('latin1')));
  request.on('end', () => {
    const reply = body.includes('GetSystemDateAndTime') ? workerData.date : workerData.information;
    response.setHeader('Content-Type', 'application/soap+xml; charset=utf-8');
    response.setHeader('Content-Length', Buffer.byteLength(reply));
    response.end(reply);
  });
});
server.keepAliveTimeout = 60000;
server.on('connection', () => connections++);
server.listen(0, '127.0.0.1', () => parentPort.postMessage(server.address().port));
parentPort.on('message', () => parentPort.postMessage(connections));
`;

export interface CallServer {
  readonly port: number;
  /** Connections accepted so far. */
  connections(): Promise<number>;
  close(): Promise<unknown>;
}

/** A node:http server on a thread of its own that says the same to everybody, so that only clients are measured. */
export async function startCallServer(): Promise<CallServer> {
  const workerData = { information: deviceInformationReply, date: dateReply() };
  const worker = new Worker(source, { eval: true, workerData });
  const [port] = (await once(worker, 'message')) as [number];
  return {
    port,
    connections: async () => {
      worker.postMessage('');
      const [count] = (await once(worker, 'message')) as [number];
      return count;
    },
    close: () => worker.terminate(),
  };
}
