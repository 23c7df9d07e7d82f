'use strict';
// A client of the relay that shares nothing with ours: Node's TLS and HTTP, and the WebSocket of the
// package ws. Sizes and rate of a stream, then messages over connections that break.
//
//   node independent_client.js --relay smx-relay --folder DIR [--messages N] [--seconds N] [--seed N] [--json FILE]
//
// NODE_PATH=/usr/share/nodejs finds Debian's ws. Exit codes: 0 it holds, 1 it does not, 2 it could
// not be run, 77 there is no package ws (not run).

const { spawn } = require('node:child_process');
const crypto = require('node:crypto');
const fs = require('node:fs');
const https = require('node:https');
const path = require('node:path');
const readline = require('node:readline');
const { parseArgs } = require('node:util');

let WebSocket;
try {
  WebSocket = require('ws');
} catch {
  console.log('not run: the package ws of npm is not here (Debian: node-ws, NODE_PATH=/usr/share/nodejs)');
  process.exit(77);
}

const LARGEST = 16384;
const RATE = 30;
const PATIENCE = 30000;
const HEADER = 45; // of a frame, before its content

const { values: given } = parseArgs({
  options: {
    relay: { type: 'string' },
    folder: { type: 'string' },
    messages: { type: 'string', default: '150' },
    seconds: { type: 'string', default: '3' },
    seed: { type: 'string', default: String(crypto.randomInt(2 ** 31)) },
    json: { type: 'string' },
  },
});

// mulberry32: the same choices for the same seed.
let state = Number(given.seed) >>> 0;
function random() {
  state = (state + 0x6d2b79f5) >>> 0;
  let t = Math.imul(state ^ (state >>> 15), state | 1);
  t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
  return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
}

const sleep = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

function within(promise, what) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${what}: took too long`)), PATIENCE);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

/** smx-relay --dev, and the codes that it prints. */
class Relay {
  async start() {
    const folder = path.resolve(given.folder);
    fs.rmSync(folder, { recursive: true, force: true });
    fs.mkdirSync(folder, { recursive: true, mode: 0o700 });
    const environment = Object.fromEntries(
      Object.entries(process.env).filter(([name]) => !name.startsWith('SMX_RELAY_')));
    if (process.getuid() === 0) environment.SMX_RELAY_ALLOW_ROOT = '1';
    const log = fs.openSync(path.join(folder, 'relay.log'), 'a', 0o600);
    this.process = spawn(path.resolve(given.relay), ['--dev', '--dev-dir', folder],
                         { env: environment, stdio: ['ignore', 'pipe', log] });
    this.codes = new Map();
    await within(new Promise((resolve, reject) => {
      this.process.on('error', reject);
      this.process.on('exit', () => reject(new Error('the relay ended')));
      readline.createInterface({ input: this.process.stdout }).on('line', (line) => {
        const said = JSON.parse(line);
        if (said.dev === 'ready') {
          this.url = said.url;
          this.ca = fs.readFileSync(said.ca_file);
          resolve();
        } else if (said.dev === 'code') {
          this.codes.set(said.phone, said.code);
        }
      });
    }), 'the start of the relay');
    this.agent = new https.Agent({ ca: this.ca, keepAlive: true, minVersion: 'TLSv1.3' });
  }

  async code(phone) {
    const end = Date.now() + PATIENCE;
    while (!this.codes.has(phone)) {
      if (Date.now() > end) throw new Error('no code came');
      await sleep(2);
    }
    const code = this.codes.get(phone);
    this.codes.delete(phone);
    return code;
  }

  stop() {
    this.agent?.destroy();
    this.process?.removeAllListeners('exit');
    this.process?.kill('SIGKILL');
  }
}

/** One person with one device. */
class Device {
  constructor(relay, phone) {
    this.relay = relay;
    this.phone = phone;
  }

  once(method, target, body) {
    return within(new Promise((resolve, reject) => {
      const text = body === undefined ? undefined : JSON.stringify(body);
      const headers = text === undefined ? {} : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) };
      if (this.token) headers.authorization = `Bearer ${this.token}`;
      const request = https.request(this.relay.url + target, { method, headers, agent: this.relay.agent }, (response) => {
        const parts = [];
        response.on('data', (part) => parts.push(part));
        response.on('end', () => {
          const all = Buffer.concat(parts).toString();
          resolve({ status: response.statusCode, body: all === '' ? null : JSON.parse(all) });
        });
      });
      request.on('error', reject);
      request.end(text);
    }), `${method} ${target}`);
  }

  async ask(method, target, body) {
    for (;;) {
      const reply = await this.once(method, target, body);
      if (reply.status < 300) return reply.body;
      if (reply.body.error.code !== 'rate_limited') throw new Error(`${method} ${target}: ${reply.status} ${reply.body.error.code}`);
      await sleep(1000 * Math.min(5, Math.max(1, reply.body.error.detail.retry_after)));
    }
  }

  async verify() {
    const raw = (key) => key.export({ format: 'der', type: 'spki' }).subarray(-32);
    const { publicKey, privateKey } = crypto.generateKeyPairSync('ed25519');
    const identity = raw(crypto.generateKeyPairSync('x25519').publicKey);
    const prekey = raw(crypto.generateKeyPairSync('x25519').publicKey);
    const id = 'spk-1';
    const signed = Buffer.concat([Buffer.from('SemaFore-SPK-v1'), identity, prekey, Buffer.from(id)]);
    const bundle = {
      identity_key: identity.toString('base64'),
      signing_key: raw(publicKey).toString('base64'),
      signed_prekey: {
        key_id: id,
        public_key: prekey.toString('base64'),
        signature: crypto.sign(null, signed, privateKey).toString('base64'),
      },
    };
    const answer = await this.ask('POST', '/v1/auth/verify', {
      phone: this.phone, code: await this.relay.code(this.phone), device: { class: 'linux', bundle } });
    this.user = answer.user_id;
    this.device = answer.device_id;
    this.token = answer.access_token;
  }

  async found() {
    await this.ask('POST', '/v1/organisations', { name: 'Independent', phone: this.phone });
    await this.verify();
  }

  async admit(member) {
    await this.ask('POST', '/v1/members/invitations', { phone: member.phone });
    await member.ask('POST', '/v1/auth/code', { phone: member.phone });
    await member.verify();
    await this.ask('POST', `/v1/devices/${member.device}/approve`, {});
  }

  message(key, receiver, content) {
    const frame = Buffer.alloc(HEADER + 32);
    frame.write('DRV1');
    frame[5] = 9;
    frame.write(content, HEADER);
    return { idempotency_key: key, recipients: [
      { user_id: receiver.user, devices: [{ device_id: receiver.device, envelope: frame.toString('base64') }] }] };
  }

  stream() {
    const socket = new WebSocket(`${this.relay.url.replace('https:', 'wss:')}/v1/stream`, {
      ca: this.relay.ca, headers: { authorization: `Bearer ${this.token}` }, perMessageDeflate: false });
    return within(new Promise((resolve, reject) => {
      socket.on('error', reject);
      socket.on('open', () => resolve(socket));
    }), 'the stream');
  }
}

async function closeCode(device, size) {
  const socket = await device.stream();
  const came = new Promise((resolve) => {
    socket.on('close', (code) => resolve(code));
    socket.on('message', (text) => { if (JSON.parse(text).type === 'reply') resolve(0); });
  });
  socket.send('{"type":"ping","request":1}'.padEnd(size, ' '));
  const code = await within(came, 'the answer to a ping');
  socket.terminate();
  return code;
}

/** A hundred a second; what is accepted after the first refusal, a second. */
async function acceptedRate(from, to, seconds) {
  const socket = await from.stream();
  let began = 0;
  let accepted = 0;
  let answered = 0;
  socket.on('message', (text) => {
    const frame = JSON.parse(text);
    if (frame.type !== 'reply') return;
    ++answered;
    if (frame.status === 429 && began === 0) began = Date.now();
    else if (frame.status === 200 && began !== 0) ++accepted;
  });
  let request = 0;
  const offer = () => {
    ++request;
    socket.send(JSON.stringify({ type: 'send', request, body: from.message(`rate-${request}`, to, 'rate') }));
  };
  const limit = Date.now() + PATIENCE;
  while (began === 0) {
    if (Date.now() > limit) throw new Error('no limit was met');
    offer();
    await sleep(2);
  }
  const start = began;
  accepted = 0;
  for (let due = Date.now(); Date.now() - start < seconds * 1000; due += 10) {
    offer();
    await sleep(Math.max(0, due + 10 - Date.now()));
  }
  while (answered < request && Date.now() < limit) await sleep(5);
  const rate = accepted / ((Date.now() - start) / 1000);
  socket.terminate();
  return rate;
}

/** What is wrong with what came: lost, out of order, twice. */
function faults(sent, came) {
  const found = [];
  const first = new Map();
  for (const { id, number } of came) {
    if (first.has(id) && first.get(id) !== number) found.push('one id for two messages');
    if (!first.has(id)) first.set(id, number);
  }
  const order = [...first.values()];
  if (new Set(order).size !== order.length) found.push('a message under two ids');
  if (order.some((number, i) => i > 0 && number < order[i - 1])) found.push('out of order');
  if (new Set(order).size !== sent) found.push(`${sent - new Set(order).size} lost`);
  return found;
}

async function sendAll(from, to, count) {
  let number = 0;
  while (number < count) {
    const socket = await from.stream();
    let broken = false;
    let answer = () => {};
    socket.on('close', () => { broken = true; answer({ status: 0 }); });
    socket.on('message', (text) => { const frame = JSON.parse(text); if (frame.type === 'reply') answer(frame); });
    const share = 20 + Math.floor(random() * 40);
    for (let i = 0; i < share && number < count && !broken; ++i) {
      const reply = new Promise((resolve) => { answer = resolve; });
      socket.send(JSON.stringify({ type: 'send', request: number, body: from.message(`n-${number}`, to, `${number} `) }));
      // The connection breaks with the answer still on its way now and then; the same key follows.
      if (random() < 0.03) break;
      const { status } = await within(reply, 'a message');
      if (status === 200) ++number;
      else if (status === 429) await sleep(100);
      else if (status !== 0) throw new Error(`a message was refused with ${status}`);
    }
    socket.terminate();
  }
}

async function receiveAll(device, count) {
  const came = [];
  const numbers = new Set();
  const end = Date.now() + 10 * PATIENCE;
  while (numbers.size < count && Date.now() < end) {
    const socket = await device.stream();
    let pending = [];
    let since = 0;
    const share = 20 + Math.floor(random() * 60);
    const ended = new Promise((resolve) => {
      const timer = setTimeout(resolve, 3000);
      socket.on('close', () => { clearTimeout(timer); resolve(); });
      socket.on('message', (text) => {
        const frame = JSON.parse(text);
        if (frame.type !== 'deliver') return;
        const { delivery_id: id, envelope } = frame.delivery;
        const number = Number.parseInt(Buffer.from(envelope, 'base64').subarray(HEADER).toString(), 10);
        came.push({ id, number });
        numbers.add(number);
        pending.push(id);
        if (pending.length >= 8 || numbers.size === count) {
          socket.send(JSON.stringify({ type: 'acknowledge', request: came.length, delivery_ids: pending }));
          pending = [];
        }
        if (++since >= share || numbers.size === count) { clearTimeout(timer); resolve(); }
      });
    });
    await ended;
    socket.terminate();
  }
  return came;
}

async function main() {
  const began = Date.now();
  const relay = new Relay();
  try {
    await relay.start();
    const [a, b, c] = ['+447811000001', '+447811000002', '+447811000003'].map((phone) => new Device(relay, phone));
    await a.found();
    await a.admit(b);
    await a.admit(c);
    const problems = [];
    const at = await closeCode(c, LARGEST);
    const over = await closeCode(c, LARGEST + 1);
    if (at !== 0) problems.push(`${LARGEST} bytes were closed with ${at}`);
    if (over !== 1009) problems.push(`${LARGEST + 1} bytes: ${over}, not 1009`);
    const rate = await acceptedRate(c, a, Number(given.seconds));
    if (Math.abs(rate - RATE) > RATE / 10) problems.push(`${rate.toFixed(1)} a second accepted`);
    const count = Number(given.messages);
    const [, came] = await Promise.all([sendAll(a, b, count), receiveAll(b, count)]);
    problems.push(...faults(count, came));
    const planted = [came.filter(({ number }) => number !== came[0].number), [...came].reverse(),
      [...came, { id: 'dlv_other', number: came[0].number }]];
    const caught = planted.filter((events) => faults(count, events).length > 0).length;
    const result = {
      name: 'ws', seed: Number(given.seed), passed: problems.length === 0, control: caught === planted.length ? 'caught' : 'missed',
      figure: `${LARGEST} bytes taken, ${LARGEST + 1} closed with ${over}; ${rate.toFixed(1)} accepted a second of 100; ` +
        `${count} messages, ${came.length} arrivals: ${problems.length} wrong`,
      planted: `a loss, a reversal and a second id in what came: ${caught} of ${planted.length} caught`,
      problems, seconds: (Date.now() - began) / 1000,
    };
    for (const problem of problems) console.log(`  ${problem}`);
    console.log(`ws (seed ${given.seed}): ${result.passed ? 'holds' : 'DOES NOT HOLD'}; control ${result.control}; ${result.figure}`);
    if (given.json) fs.writeFileSync(given.json, `${JSON.stringify(result, null, 2)}\n`);
    return result.passed && result.control === 'caught' ? 0 : 1;
  } finally {
    relay.stop();
  }
}

main().then((code) => process.exit(code), (error) => {
  console.error(`independent_client: ${error.message}`);
  process.exit(2);
});
