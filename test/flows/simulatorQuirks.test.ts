import assert from 'node:assert/strict';
import { systemClock } from '../../src/onvif/base/clock';
import { systemRandom } from '../../src/onvif/base/random';
import { bundledCatalog } from '../../src/onvif/catalog/bundledCatalog';
import { refuseEverything } from '../../src/onvif/device/consent';
import { MemoryCredentialStore } from '../../src/onvif/device/credentialStore';
import { Device } from '../../src/onvif/device/device';
import { NodeTransport } from '../../src/onvif/http/nodeTransport';
import type { Transport } from '../../src/onvif/http/transport';
import { listQuirks } from '../../src/simulator/quirks/quirks';
import { admin } from '../simulator/support/bench';
import { serve } from '../simulator/support/served';

interface Expectation {
  /** Code of the device's problem; it is read in full unless one is named. */
  readonly problem?: string;
  readonly state?: string;
  /** Among the findings of the device or of the call. */
  readonly finding?: string;
}

/** What the client must make of each quirk, over real sockets. */
const expected: Record<string, Expectation> = {
  'wrong-xaddr': { finding: 'service-address-rewritten' },
  'hostless-xaddr': { finding: 'service-address-rewritten' },
  'skewed-clock': { finding: 'clock-offset' },
  'local-time-as-utc': { finding: 'local-time-as-utc' },
  'state-scopes-both': { state: 'conflict' },
  'state-scopes-none': { state: 'none' },
  'set-without-effect': {},
  'constant-nonce': {},
  'sha256-only': {},
  'no-qop': {},
  'refuse-credentials-400': {},
  'junk-before-xml': { finding: 'junk-before-document' },
  'undeclared-prefix': { finding: 'undeclared-prefix' },
  'echoed-security-header': {},
  'fault-under-200': {},
  'empty-500': {},
  'faultless-500': {},
  'text-xml': { finding: 'content-type-not-soap' },
  'http-1.0': {},
  'close-keep-alive': {},
  'wrong-content-length': { finding: 'content-length-too-large' },
  'short-content-length': { finding: 'content-length-too-small' },
  truncated: { problem: 'connectionLost', state: 'none' },
  oversized: { problem: 'tooLarge', state: 'none' },
};

describe('the client and each quirk of the simulated device', () => {
  it('has an expectation for every quirk but slow, for which real time is too dear', () => {
    const names = listQuirks().map(each => each.name);
    assert.deepEqual([...Object.keys(expected), 'slow'].sort(), names.sort());
  });

  for (const [quirk, { problem, state = 'operational', finding }] of Object.entries(expected)) {
    const verdict = [problem ?? 'read in full', state, finding].filter(Boolean).join(', ');
    it(`${quirk}: ${verdict}; nothing is sent elsewhere`, async () => {
      const served = await serve({ state: 'operational', quirks: [quirk] });
      const authorities = new Set<string>();
      const transport = watched(
        new NodeTransport({ judgeCertificate: () => Promise.resolve() }),
        authorities,
      );
      const ports = { transport, clock: systemClock, random: systemRandom, catalog: bundledCatalog };
      const credentials = new MemoryCredentialStore();
      const device = new Device(
        { ...ports, credentials, consent: refuseEverything },
        { address: served.url },
      );
      await device.setCredentials(admin);
      await device.connect();
      const { exchange } = await device.call('tds:GetSystemDateAndTime');
      transport.dispose();
      await served.close();

      assert.deepEqual([device.problem?.code, device.state], [problem, state]);
      assert.deepEqual(device.users, problem ? undefined : [{ username: 'admin', level: 'Administrator' }]);
      const findings = [...device.findings, ...exchange.findings].map(each => each.code);
      if (finding) assert.ok(findings.includes(finding), findings.join());
      assert.deepEqual([...authorities], [new URL(served.url).host]);
      const secrets = served.device.heard.filter(each => each.login === 'both');
      assert.deepEqual(secrets, []);
    });
  }
});

/** Notes where requests go. */
function watched(transport: Transport, authorities: Set<string>): Transport {
  return {
    send(request) {
      authorities.add(new URL(request.url).host);
      return transport.send(request);
    },
    dispose: () => transport.dispose(),
  };
}
