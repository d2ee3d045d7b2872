import { escapeAttribute, escapeText } from '../onvif/xml/writer';
import type { HttpAnswer } from './httpMessage';
import type { DeviceControls } from './deviceControls';
import { httpAnswer } from './soapAnswer';

/** What a browser sees at the device's address: enough to know what this is. */
export function webPage(device: DeviceControls, authority: string): HttpAnswer {
  const { identity } = device;
  const rows = [
    ['Model', `${identity.manufacturer} ${identity.model}`],
    ['Serial number', identity.serialNumber],
    ['Endpoint', device.endpoint],
    ['State', device.state === 'factoryDefault' ? 'Factory Default' : 'Operational'],
    ['Device service', device.serviceUrl(`http://${authority}`)],
  ];
  const table = rows
    .map(([name, value]) => `<tr><th>${name}</th><td>${escapeText(value!)}</td></tr>`)
    .join('');
  const html =
    `<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>${escapeText(identity.name)}</title>` +
    `<style>body{font:1rem system-ui;margin:2rem}th{text-align:left;padding-right:1rem}</style></head>` +
    `<body><h1>${escapeText(identity.name)}</h1><p>A simulated ONVIF device.</p>` +
    `<table aria-label="${escapeAttribute(identity.name)}">${table}</table></body></html>`;
  const policy = ['Content-Security-Policy', "default-src 'none'; style-src 'unsafe-inline'"] as const;
  return httpAnswer(200, [policy], html, 'text/html; charset=utf-8');
}
