// Starts a real development node for a test and stops it afterwards.
import { spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { homedir } from 'node:os';
import { join } from 'node:path';

const target = process.env.CARGO_TARGET_DIR ?? join(homedir(), '.cache/cybersyn/target');

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** A running `cybersyn-node --dev`: its WebSocket URL and a function that stops it. */
export async function startNode() {
  const rpc = await freePort();
  const p2p = await freePort();
  const node = spawn(join(target, 'release/cybersyn-node'), [
    '--dev', '--tmp', `--rpc-port=${rpc}`, `--listen-addr=/ip4/127.0.0.1/tcp/${p2p}`,
    '--no-prometheus', '--no-telemetry', '--no-mdns',
  ], { stdio: ['ignore', 'ignore', 'pipe'] });
  const ended = new Promise((resolve) => node.once('exit', resolve));
  let log = '';
  node.stderr.on('data', (data) => { log = (log + data).slice(-4000); });
  await answers(`http://127.0.0.1:${rpc}`, node, () => log);
  const stop = async () => { node.kill('SIGTERM'); await ended; };
  return { url: `ws://127.0.0.1:${rpc}`, stop };
}

async function answers(url, node, log) {
  const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'system_health', params: [] });
  for (let tries = 0; tries < 300; tries += 1) {
    if (node.exitCode !== null) throw new Error(`the node ended with ${node.exitCode}:\n${log()}`);
    const reply = await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body }).catch(() => null);
    if (reply?.ok) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`the node does not answer within 30 s:\n${log()}`);
}
