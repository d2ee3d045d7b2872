import http from 'node:http';
import { floor, nodeSoap, onvif, transport, typed, type Client } from './callClients';
import { startCallServer, type CallServer } from './callServer';

/*
 * GetDeviceInformation over keep-alive, beside a bare node:http loop and the two libraries that Node people use.
 * Every contestant takes its turn in every round; only ratios within one run mean something. Goals: the transport
 * at most 1.2 of the floor at the median, the typed call 1.35, and one connection for 200 calls. The libraries take
 * at least 1.8 times as long as the typed call in plain Node and 2.5 times in the extension host, where
 * `http.request` loses keep-alive for everybody who uses it.
 */

export interface Row {
  readonly name: string;
  /** Microseconds of one call after another. */
  readonly p50: number;
  readonly p99: number;
  /** Calls a second, eight in flight. */
  readonly perSecond: number;
  /** New connections for 200 calls, one after another. */
  readonly connections: number;
}

export interface Amounts {
  readonly warmUp: number;
  readonly rounds: number;
  readonly inFlightCalls: number;
}

/** Measures all clients in turns; the first row is the floor. Runs wherever it is loaded. */
export async function measure(amounts: Amounts): Promise<Row[]> {
  const server = await startCallServer();
  const keepAlive = () => new http.Agent({ keepAlive: true });
  const clients = [
    floor(server.port),
    transport(server.port),
    await typed(server.port),
    onvif(server.port),
    onvif(server.port, keepAlive()),
    await nodeSoap(server.port),
    await nodeSoap(server.port, keepAlive()),
  ];
  try {
    return await rows(clients, server, amounts);
  } finally {
    for (const client of clients) client.close();
    await server.close();
  }
}

async function rows(clients: readonly Client[], server: CallServer, amounts: Amounts): Promise<Row[]> {
  for (let round = 0; round < amounts.warmUp; round++)
    for (const client of clients) await checkedCall(client);
  const times = new Map<Client, number[]>(clients.map(client => [client, []]));
  for (let round = 0; round < amounts.rounds; round++) {
    for (let turn = 0; turn < clients.length; turn++) {
      const client = clients[(round + turn) % clients.length]!; // nobody always comes after the same one
      const start = performance.now();
      await client.call();
      times.get(client)!.push((performance.now() - start) * 1000);
    }
  }
  const found: Row[] = [];
  for (const client of clients) {
    const sorted = times.get(client)!.sort((a, b) => a - b);
    found.push({
      name: client.name,
      p50: sorted[Math.floor(sorted.length * 0.5)]!,
      p99: sorted[Math.floor(sorted.length * 0.99)]!,
      perSecond: await throughput(client, amounts.inFlightCalls),
      connections: await connectionsFor200(client, server),
    });
  }
  return found;
}

async function checkedCall(client: Client): Promise<void> {
  const model = await client.call();
  if (model !== 'Dome 4') throw new Error(`${client.name} read “${model}”`);
}

async function throughput(client: Client, calls: number): Promise<number> {
  let left = calls;
  const lane = async () => {
    while (left-- > 0) await client.call();
  };
  const start = performance.now();
  await Promise.all(Array.from({ length: 8 }, lane));
  return (calls / (performance.now() - start)) * 1000;
}

async function connectionsFor200(client: Client, server: CallServer): Promise<number> {
  const before = await server.connections();
  for (let call = 0; call < 200; call++) await client.call();
  return (await server.connections()) - before;
}

/** Prints the table and sets the exit code when a goal is missed. */
export async function run(): Promise<void> {
  const inExtensionHost = process.env['BENCH_ROOT'] !== undefined;
  const found = await measure({ warmUp: 300, rounds: 1500, inFlightCalls: 2000 });
  const [first, own, call, ...peers] = found as [Row, Row, Row, ...Row[]];
  console.log('client'.padEnd(34), '  p50 µs  p99 µs   x floor   x typed   calls/s (8)   connections/200');
  for (const row of found) {
    console.log(
      row.name.padEnd(34),
      row.p50.toFixed(0).padStart(8),
      row.p99.toFixed(0).padStart(7),
      (row.p50 / first.p50).toFixed(2).padStart(9),
      (row.p50 / call.p50).toFixed(2).padStart(9),
      row.perSecond.toFixed(0).padStart(13),
      String(row.connections).padStart(17),
    );
  }
  const times = inExtensionHost ? 2.5 : 1.8;
  goal(`the transport at most 1.2 of the floor`, own.p50 / first.p50, each => each <= 1.2);
  goal(`the typed call at most 1.35 of the floor`, call.p50 / first.p50, each => each <= 1.35);
  for (const peer of peers) {
    goal(`${peer.name} at least ${times} of the typed call`, peer.p50 / call.p50, each => each >= times);
  }
  goal('no new connection for 200 typed calls', call.connections, each => each === 0);
}

function goal(what: string, value: number, reached: (value: number) => boolean): void {
  const good = reached(value);
  if (!good) process.exitCode = 1;
  console.log(`${good ? 'reached' : 'MISSED '}  ${what}: ${value.toFixed(2)}`);
}
