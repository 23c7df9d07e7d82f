// The digest covers the whole state: every change of it gives another digest.

import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import { deviceDigest, encode } from '../state_encoding.mjs';
import { Client, TestDevice } from './client.mjs';
import { answeredPair } from './ratchet_pair.mjs';

test('different values have different encodings', () => {
  const values = [
    null, true, false, 0, 1, '', 'a', [], [null], [[]], ['a', 'b'], ['ab'], Buffer.alloc(0),
    Buffer.from('a'), [Buffer.from('a'), Buffer.from('b')], [Buffer.from('ab')],
  ];
  assert.equal(new Set(values.map((value) => encode(value).toString('hex'))).size, values.length);
  assert.throws(() => encode(undefined), TypeError);
  assert.throws(() => encode(new Map()), TypeError);
});

test('every op that changes a session changes its digest', () => {
  const { client, a, b } = answeredPair();
  const digests = new Set([client.digest({ session: 'b' })]);
  const [first, second, third] = a.sendMany(3);
  for (const step of [
    () => b.receive(third), () => b.receive(first), () => b.receive(second), () => b.send(),
  ]) {
    step();
    digests.add(client.digest({ session: 'b' }));
  }
  assert.equal(digests.size, 5);
});

test('every op that changes a device changes its digest, a read-out does not', () => {
  const client = new Client();
  const a = new TestDevice(client, 'a');
  const b = new TestDevice(client, 'b', { opkIds: ['one'] });
  const digests = new Set([a.state.digest, a.state.digest]);
  for (const step of [
    () => b.receive(a, a.send('b', 'x', { bundle: b.bundle(0) })),
    () => a.receive(b, b.send('a', 'y')),
    () => a.send('another label', 'x', { bundle: b.bundle() }),
    () => a.purge(5),
    () => a.purge(6),
    () => a.restart('b', 'x', b.bundle(), 7),
    () => client.ok('device.rotate', { device: 'a', now: 7 }),
    () => client.ok('device.replenish', { device: 'a', count: 1 }),
  ]) {
    step();
    digests.add(a.state.digest);
  }
  assert.equal(digests.size, 9);
});

test('one state has one digest, in whatever order its maps were filled', () => {
  const of = (...labels) => ({
    own: { identity: pair(1), signing: pair(2) }, highestNow: null, signedPrekeys: [],
    oneTimePrekeys: [], peers: new Map(),
    labels: new Map(labels.map((label) => [
      label, { identityKey: Buffer.from(label), signingKey: Buffer.alloc(1) },
    ])),
  });
  const pair = (fill) => ({ private: Buffer.alloc(32, fill), public: Buffer.alloc(32, fill) });
  assert.deepEqual(deviceDigest(of('x', 'y')), deviceDigest(of('y', 'x')));
  assert.notDeepEqual(deviceDigest(of('x', 'y')), deviceDigest(of('x', 'z')));
});
