// Requests and their faults: what is an `error`, what is a reject, and in which order.

import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import { answer, newHandles } from '../answer.mjs';
import { kErrorNumbers, Reject } from '../errors.mjs';
import { Client, testKey, TestDevice, toHex } from './client.mjs';
import { ratchetPair } from './ratchet_pair.mjs';

const kKey = testKey('key');
const raw = (line) => JSON.parse(answer(Buffer.from(line), newHandles()).line);

test('the 14 names and their numbers [ERR-01]', () => {
  assert.deepEqual(
    Object.entries(kErrorNumbers),
    ['malformed', 'bad_signature', 'low_order_point', 'unknown_prekey', 'decryption_failed',
      'duplicate_message', 'too_many_skipped', 'replayed_bootstrap', 'no_session',
      'no_sending_chain', 'chain_exhausted', 'too_large', 'stale_state', 'restart_limited']
      .map((name, index) => [name, index + 1]));
  assert.throws(() => new Reject('no_such_name'), TypeError);
});

test('a line that is no request with an id: id null', () => {
  for (const line of [
    '', ' ', 'x', '{', '[]', 'null', '"x"', '7', '{}', '{"op":"bye"}', '{"id":null,"op":"bye"}',
    '{"id":1.5,"op":"bye"}', '{"id":true,"op":"bye"}', '{"id":[],"op":"bye"}',
    '\ufeff{"id":1,"op":"bye"}', '{"id":1,"op":"bye"}{"id":2,"op":"bye"}',
  ]) {
    const reply = raw(line);
    assert.equal(reply.id, null, line);
    assert.equal(typeof reply.error.message, 'string');
  }
  const notUtf8 = Buffer.from('{"id":1,"op":"\xff"}', 'latin1');
  assert.equal(JSON.parse(answer(notUtf8, newHandles()).line).id, null);
});

test('ids are echoed as they came', () => {
  for (const id of [0, -5, 2 ** 53 - 1, '', 'seven', 'ü"\\']) {
    assert.deepEqual(raw(JSON.stringify({ id, op: 'case.end' })), { id, ok: {} });
  }
});

test('an id that leaves no room for a reply: id null', () => {
  const id = 'x'.repeat(2 ** 20 - 40);
  assert.equal(raw(JSON.stringify({ id, op: 'case.end' })).id, id);
  assert.equal(raw(JSON.stringify({ id, op: 'unknown' })).id, null);
  assert.equal(raw(JSON.stringify({ id: `${id}${'x'.repeat(30)}`, op: 'case.end' })).id, null);
});

test('ops that are missing, of a wrong type, or unknown', () => {
  assert.ok(raw('{"id":1}').error);
  assert.ok(raw('{"id":1,"op":7}').error);
  for (const op of ['x448', 'toString', '__proto__', '']) {
    assert.deepEqual(raw(JSON.stringify({ id: 1, op })), { id: 1, unsupported: { feature: op } });
  }
});

test('hello', () => {
  const client = new Client();
  const { protocol, implementation, ops, features } = client.ok('hello', { protocol: 1 });
  assert.equal(protocol, 1);
  assert.equal(implementation.language, 'JavaScript');
  assert.equal(ops.length, 29);
  assert.deepEqual(features, { inject_random: true, trace: true, state: true });
  for (const wrong of [0, 2, '1', null, undefined]) client.faults('hello', { protocol: wrong });
});

test('hex: upper case, odd digits, other characters, wrong types are faults', () => {
  const client = new Client();
  const request = { key: '00', message: '00' };
  client.ok('hmac.sha256', request);
  client.ok('hmac.sha256', { key: '', message: '' });
  for (const bad of ['0', 'AB', '0g', '0x00', ' 00', '00\n', 7, null, true, ['00'], {}]) {
    assert.match(client.faults('hmac.sha256', { ...request, message: bad }), /^message: /);
  }
  client.faults('hmac.sha256', { key: '00' });
  client.faults('hmac.sha256', { ...request, surplus: 1 });
  client.faults('hmac.sha256', { ...request, want_trace: 'yes' });
  client.faults('hmac.sha256', { ...request, want_trace: null });
});

test('numbers out of range are faults', () => {
  const client = new Client();
  const request = { salt: '', ikm: '', info: '' };
  for (const length of [-1, 8161, 1.5, '5', null, 1e300]) {
    client.faults('hkdf.sha256', { ...request, length });
  }
  assert.equal(client.ok('hkdf.sha256', { ...request, length: 8160 }).okm.length, 16320);
  new TestDevice(client, 'a');
  client.ok('device.purge', { device: 'a', now: 2 ** 53 - 1 });
  for (const now of [-1, 2 ** 53, 0.5]) client.faults('device.purge', { device: 'a', now });
});

test('a wrong fixed length is the reject malformed, after every fault [PRIM-04]', () => {
  const client = new Client();
  const short = kKey.slice(2);
  client.rejects('malformed', 'x25519', { private_key: short, public_key: kKey });
  client.rejects('malformed', 'x25519', { private_key: kKey, public_key: `${kKey}00` });
  client.rejects('malformed', 'x25519', { private_key: kKey, public_key: '' });
  client.faults('x25519', { private_key: short, public_key: 'XX' });
  client.rejects('malformed', 'ed25519.verify', {
    public_key: kKey, message: '', signature: '00'.repeat(63),
  });
  client.rejects('bad_signature', 'ed25519.verify', {
    public_key: kKey, message: '', signature: '00'.repeat(64),
  });
  client.rejects('malformed', 'aes256gcm.open', {
    key: kKey, nonce: '00'.repeat(11), ciphertext: '', aad: '',
  });
  client.rejects('decryption_failed', 'aes256gcm.open', {
    key: kKey, nonce: '00'.repeat(12), ciphertext: '00'.repeat(15), aad: '',
  });
});

test('lengths count in members that the op would not use, also inside random', () => {
  const { client, a } = ratchetPair();
  client.rejects('malformed', 'dr.decrypt', {
    session: 'b', frame: '', random: { ratchet_private: '00' },
  });
  const frame = a.send();
  client.faults('dr.decrypt', { session: 'nobody', frame, random: { ratchet_private: '00' } });
  client.faults('dr.decrypt', { session: 'b', frame, random: { nonce: '00' } });
  client.faults('dr.decrypt', { session: 'b', frame, random: null });
});

test('dr.init: what a role allows', () => {
  const client = new Client();
  const init = {
    session: 's', role: 'responder', root_key: kKey, ad: kKey.repeat(4), ratchet_private: kKey,
    remote_ratchet_key: '',
  };
  client.ok('dr.init', init);
  client.faults('dr.init', { ...init, ns: 0 });
  client.faults('dr.init', { ...init, remote_ratchet_key: kKey });
  client.faults('dr.init', { ...init, remote_ratchet_key: '00' });
  client.faults('dr.init', { ...init, role: 'observer' });
  client.rejects('malformed', 'dr.init', { ...init, ad: kKey });
  client.rejects('malformed', 'dr.init', { ...init, role: 'initiator' });
  client.faults('dr.init', { ...init, role: 'initiator', ns: 2 ** 32 });
});

test('spk.sign and spk.verify judge the key id first', () => {
  const client = new Client();
  const prekey = { identity_key: kKey, public_key: testKey('public'), key_id: '61' };
  const signing = testKey('signing');
  const { signature } = client.ok('spk.sign', { ...prekey, signing_private: signing });
  client.rejects('malformed', 'spk.sign', { ...prekey, key_id: '', signing_private: signing });
  const verify = { ...prekey, signing_key: kKey, signature };
  client.rejects('bad_signature', 'spk.verify', verify);
  client.rejects('malformed', 'spk.verify', { ...verify, key_id: 'ff' });
});

test('handles die at case.end', () => {
  const { client } = ratchetPair();
  new TestDevice(client, 'd');
  client.ok('case.end', {});
  client.faults('dr.state', { session: 'a' });
  client.faults('device.state', { device: 'd' });
});

test('a trace is there when asked for, and only then', () => {
  const { client } = ratchetPair();
  const request = { key: '', message: '' };
  assert.deepEqual(client.ask('hmac.sha256', { ...request, want_trace: true }).trace, []);
  for (const wanted of [false, undefined]) {
    assert.ok(!('trace' in client.ask('hmac.sha256', { ...request, want_trace: wanted })));
  }
  const refused = { session: 'b', plaintext: '', want_trace: true };
  assert.deepEqual(client.ask('dr.encrypt', refused).trace, []);
  assert.ok(!('trace' in client.ask('dr.encrypt', { ...refused, session: 'none' })));
});

test('an op whose reply would not fit a line is an error and is undone', () => {
  const client = new Client();
  new TestDevice(client, 'a');
  const keys = Array.from({ length: 4800 }, (_, i) => ({
    key_id: toHex(`${i}`.padStart(64, 'k')), private_key: kKey,
  }));
  client.faults('device.replenish', { device: 'a', random: { one_time_prekeys: keys } });
  assert.deepEqual(client.ok('device.state', { device: 'a' }).one_time_prekeys, []);
});
