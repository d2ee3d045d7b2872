import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import dgram from 'node:dgram';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { localInterfaces } from '../../../src/onvif/discovery/nodeInterfaces';
import { NodeSockets } from '../../../src/onvif/discovery/nodeSocket';
import { WorkerSockets } from '../../../src/onvif/discovery/nodeWorkerSockets';
import { bytes } from './datagrams';
import { freePort, heard, textOf } from './loopback';

const [loopback] = localInterfaces(['127.0.0.1']);
assert.ok(loopback);
const workerFile = path.resolve('dist/discoveryWorker.js');

describe('WorkerSockets', () => {
  let port: number;
  const disposables: { dispose(): void }[] = [];
  const kept = <T extends { dispose(): void }>(one: T): T => {
    disposables.push(one);
    return one;
  };
  const workerSockets = (file = workerFile) => kept(new WorkerSockets(file, { port }));
  const temporary = (name: string, content: string): string => {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'discovery-'));
    kept({ dispose: () => fs.rmSync(folder, { recursive: true }) });
    const file = path.join(folder, name);
    fs.writeFileSync(file, content);
    return file;
  };

  beforeEach(async () => {
    port = await freePort();
  });
  afterEach(() => disposables.splice(0).forEach(each => each.dispose()));

  it('carries questions and answers as the sockets in its thread do', async () => {
    const device = kept(new NodeSockets({ port }));
    await device.open([loopback], { listen: true });
    device.onDatagram(({ source }) => device.sendUnicast(source.address, bytes('answer'), source.port));
    const client = workerSockets();
    await client.open([loopback], { listen: true });

    const own = heard(client, 2);
    client.sendMulticast('127.0.0.1', bytes('question'));
    const channels = (await own).map(each => `${each.channel} ${textOf(each.data)} ${each.interface}`).sort();
    assert.deepEqual(channels, ['multicast question 127.0.0.1', 'probe answer 127.0.0.1']);
  });

  it('loses nothing while the main thread is blocked for 400 ms', async () => {
    const device = kept(new NodeSockets({ port }));
    await device.open([loopback], { listen: false });
    const client = workerSockets();
    await client.open([loopback], { listen: true });
    const ready = heard(client, 1);
    device.sendMulticast('127.0.0.1', bytes('ready'));
    await ready;

    // Far more than the system's buffer holds, from another process, while this one does nothing.
    const count = 2000;
    const sender = temporary(
      'sender.cjs',
      `const socket = require('node:dgram').createSocket('udp4');
       socket.bind(0, '127.0.0.1', async () => {
         socket.setMulticastInterface('127.0.0.1');
         for (let i = 0; i < ${count}; i++) {
           socket.send(String(i).padEnd(1200), ${port}, '239.255.255.250');
           if (i % 20 === 19) await new Promise(resolve => setTimeout(resolve, 1));
         }
         socket.close();
       });`,
    );
    const all = heard(client, count);
    const child = spawn(process.execPath, [sender], { stdio: 'inherit' });
    const until = performance.now() + 400;
    while (performance.now() < until);
    const numbers = new Set((await all).map(each => Number(textOf(each.data))));
    assert.equal(numbers.size, count);
    assert.equal(child.exitCode ?? 0, 0);
  });

  it('hands over more than may wait at one time', async () => {
    const device = kept(new NodeSockets({ port }));
    await device.open([loopback], { listen: false });
    const client = workerSockets();
    const warnings: string[] = [];
    client.onWarning(each => warnings.push(each.message));
    await client.open([loopback], { listen: true });
    const large = new Uint8Array(32 * 1024);
    for (let sent = 0; sent < 1040; sent += 4) {
      const four = heard(client, 4);
      for (let number = 0; number < 4; number++) device.sendMulticast('127.0.0.1', large);
      await four;
    }
    assert.deepEqual(warnings, [], '32.5 MiB went through');
  });

  it('survives datagrams that are no messages, and empty ones', async () => {
    const client = workerSockets();
    await client.open([loopback], { listen: true });
    const sender = dgram.createSocket('udp4');
    await new Promise<void>(resolve => sender.bind(0, '127.0.0.1', resolve));
    sender.setMulticastInterface('127.0.0.1');
    const all = heard(client, 3);
    for (const junk of [new Uint8Array(0), Uint8Array.from({ length: 999 }, (_, i) => i), bytes('last')]) {
      sender.send(junk, port, '239.255.255.250');
    }
    assert.deepEqual(
      (await all).map(each => each.data.byteLength),
      [0, 999, 4],
    );
    sender.close();
  });

  it('passes the warnings on', async () => {
    const other = await holdPort(port);
    const client = workerSockets();
    const warnings: string[] = [];
    client.onWarning(each => warnings.push(each.message));
    await client.open([loopback], { listen: true });
    assert.match(warnings.join(), /Another program holds UDP port/);
    other.close();
  });

  const failures: [what: string, file: () => string, says: RegExp][] = [
    ['is missing', () => path.join(os.tmpdir(), 'no-such-worker.js'), /its file is missing/],
    ['throws when it starts', () => temporary('broken.cjs', 'throw new Error("broken")'), /broken/],
    ['ends by itself', () => temporary('ends.cjs', ''), /ended with code 0/],
  ];
  for (const [what, file, says] of failures) {
    it(`goes on in this thread, with a warning, when the worker ${what}`, async () => {
      const client = workerSockets(file());
      const warnings: string[] = [];
      client.onWarning(each => warnings.push(each.message));
      await client.open([loopback], { listen: true });
      assert.equal(warnings.length, 1);
      assert.match(warnings[0]!, says);
      await client.open([loopback], { listen: true });
      assert.equal(warnings.length, 2, 'said with every search');
      const device = kept(new NodeSockets({ port }));
      await device.open([loopback], { listen: true });
      const question = heard(device, 1);
      client.sendMulticast('127.0.0.1', bytes('question'));
      assert.equal(textOf((await question)[0]!.data), 'question');
    });
  }

  it('frees the port when it is disposed, even while opening', async () => {
    const opened = workerSockets();
    await opened.open([loopback], { listen: true });
    await assert.rejects(holdPort(port), { code: 'EADDRINUSE' });
    opened.dispose();
    const opening = workerSockets();
    const turn = opening.open([loopback], { listen: true });
    opening.dispose();
    await turn;
    await opening.open([loopback], { listen: true });
    for (;;) {
      // the threads end in their own time, and Mocha's limit is the limit
      const held = await holdPort(port).catch(() => undefined);
      if (held) return held.close();
      await new Promise(resolve => setTimeout(resolve, 10));
    }
  });
});

async function holdPort(port: number): Promise<dgram.Socket> {
  const socket = dgram.createSocket('udp4');
  try {
    await new Promise<void>((resolve, reject) => socket.once('error', reject).bind(port, '0.0.0.0', resolve));
    return socket;
  } catch (error) {
    socket.close();
    throw error;
  }
}
