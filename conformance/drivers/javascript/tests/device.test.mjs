// Devices: bootstraps, wrapping, crossed initiations, the order of sessions, labels, the seen set.

import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import { Client, testKey, TestDevice, toHex } from './client.mjs';
import { broken, withKey, withPn } from './ratchet_pair.mjs';

const isEnvelope = (hex) => hex.startsWith('534d5831');
const isFrame = (hex) => hex.startsWith('44525631');
const kZero = '00'.repeat(32);

function two(options = {}) {
  const client = new Client();
  const a = new TestDevice(client, 'a', options.a);
  const b = new TestDevice(client, 'b', { opkIds: ['one', 'two'], ...options.b });
  return { client, a, b };
}

/** Two devices after one message each way on a session that a made. */
function answered() {
  const devices = two();
  const { a, b } = devices;
  b.receive(a, a.send('b', 'first', { bundle: b.bundle(0) }));
  a.receive(b, b.send('a', 'answer'));
  return devices;
}

test('an initiator wraps until its first answer, then not [SMX1-06], [SES-08]', () => {
  const { a, b } = two();
  const first = a.send('b', '1', { bundle: b.bundle(0) });
  const second = a.send('b', '2');
  assert.ok(isEnvelope(first) && isEnvelope(second));
  assert.equal(first.slice(0, 10 + 64), second.slice(0, 10 + 64), 'the same EK_A [SMX1-05]');
  assert.equal(b.receive(a, second), '2');
  assert.equal(b.receive(a, first), '1');
  const answer = b.send('a', '3');
  assert.ok(isFrame(answer));
  const late = a.send('b', '4');
  assert.ok(isEnvelope(late));
  assert.equal(a.receive(b, answer), '3');
  const bare = a.send('b', '5');
  assert.ok(isFrame(bare));
  assert.equal(b.receive(a, bare), '5');
  assert.equal(b.receive(a, late), '4');
  assert.equal(b.receive(a, a.send('b', '6')), '6');
});

test('a bootstrap consumes its one-time prekey, once [SMX1-17], [KEY-22]', () => {
  const { client, a, b } = two();
  const envelope = a.send('b', 'first', { bundle: b.bundle(0) });
  b.rejects('decryption_failed', a, broken(envelope));
  assert.deepEqual(b.state.one_time_prekeys, [toHex('one'), toHex('two')]);
  b.receive(a, envelope);
  assert.deepEqual(b.state.one_time_prekeys, [toHex('two')]);
  const c = new TestDevice(client, 'c');
  b.rejects('unknown_prekey', c, c.send('b', 'late', { bundle: b.bundle(0) }));
  const d = new TestDevice(client, 'd');
  assert.equal(b.receive(d, d.send('b', 'no opk', { bundle: b.bundle() })), 'no opk');
});

test('an envelope again: the session it started answers, not the prekeys [SMX1-13]', () => {
  const { client, a, b } = two();
  const envelope = a.send('b', 'first', { bundle: b.bundle(0) });
  b.receive(a, envelope);
  b.rejects('duplicate_message', a, envelope);
  b.rejects('decryption_failed', a, broken(envelope));
  const request = { ...b.receiveRequest(a, a.send('b', 'next')), want_trace: true };
  assert.deepEqual(client.ask('device.receive', request).trace.map(({ step }) => step), [
    'smx1.header', 'smx1.aad', 'smx1.frame', 'dr.message_key', 'dr.key', 'dr.nonce', 'dr.aad',
    'dr.plaintext',
  ]);
});

test('a bootstrap whose session was dropped is replayed_bootstrap [SMX1-14], [SMX1-20]', () => {
  const { client, a, b } = two();
  const envelopes = [];
  for (let i = 0; i < 42; i += 1) {
    const envelope = i === 0
      ? a.send('b', `${i}`, { bundle: b.bundle() })
      : a.restart('b', `${i}`, b.bundle(), i * 86400);
    b.receive(a, envelope);
    envelopes.push(envelope);
  }
  // One active and 40 archived [SES-01]: of 42 the one that was active longest ago is gone
  // [SES-02].
  assert.deepEqual(b.state.sessions, { a: 41 });
  assert.deepEqual(a.state.sessions, { b: 41 });
  b.rejects('replayed_bootstrap', a, envelopes[0]);
  b.rejects('duplicate_message', a, envelopes[1]);
  const reply = client.ask('device.receive', {
    ...b.receiveRequest(a, envelopes[0]), want_trace: true,
  });
  assert.deepEqual(reply.trace.map(({ step }) => step), ['smx1.header']);
});

test('the seen set takes 1,000 entries of a pair for one signed prekey [SMX1-15]', () => {
  const { client, b } = two();
  const a = new TestDevice(client, 'many');
  let last;
  for (let i = 0; i < 1000; i += 1) {
    // A new device of the same keys has no session and bootstraps afresh.
    new TestDevice(client, 'many');
    last = a.send('b', 'x', { bundle: b.bundle() });
    b.receive(a, last);
  }
  new TestDevice(client, 'many');
  const oneMore = a.send('b', 'x', { bundle: b.bundle() });
  b.rejects('replayed_bootstrap', a, oneMore);
  b.rejects('duplicate_message', a, last);
  const withUnknownOpk = { ...b.bundle(0) };
  withUnknownOpk.one_time_prekey = { ...withUnknownOpk.one_time_prekey, key_id: toHex('gone') };
  new TestDevice(client, 'many');
  b.rejects('replayed_bootstrap', a, a.send('b', 'x', { bundle: withUnknownOpk }));

  const c = new TestDevice(client, 'c'); // another pair is not concerned
  assert.equal(b.receive(c, c.send('b', 'y', { bundle: b.bundle() })), 'y');
  const rotated = client.ok('device.rotate', {
    device: 'b', now: 5, random: { key_id: toHex('newer'), private_key: testKey('newer') },
  });
  new TestDevice(client, 'many'); // nor is another signed prekey
  const fresh = a.send('b', 'z', { bundle: { ...b.bundle(), ...rotated } });
  assert.equal(b.receive(a, fresh), 'z');
});

test('crossed initiations: both sessions stay and both decrypt [SES-16]', () => {
  const { a, b } = two({ a: { opkIds: ['a one'] } });
  const fromA = a.send('b', 'from a', { bundle: b.bundle(0) });
  const fromB = b.send('a', 'from b', { bundle: a.bundle(0) });
  assert.equal(a.receive(b, fromB), 'from b');
  assert.equal(b.receive(a, fromA), 'from a');
  assert.deepEqual([a.state.sessions, b.state.sessions], [{ b: 2 }, { a: 2 }]);
  // Each sends on the session it last decrypted on, the other's; both are answered by that.
  const [answerA, answerB] = [a.send('b', 'answer a'), b.send('a', 'answer b')];
  assert.ok(isFrame(answerA) && isFrame(answerB));
  assert.equal(b.receive(a, answerA), 'answer a');
  assert.equal(a.receive(b, answerB), 'answer b');
  for (let i = 0; i < 3; i += 1) {
    assert.equal(b.receive(a, a.send('b', `a ${i}`)), `a ${i}`);
    assert.equal(a.receive(b, b.send('a', `b ${i}`)), `b ${i}`);
  }
});

test('a session that the device initiated never matches an envelope [SMX1-13]', () => {
  const { client, a, b } = two();
  const envelope = a.send('b', 'x', { bundle: b.bundle(0) });
  // The same EK_A comes back to its maker under the peer's name.
  client.rejects('unknown_prekey', 'device.receive', a.receiveRequest(b, envelope));
});

test('a bundle of a peer with an active session is examined for its two keys only [KEY-24]', () => {
  const { client, a, b } = answered();
  const bundle = b.bundle();
  const spoilt = {
    ...bundle, signed_prekey: { key_id: '', public_key: kZero, signature: '00'.repeat(64) },
  };
  assert.ok(isFrame(a.send('b', 'x', { bundle: spoilt })));
  client.rejects('malformed', 'device.send', a.sendRequest('b', 'x', {
    bundle: { ...bundle, signing_key: a.pair.signing_key },
  }));
  client.rejects('malformed', 'device.send', a.sendRequest('b', 'x', {
    bundle: { ...bundle, signed_prekey: { ...bundle.signed_prekey, public_key: '00' } },
  }));
});

test('sending to nobody, and the errors of sending on a session [SES-05], [DR-24]', () => {
  const { client, a, b } = two();
  client.rejects('no_session', 'device.send', a.sendRequest('nobody', 'x'));
  const long = { plaintext: '00'.repeat(65537) };
  const toNew = a.sendRequest('b', '', { ...long, bundle: b.bundle() });
  client.rejects('too_large', 'device.send', toNew);
  client.rejects('no_session', 'device.send', a.sendRequest('b', 'x'));
  a.send('b', 'x', { bundle: b.bundle() });
  client.rejects('too_large', 'device.send', a.sendRequest('b', '', long));
});

test('what is received is told apart by its first four bytes [SES-09], [SES-11]', () => {
  const { client, a, b } = two();
  const envelope = a.send('b', 'x', { bundle: b.bundle(0) });
  for (const bytes of ['', '44', '445256', '44525632', envelope.replace(/^534d5831/, '534d5832')]) {
    b.rejects('malformed', a, bytes);
  }
  const frame = `4452563100${'00'.repeat(40 + 16)}`;
  b.rejects('no_session', a, frame);
  b.rejects('malformed', a, frame.slice(2));
  b.rejects('malformed', a, frame, { sender: { ...a.pair, identity_key: b.pair.identity_key } });
  const reply = client.ask('device.receive', {
    ...b.receiveRequest(a, envelope), want_trace: true,
    sender: { ...a.pair, signing_key: b.pair.signing_key },
  });
  assert.deepEqual([reply.reject, reply.trace], [{ reason: 'malformed' }, []]);
});

test('the session that knows the key is tried, else all [SES-12], [SES-13], [SES-15]', () => {
  const { client, a, b } = two({ a: { opkIds: ['a one'] } });
  b.receive(a, a.send('b', '1', { bundle: b.bundle(0) }));
  const old = [b.send('a', 'old 0'), b.send('a', 'old 1')];
  a.receive(b, old[0]);
  b.receive(a, a.restart('b', '2', b.bundle(1), 100));
  a.receive(b, b.send('a', '3'));
  // The archived session knows this key; the active one is not asked.
  const traceOf = (envelope) => {
    const request = { ...a.receiveRequest(b, envelope), want_trace: true };
    const reply = client.ask('device.receive', request);
    return { ...reply, steps: reply.trace.map(({ step }) => step) };
  };
  const knownFailure = traceOf(broken(old[1]));
  assert.deepEqual(
    [knownFailure.reject.reason, knownFailure.steps.length], ['decryption_failed', 4]);
  assert.equal(a.receive(b, old[1]), 'old 1');
  // A key that nobody knows is tried on both, and the error is that of the first.
  const stranger = withKey(old[1], b.pair.identity_key);
  const unknown = traceOf(stranger);
  assert.equal(unknown.reject.reason, 'decryption_failed');
  assert.equal(unknown.steps.filter((step) => step === 'dr.dh_out').length, 4);
  const digest = a.state.digest;
  a.rejects('low_order_point', b, withKey(old[1], kZero));
  assert.equal(a.state.digest, digest);
});

test('the error is that of the first session tried, not of a later one [SES-15]', () => {
  const { a, b } = two({ a: { opkIds: ['a one'] } });
  a.send('b', 'never answered', { bundle: b.bundle(0) });
  const fromB = b.send('a', 'crossed', { bundle: a.bundle(0) });
  a.receive(b, fromB);
  // A new key with PN 2002. The active session has a receiving chain and counts PN; the archived one
  // has none, does not examine PN and fails to open.
  const frame = withPn(withKey(a.send('b', 'x'), b.pair.identity_key), 2002);
  const reply = a.client.ask('device.receive', { ...a.receiveRequest(b, frame), want_trace: true });
  assert.deepEqual(reply.reject, { reason: 'too_many_skipped' });
  assert.equal(reply.trace.length, 10, 'the archived session was tried');
  a.rejects('too_many_skipped', b, frame);
  a.rejects('decryption_failed', b, withPn(frame, 2001));
});

test('labels point to the pair last given, and only successes move them [KEY-15], [KEY-16]', () => {
  const { client, a, b } = answered();
  const c = new TestDevice(client, 'c');
  client.rejects('bad_signature', 'device.send', a.sendRequest('b', 'x', {
    bundle: { ...c.bundle(), signing_key: testKey('not a signing key') },
  }));
  assert.ok(isFrame(a.send('b', 'still to b')));
  const toC = a.send('b', 'now to c', { bundle: c.bundle() });
  assert.ok(isEnvelope(toC));
  assert.equal(c.receive(a, toC), 'now to c');
  assert.ok(isEnvelope(a.send('b', 'to c again')));
  assert.deepEqual(a.state.sessions, { b: 1 }, 'the old pair has its session, but no label');
  // The old pair's session still decrypts, under any label.
  assert.equal(a.receive(b, b.send('a', 'from b')), 'from b');
  assert.deepEqual(a.state.sessions, { b: 1 });
  const renamed = a.receiveRequest(b, b.send('a', 'again'), { peer: 'b again' });
  client.ok('device.receive', renamed);
  assert.deepEqual(a.state.sessions, { b: 1, 'b again': 1 });
  // A pair with one half changed is another pair.
  a.rejects('no_session', b, b.send('a', 'x'), {
    sender: { ...b.pair, signing_key: c.pair.signing_key },
  });
});

test('labels of any form', () => {
  const { client, a, b } = two();
  for (const label of ['__proto__', 'constructor', '7', 'ü', 'l'.repeat(255)]) {
    a.send(label, 'x', { bundle: b.bundle() });
    assert.equal(Object.entries(a.state.sessions).find(([name]) => name === label)?.[1], 1);
  }
  client.faults('device.send', a.sendRequest('l'.repeat(256), 'x', { bundle: b.bundle() }));
});

test('device.new: prekeys oldest first, one name space for each kind [KEY-07], [KEY-08]', () => {
  const client = new Client();
  const a = new TestDevice(client, 'a', { spkIds: ['s0', 's1', 'both'], opkIds: ['both', 'o1'] });
  assert.equal(a.published.signed_prekey.key_id, toHex('both'));
  assert.deepEqual(a.state.signed_prekeys, ['both', 's1', 's0'].map(toHex));
  assert.deepEqual(a.state.one_time_prekeys, ['both', 'o1'].map(toHex));
  const keys = (...ids) => ids.map((id) => ({ key_id: toHex(id), private_key: testKey(id) }));
  const create = (random) => ({
    device: 'a',
    random: {
      identity_private: testKey('i'), signing_private: testKey('s'),
      signed_prekeys: keys('s'), one_time_prekeys: [], ...random,
    },
  });
  client.rejects('malformed', 'device.new', create({ signed_prekeys: keys('s', 's') }));
  client.rejects('malformed', 'device.new', create({ one_time_prekeys: keys('o', 'p', 'o') }));
  client.rejects('malformed', 'device.new', create({ one_time_prekeys: keys('o\n') }));
  client.faults('device.new', create({ signed_prekeys: [] }));
});

test('rotation and replenishment [SES-32], [KEY-08]', () => {
  const { client, a, b } = two();
  const early = a.send('b', 'on the old one', { bundle: b.bundle(0) });
  const key = (id) => ({ key_id: toHex(id), private_key: testKey(id) });
  const rotate = (id) => ({ device: 'b', now: 50, random: key(id) });
  client.rejects('malformed', 'device.rotate', rotate('spk b'));
  client.rejects('malformed', 'device.rotate', rotate(''));
  const { signed_prekey: rotated } = client.ok('device.rotate', rotate('newer'));
  client.ok('spk.verify', {
    signing_key: b.pair.signing_key, identity_key: b.pair.identity_key, ...rotated,
  });
  assert.deepEqual(b.state.signed_prekeys, ['newer', 'spk b'].map(toHex));
  assert.equal(b.receive(a, early), 'on the old one');

  const replenish = (...ids) => ({ device: 'b', random: { one_time_prekeys: ids.map(key) } });
  client.rejects('malformed', 'device.replenish', replenish('three', 'two'));
  client.rejects('malformed', 'device.replenish', replenish('three', 'three'));
  const { one_time_prekeys: added } = client.ok('device.replenish', replenish('three', 'one'));
  assert.deepEqual(added.map(({ key_id }) => key_id), ['three', 'one'].map(toHex));
  assert.deepEqual(b.state.one_time_prekeys, ['two', 'three', 'one'].map(toHex));
});

test('live mode: everything is drawn, nothing is the same twice', () => {
  const client = new Client();
  const create = (device) => client.ok('device.new', { device, one_time_prekey_count: 2 });
  const [a, b] = [create('a'), create('b')];
  assert.notEqual(a.identity_key, b.identity_key);
  assert.equal(new Set(b.one_time_prekeys.map(({ key_id }) => key_id)).size, 2);
  const { one_time_prekeys: [oneTime], ...rest } = b;
  const { envelope } = client.ok('device.send', {
    device: 'a', peer: 'b', plaintext: toHex('live'), bundle: { ...rest, one_time_prekey: oneTime },
  });
  const sender = { identity_key: a.identity_key, signing_key: a.signing_key };
  const { plaintext } = client.ok('device.receive', { device: 'b', peer: 'a', sender, envelope });
  assert.equal(plaintext, toHex('live'));
  assert.equal(client.ok('device.replenish', { device: 'b', count: 3 }).one_time_prekeys.length, 3);
  client.ok('device.rotate', { device: 'b', now: 1 });
  client.faults('device.replenish', { device: 'b', count: 2 ** 53 - 1 });
});

test('a receiving op that lacks a draw changes nothing', () => {
  const { client, a, b } = two();
  const envelope = a.send('b', 'x', { bundle: b.bundle(0) });
  assert.match(
    client.faults('device.receive', b.receiveRequest(a, envelope, { random: {} })),
    /random\.ratchet_private/);
  assert.equal(b.receive(a, envelope), 'x');
  assert.equal(b.receive(a, a.send('b', 'y'), { random: {} }), 'y');
});
