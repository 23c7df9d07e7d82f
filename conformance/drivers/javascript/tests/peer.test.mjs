// Restarts: their limit, the retired session, the order of faults [SES-20] to [SES-28].

import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import { Client, testKey, TestDevice } from './client.mjs';
import { withKey } from './ratchet_pair.mjs';

const kHour = 3600;
const kDay = 86400;
const kZero = '00'.repeat(32);

function two() {
  const client = new Client();
  const a = new TestDevice(client, 'a');
  const b = new TestDevice(client, 'b', { opkIds: ['one'] });
  return { client, a, b };
}

const refusedAt = (a, b, now) => a.client.rejects(
  'restart_limited', 'device.restart', a.sendRequest('b', 'x', { bundle: b.bundle(), now }));

test('the intervals double up to a day [SES-23]', () => {
  const { a, b } = two();
  let now = 1000;
  a.restart('b', 'x', b.bundle(), now);
  for (const hours of [1, 2, 4, 8, 16, 24, 24, 24]) {
    refusedAt(a, b, now + hours * kHour - 1);
    now += hours * kHour;
    a.restart('b', 'x', b.bundle(), now);
  }
});

test('after 7 days of peace the interval is an hour again; one second less and it is not', () => {
  for (const [wait, hours] of [[7 * kDay, 1], [7 * kDay - 1, 8]]) {
    const { a, b } = two();
    a.restart('b', 'x', b.bundle(), 0);
    a.restart('b', 'x', b.bundle(), kHour);
    a.restart('b', 'x', b.bundle(), 3 * kHour); // its interval is 4 hours
    const now = 3 * kHour + wait;
    a.restart('b', 'x', b.bundle(), now);
    refusedAt(a, b, now + hours * kHour - 1);
    a.restart('b', 'x', b.bundle(), now + hours * kHour);
  }
});

test('limits are kept by the pair, not by the label [KEY-12]', () => {
  const { client, a, b } = two();
  const c = new TestDevice(client, 'c');
  a.restart('b', 'x', b.bundle(), 0);
  a.restart('b', 'x', c.bundle(), 0);
  client.rejects('restart_limited', 'device.restart', a.sendRequest('other label', 'x', {
    bundle: b.bundle(), now: 0,
  }));
});

test('a restart with nothing to replace counts like any other [SES-27]', () => {
  const { a, b } = two();
  a.restart('b', 'x', b.bundle(), 10);
  assert.deepEqual(a.state.sessions, { b: 1 });
  refusedAt(a, b, 10);
});

test('the faults of a restart in order, and none writes a time [SES-25], [SES-26]', () => {
  const { client, a, b } = two();
  a.restart('b', 'x', b.bundle(), 0);
  const good = b.bundle();
  const signed = (publicKey, keyId) => {
    const { signature } = client.ok('spk.sign', {
      signing_private: testKey('b signing'), identity_key: good.identity_key,
      public_key: publicKey, key_id: keyId,
    });
    return { ...good, signed_prekey: { key_id: keyId, public_key: publicKey, signature } };
  };
  const lowOrder = signed(kZero, '61');
  const badSignature = { ...good, signed_prekey: { ...good.signed_prekey, key_id: '62' } };
  const badForm = { ...good, signed_prekey: { ...good.signed_prekey, key_id: '' } };
  const long = '00'.repeat(65537);
  const refused = (reason, bundle, now, more = {}) => client.rejects(
    reason, 'device.restart', a.sendRequest('b', 'x', { bundle, now, ...more }));
  for (const now of [0, kHour]) {
    refused('malformed', badForm, now);
    refused('bad_signature', badSignature, now);
  }
  refused('restart_limited', lowOrder, kHour - 1);
  refused('low_order_point', lowOrder, kHour, { plaintext: long });
  refused('too_large', good, kHour, { plaintext: long });
  a.restart('b', 'x', good, kHour);
});

test('the replaced session is retired: it decrypts and is never active again [SES-24]', () => {
  const { a, b } = two();
  b.receive(a, a.send('b', '1', { bundle: b.bundle(0) }));
  a.receive(b, b.send('a', '2'));
  const old = [b.send('a', 'old 0'), b.send('a', 'old 1')];
  const restarted = a.restart('b', '3', b.bundle(), 100);
  assert.ok(restarted.startsWith('534d5831'));
  assert.equal(a.receive(b, old[0]), 'old 0');
  // Still the new session, still unanswered.
  assert.ok(a.send('b', 'x').startsWith('534d5831'));
  assert.equal(b.receive(a, restarted), '3');
  assert.equal(a.receive(b, b.send('a', '4')), '4');
  assert.equal(a.receive(b, old[1]), 'old 1');
  assert.equal(b.receive(a, a.send('b', '5')), '5');
  assert.deepEqual([a.state.sessions, b.state.sessions], [{ b: 2 }, { a: 2 }]);
});

test('a retired session that a responder holds is not revived by its envelope [SMX1-13]', () => {
  const { a, b } = two();
  const first = a.send('b', '1', { bundle: b.bundle(0) });
  const late = a.send('b', 'late');
  b.receive(a, first);
  b.restart('a', '2', a.bundle(), 5); // b retires the session that a made
  assert.equal(b.receive(a, late), 'late');
  assert.ok(b.send('a', '3').startsWith('534d5831'), 'b still sends on its own new session');
});

test('a session keeps its place when it is retired, and moves to the front when it is not', () => {
  const { a, b } = two();
  const unknownTo = (device) => {
    const reply = device.client.ask('device.receive', {
      ...device.receiveRequest(b, withKey(b.send('a', 'x'), testKey('no such key'))),
      want_trace: true,
    });
    return reply.trace.filter(({ step }) => step === 'dr.aad').length;
  };
  b.receive(a, a.send('b', '1', { bundle: b.bundle(0) }));
  a.receive(b, b.send('a', '2'));
  b.receive(a, a.restart('b', '3', b.bundle(), 0));
  assert.equal(unknownTo(a), 2);
  assert.deepEqual(a.state.sessions, { b: 2 });
});
