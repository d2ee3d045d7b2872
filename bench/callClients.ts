import fs from 'node:fs';
import http from 'node:http';
import os from 'node:os';
import path from 'node:path';
import { Cam } from 'onvif';
import * as soap from 'soap';
import { systemClock } from '../src/onvif/base/clock';
import { systemRandom } from '../src/onvif/base/random';
import { bundledCatalog } from '../src/onvif/catalog/bundledCatalog';
import { refuseEverything } from '../src/onvif/device/consent';
import { MemoryCredentialStore } from '../src/onvif/device/credentialStore';
import { Device } from '../src/onvif/device/device';
import { NodeTransport } from '../src/onvif/http/nodeTransport';
import { buildEnvelope } from '../src/onvif/soap/envelope';

/** One way to call GetDeviceInformation. */
export interface Client {
  readonly name: string;
  /** One call; resolves to the model the device says it is, so that nobody can skip the reply. */
  call(): Promise<string>;
  close(): void;
}

const credentials = { username: 'operator', password: 'p:a"ss' };
const body = '<GetDeviceInformation xmlns="http://www.onvif.org/ver10/device/wsdl"/>';
const contentType = 'application/soap+xml; charset=utf-8';
const modelIn = /<tds:Model>([^<]*)</;

/**
 * node:http with a keep-alive agent, the body fixed, the reply collected and not parsed. By its constructor, since
 * the extension host replaces `http.request` by one that loses the agent.
 */
export function floor(port: number): Client {
  const agent = new http.Agent({ keepAlive: true });
  const bytes = Buffer.from(buildEnvelope({ body }));
  const headers = { 'Content-Type': contentType, 'Content-Length': bytes.length };
  const options = { agent, host: '127.0.0.1', port, path: '/onvif/device_service', method: 'POST', headers };
  return {
    name: 'node:http keep-alive (floor)',
    call: () =>
      new Promise((resolve, reject) => {
        const request = new http.ClientRequest(options, response => {
          const chunks: Buffer[] = [];
          response.on('data', (chunk: Buffer) => chunks.push(chunk));
          response.on('end', () => resolve(modelIn.exec(Buffer.concat(chunks).toString())?.[1] ?? ''));
        });
        request.on('error', reject);
        request.end(bytes);
      }),
    close: () => agent.destroy(),
  };
}

export function transport(port: number): Client {
  const own = new NodeTransport({ judgeCertificate: () => Promise.resolve() });
  const bytes = Buffer.from(buildEnvelope({ body }));
  const headers = [['Content-Type', contentType]] as const;
  const request = {
    method: 'POST',
    url: `http://127.0.0.1:${port}/onvif/device_service`,
    headers,
    body: bytes,
  };
  return {
    name: 'transport',
    async call() {
      const result = await own.send(request);
      if (result.kind === 'failure') throw result.error;
      return modelIn.exec(Buffer.from(result.reply.body).toString())?.[1] ?? '';
    },
    close: () => own.dispose(),
  };
}

/** Encoded from the catalog, WS-UsernameToken, decoded from the catalog, told as an Exchange. */
export async function typed(port: number): Promise<Client> {
  const own = new NodeTransport({ judgeCertificate: () => Promise.resolve() });
  const ports = {
    transport: own,
    clock: systemClock,
    random: systemRandom,
    catalog: bundledCatalog,
    credentials: new MemoryCredentialStore(),
    consent: refuseEverything,
  };
  const device = new Device(ports, { address: `http://127.0.0.1:${port}/onvif/device_service` });
  await device.setCredentials(credentials);
  return {
    name: 'typed call',
    async call() {
      const { value, exchange } = await device.call('tds:GetDeviceInformation', {}, { auth: 'wsse' });
      if (exchange.attempts[0]?.auth !== 'wsse') throw new Error('the call was not signed');
      return (value as { Model: string }).Model;
    },
    close: () => own.dispose(),
  };
}

/** npm onvif as its README uses it, or with a keep-alive agent. */
export function onvif(port: number, agent?: http.Agent): Client {
  const camera = new Cam({
    hostname: '127.0.0.1',
    port,
    ...credentials,
    autoconnect: false,
    ...(agent ? { agent } : {}),
  });
  return {
    name: `onvif${agent ? ' + keep-alive agent' : ''}`,
    call: () =>
      new Promise((resolve, reject) => {
        camera.getDeviceInformation((error, information) => {
          if (error) reject(error);
          else resolve(String(information?.model));
        });
      }),
    close: () => agent?.destroy(),
  };
}

/** node-soap over a WSDL of this one operation, with its PasswordDigest, or with a keep-alive agent too. */
export async function nodeSoap(port: number, agent?: http.Agent): Promise<Client> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'call-bench-'));
  const file = path.join(folder, 'device.wsdl');
  fs.writeFileSync(file, wsdl(`http://127.0.0.1:${port}/onvif/device_service`));
  const client = await soap.createClientAsync(file, { forceSoap12Headers: true });
  fs.rmSync(folder, { recursive: true });
  const { username, password } = credentials;
  client.setSecurity(
    new soap.WSSecurity(username, password, { passwordType: 'PasswordDigest', hasTimeStamp: false }),
  );
  const method = (client as unknown as Record<string, typeof call>)['GetDeviceInformationAsync']!.bind(
    client,
  );
  async function call(_args: object, _options?: object): Promise<[{ Model: string }]> {
    return method(_args, _options);
  }
  return {
    name: `node-soap${agent ? ' + keep-alive agent' : ''}`,
    call: async () => (await call({}, agent ? { httpAgent: agent } : undefined))[0].Model,
    close: () => agent?.destroy(),
  };
}

/** As little as node-soap needs to type the one call. */
function wsdl(address: string): string {
  const names = ['Manufacturer', 'Model', 'FirmwareVersion', 'SerialNumber', 'HardwareId'];
  const fields = names.map(name => `<xs:element name="${name}" type="xs:string"/>`).join('');
  return `<definitions xmlns="http://schemas.xmlsoap.org/wsdl/" xmlns:soap="http://schemas.xmlsoap.org/wsdl/soap12/"
 xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:tds="http://www.onvif.org/ver10/device/wsdl"
 targetNamespace="http://www.onvif.org/ver10/device/wsdl">
<types><xs:schema targetNamespace="http://www.onvif.org/ver10/device/wsdl" elementFormDefault="qualified">
<xs:element name="GetDeviceInformation"><xs:complexType><xs:sequence/></xs:complexType></xs:element>
<xs:element name="GetDeviceInformationResponse"><xs:complexType><xs:sequence>${fields}</xs:sequence></xs:complexType></xs:element>
</xs:schema></types>
<message name="Request"><part name="parameters" element="tds:GetDeviceInformation"/></message>
<message name="Response"><part name="parameters" element="tds:GetDeviceInformationResponse"/></message>
<portType name="Device"><operation name="GetDeviceInformation"><input message="tds:Request"/><output message="tds:Response"/></operation></portType>
<binding name="Binding" type="tds:Device"><soap:binding style="document" transport="http://schemas.xmlsoap.org/soap/http"/>
<operation name="GetDeviceInformation"><soap:operation soapAction="http://www.onvif.org/ver10/device/wsdl/GetDeviceInformation"/>
<input><soap:body use="literal"/></input><output><soap:body use="literal"/></output></operation></binding>
<service name="Service"><port name="Port" binding="tds:Binding"><soap:address location="${address}"/></port></service>
</definitions>`;
}
