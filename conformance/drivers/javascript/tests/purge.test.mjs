// Ages [SES-29] to [SES-33]: the edges are inclusive.

import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import { Client, testKey, TestDevice, toHex } from './client.mjs';

const kDay = 86400;

function answered() {
  const client = new Client();
  const a = new TestDevice(client, 'a', { opkIds: ['a one'] });
  const b = new TestDevice(client, 'b', { opkIds: ['one'] });
  const first = a.send('b', 'first', { bundle: b.bundle(0) });
  b.receive(a, first);
  a.receive(b, b.send('a', 'answer'));
  return { client, a, b, first };
}

test('skipped keys go 7 days after their first purge, not a second earlier [SES-30]', () => {
  const { a, b } = answered();
  const [lost, kept, last] = ['lost', 'kept', 'last'].map((text) => a.send('b', text));
  b.receive(a, last);
  b.purge(1000);
  b.purge(1000 + 7 * kDay - 1);
  assert.equal(b.receive(a, kept), 'kept');
  b.purge(1000 + 7 * kDay);
  b.rejects('duplicate_message', a, lost);
});

test('archived sessions go 30 days after their stamp; becoming active clears it [SES-31]', () => {
  const { a, b } = answered();
  const other = b.send('a', 'old');
  const otherLater = b.send('a', 'old too');
  const crossed = new TestDevice(b.client, 'b', { opkIds: ['one'] }); // b loses its state
  a.receive(b, crossed.send('a', 'new start', { bundle: a.bundle() }));
  assert.deepEqual(a.state.sessions, { b: 2 });
  a.purge(500);
  a.purge(500 + 30 * kDay - 1);
  assert.equal(a.receive(b, other), 'old'); // active again, the stamp is gone; the other archived
  a.purge(500 + 30 * kDay);
  assert.deepEqual(a.state.sessions, { b: 2 });
  a.purge(500 + 60 * kDay - 1);
  assert.deepEqual(a.state.sessions, { b: 2 });
  a.purge(500 + 60 * kDay);
  assert.deepEqual(a.state.sessions, { b: 1 });
  assert.equal(a.receive(b, otherLater), 'old too', 'the active one is never deleted');
});

test('replaced signed prekeys go 14 days after their replacement, with their seen entries', () => {
  const { client, a, b, first } = answered();
  const rotate = (id, now) => client.ok('device.rotate', {
    device: 'b', now, random: { key_id: toHex(id), private_key: testKey(id) },
  });
  rotate('second', 100);
  b.purge(100 + 14 * kDay - 1);
  assert.deepEqual(b.state.signed_prekeys, ['second', 'spk b'].map(toHex));
  const c = new TestDevice(client, 'c');
  const late = c.send('b', 'in time', { bundle: b.bundle() });
  b.purge(100 + 14 * kDay);
  assert.deepEqual(b.state.signed_prekeys, ['second'].map(toHex));
  b.rejects('unknown_prekey', c, late); // [KEY-21]
  b.rejects('duplicate_message', a, first); // its session still answers [SMX1-13]
  b.purge(100 + 500 * kDay);
  assert.deepEqual(b.state.signed_prekeys, ['second'].map(toHex), 'the published one stays');
});

test('a time below the highest counts as the highest [SES-29]', () => {
  const { client, a, b } = answered();
  const lost = a.send('b', 'lost');
  b.receive(a, a.send('b', 'last'));
  b.purge(10 * kDay);
  b.purge(0);
  b.purge(17 * kDay - 1);
  const digest = b.state.digest;
  client.rejects('malformed', 'device.rotate', {
    device: 'b', now: 99 * kDay, random: { key_id: '', private_key: testKey('x') },
  });
  assert.equal(b.state.digest, digest, 'a failed op raises nothing');
  b.purge(0);
  b.purge(17 * kDay);
  b.rejects('duplicate_message', a, lost);
});

test('older signed prekeys of a new device count as replaced at its creation [SES-33]', () => {
  const client = new Client();
  const b = new TestDevice(client, 'b', { spkIds: ['old', 'new'], now: 1000 });
  b.purge(1000 + 14 * kDay - 1);
  assert.deepEqual(b.state.signed_prekeys, ['new', 'old'].map(toHex));
  b.purge(1000 + 14 * kDay);
  assert.deepEqual(b.state.signed_prekeys, ['new'].map(toHex));
});

test('... or at the first time given, in an operation that succeeds [SES-33]', () => {
  const client = new Client();
  const b = new TestDevice(client, 'b', { spkIds: ['old', 'new'] });
  const rotation = (keyId, now) =>
    ({ device: 'b', now, random: { key_id: keyId, private_key: testKey('x') } });
  client.rejects('malformed', 'device.rotate', rotation('', 5));
  b.purge(2000);
  b.purge(2000 + 14 * kDay - 1);
  assert.deepEqual(b.state.signed_prekeys, ['new', 'old'].map(toHex));
  b.purge(2000 + 14 * kDay);
  assert.deepEqual(b.state.signed_prekeys, ['new'].map(toHex));
});

test('a restart gives a time, too', () => {
  const client = new Client();
  const a = new TestDevice(client, 'a');
  const b = new TestDevice(client, 'b', { spkIds: ['old', 'new'] });
  b.restart('a', 'x', a.bundle(), 3000);
  b.purge(3000 + 14 * kDay - 1);
  assert.equal(b.state.signed_prekeys.length, 2);
  b.purge(3000 + 14 * kDay);
  assert.equal(b.state.signed_prekeys.length, 1);
});
