// The driver's own part: framing, faults before refusals, injected values. SMX_NODE_ADDON is the
// testing module here. What the library answers, the pinned cases judge.

import { strict as assert } from 'node:assert';
import { spawn } from 'node:child_process';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { Driver } from '../driver/answer.mjs';
import { loadPackage } from '../driver/package.mjs';
import { kPackage } from './support.mjs';

const smx = await loadPackage(kPackage);
const kKey = '07'.repeat(32);
const kMain = fileURLToPath(new URL('../driver/main.mjs', import.meta.url));

class Client {
  #driver = new Driver(smx);

  raw(line) {
    return JSON.parse(this.#driver.answer(Buffer.from(line)).line);
  }

  ask(op, members = {}) {
    return this.raw(JSON.stringify({ id: 1, op, ...members }));
  }

  ok(op, members) {
    const reply = this.ask(op, members);
    assert.ok(reply.ok, JSON.stringify(reply));
    return reply.ok;
  }

  faults(op, members) {
    const reply = this.ask(op, members);
    assert.equal(typeof reply.error?.message, 'string', `${op} ${JSON.stringify(members)}: ${JSON.stringify(reply)}`);
  }
}

const prekey = (id, byte) => ({ key_id: Buffer.from(id).toString('hex'), private_key: byte.repeat(32) });
const material = {
  identity_private: '01'.repeat(32),
  signing_private: '02'.repeat(32),
  signed_prekeys: [prekey('spk-1', '03')],
  one_time_prekeys: [prekey('opk-1', '04'), prekey('opk-2', '05')],
};

test('lines that are no requests, and ops that are not announced', () => {
  const client = new Client();
  for (const line of ['', '{', '[]', 'null', '7', '{}', '{"id":null,"op":"bye"}', '{"id":1.5,"op":"bye"}', '\ufeff{"id":1,"op":"bye"}']) {
    assert.equal(client.raw(line).id, null, line);
  }
  assert.equal(client.raw(Buffer.from('{"id":1,"op":"\xff"}', 'latin1')).id, null);
  assert.deepEqual(client.raw('{"id":"a","op":"case.end"}'), { id: 'a', ok: {} });
  for (const op of ['x25519', 'dr.init', 'toString', '__proto__', '']) {
    assert.deepEqual(client.ask(op), { id: 1, unsupported: { feature: op } });
  }
  assert.deepEqual(client.ask('case.end', { want_trace: true }), { id: 1, unsupported: { feature: 'trace' } });
  client.faults('case.end', { want_trace: 'yes' });
  client.faults('case.begin', { case: '' });
  client.faults('hello', { protocol: 2 });
  const { ops, features } = client.ok('hello', { protocol: 1 });
  assert.equal(ops.length, 18);
  assert.deepEqual(features, { inject_random: true, trace: false, state: true });
});

test('faults come before wrong lengths, and those before the op', () => {
  const client = new Client();
  client.faults('ed25519.sign', { private_key: 'AB', message: '' });
  client.faults('ed25519.sign', { private_key: '07', message: '0' });
  client.faults('ed25519.sign', { private_key: '07' });
  client.faults('ed25519.sign', { private_key: kKey, message: null });
  client.faults('ed25519.sign', { private_key: kKey, message: '', more: 1 });
  assert.deepEqual(client.ask('ed25519.sign', { private_key: '07', message: '' }).reject, { reason: 'malformed' });
  assert.equal(client.ok('ed25519.sign', { private_key: kKey, message: '' }).signature.length, 128);
  client.faults('device.send', { device: 'nobody', peer: 'b', plaintext: '' });
  client.faults('device.new', { device: 'a' });
  client.faults('device.new', { device: 'a', one_time_prekey_count: 1001 });
  client.faults('device.new', { device: 'a', one_time_prekey_count: -1 });
  client.faults('device.new', { device: '', one_time_prekey_count: 0 });
  client.faults('device.new', { device: 'a', random: { ...material, signed_prekeys: [] } });
  client.faults('device.new', { device: 'a', random: material, one_time_prekey_count: 'x' });
  client.faults('device.new', { device: 'a', random: material, now: 2 ** 53 });
});

test('injected values: the same bytes again, and one that is missing is found where it is drawn', () => {
  const client = new Client();
  const peer = client.ok('device.new', { device: 'b', random: material });
  const bundle = {
    identity_key: peer.identity_key,
    signing_key: peer.signing_key,
    signed_prekey: peer.signed_prekey,
    one_time_prekey: peer.one_time_prekeys[0],
  };
  const random = { ek_private: '11'.repeat(32), ratchet_private: '12'.repeat(32), nonce: '13'.repeat(12) };
  const own = { ...material, identity_private: '21'.repeat(32), signing_private: '22'.repeat(32) };
  const envelopes = ['a', 'again'].map((device) => {
    client.ok('device.new', { device, random: own });
    client.faults('device.send', { device, peer: 'b', plaintext: '00', bundle, random: { ...random, nonce: undefined } });
    assert.deepEqual(
      client.ask('device.send', { device, peer: 'b', plaintext: '00', bundle, random: { ...random, nonce: '13' } }).reject,
      { reason: 'malformed' });
    assert.deepEqual(client.ok('device.state', { device }).sessions, {});
    return client.ok('device.send', { device, peer: 'b', plaintext: '00', bundle, random }).envelope;
  });
  assert.equal(envelopes[0], envelopes[1]);
  // Live mode draws again.
  client.ok('device.new', { device: 'live', one_time_prekey_count: 2 });
  const live = () => client.ok('device.send', { device: 'live', peer: 'b', plaintext: '00', bundle }).envelope;
  assert.notEqual(live(), live());

  const { digest } = client.ok('device.state', { device: 'a' });
  assert.deepEqual(client.ask('device.receive', {
    device: 'a', peer: 'b', sender: { identity_key: peer.identity_key, signing_key: peer.signing_key }, envelope: '00',
  }).reject, { reason: 'malformed' });
  assert.equal(client.ok('device.state', { device: 'a' }).digest, digest);
  assert.equal(client.ok('device.rotate', { device: 'a', now: 5, random: prekey('spk-2', '31') }).signed_prekey.key_id,
    Buffer.from('spk-2').toString('hex'));
  client.ok('case.end');
  client.faults('device.state', { device: 'a' });
});

test('as a process: long lines, order, the end', async () => {
  const driver = spawn(process.execPath, [kMain, kPackage], { stdio: ['pipe', 'pipe', 'inherit'] });
  const chunks = [];
  driver.stdout.on('data', (chunk) => chunks.push(chunk));
  const exited = new Promise((resolve) => { driver.on('exit', resolve); });
  driver.stdin.write(`${'x'.repeat(2 ** 20 + 1)}\n{"id":1,"op":"case.end"}\n`);
  driver.stdin.write('{"id":2,"op":"bye"}\n{"id":3,"op":"case.end"}\n');
  assert.equal(await exited, 0);
  const replies = Buffer.concat(chunks).toString('utf8').trim().split('\n').map((line) => JSON.parse(line));
  assert.deepEqual(replies.map(({ id }) => id), [null, 1, 2]);
});
