// What a device does, through the public API.

import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import { carry, native, pair, read, refused, smx, text } from './support.mjs';

const { Bundle, Device, DeviceKeys, Envelope, Frame, MemoryStore } = smx;

test('a session from a bundle, both ways', () => {
  const alice = Device.create(new MemoryStore(), { oneTimePrekeys: 1 });
  const bob = Device.create(new MemoryStore(), { oneTimePrekeys: 1 });
  assert.throws(() => alice.send('bob', text('x')), refused('no_session'));

  const bundle = Bundle.decode(bob.bundleWithOneTimePrekey().encode());
  bundle.verify();
  assert.ok(bundle.keys.equals(bob.keys));
  const sent = alice.send('bob', text('hello'), { bundle });
  assert.equal(sent.sessionStarted, true);
  assert.equal(sent.oneTimePrekeyUsed, true);
  assert.equal(sent.peerKeysChanged, false);
  assert.equal(sent.delivery, 'fresh');
  assert.ok(sent.peer.equals(bob.keys));

  const envelope = Envelope.decode(sent.envelope);
  assert.equal(envelope.signedPrekeyId, bundle.signedPrekey.keyId);
  assert.equal(envelope.oneTimePrekeyId, bundle.oneTimePrekey.keyId);
  assert.equal(envelope.ephemeralKey.length, 32);
  assert.equal(envelope.nonce.length, 12);
  assert.deepEqual(envelope.ciphertext, sent.envelope.slice(-envelope.ciphertext.length));

  const received = bob.receive('alice', alice.keys, sent.envelope);
  assert.equal(read(received.plaintext), 'hello');
  assert.equal(received.sessionStarted, true);
  assert.equal(received.sessionReplaced, false);
  assert.equal(received.oneTimePrekeyUsed, true);
  assert.ok(received.peer.equals(alice.keys));
  assert.throws(() => bob.receive('alice', alice.keys, sent.envelope), refused('duplicate_message'));

  const answer = bob.send('alice', text('hello back'));
  const frame = Frame.decode(answer.envelope);
  assert.equal(frame.number, 0);
  assert.equal(frame.ratchetKey.length, 32);
  assert.equal(read(alice.receive('bob', bob.keys, answer.envelope).plaintext), 'hello back');
  assert.throws(() => Frame.decode(sent.envelope), refused('malformed'));
});

test('sizes: nothing, the most, and one more', () => {
  const { alice, bob } = pair();
  const most = Buffer.alloc(smx.limits.maxPlaintextSize, 0xa5);
  const { envelope } = alice.send('b', most, { bundle: bob.bundle() });
  assert.deepEqual(Buffer.from(bob.receive('a', alice.keys, envelope).plaintext), most);
  const empty = alice.send('b', new Uint8Array(0));
  assert.equal(bob.receive('a', alice.keys, empty.envelope).plaintext.length, 0);
  const tooMuch = Buffer.alloc(most.length + 1);
  assert.throws(() => alice.send('b', tooMuch), refused('too_large'));
  const endless = Buffer.alloc(8 << 20);
  assert.throws(() => alice.send('b', endless), refused('too_large'));
  assert.throws(() => bob.receive('a', alice.keys, endless), refused('malformed'));
  // Many of the largest: each has memory of its own.
  const sizes = Array.from({ length: 50 }, () => {
    const sent = alice.send('b', most);
    return bob.receive('a', alice.keys, sent.envelope).plaintext;
  });
  assert.ok(sizes.every((plaintext) => Buffer.compare(plaintext, most) === 0));
});

test('outputs are the application\'s own; a plaintext can be wiped, or put where it belongs', () => {
  const { alice, bob } = pair();
  const first = alice.send('b', text('one'), { bundle: bob.bundle() }).envelope;
  const second = alice.send('b', text('two')).envelope;
  const received = bob.receive('a', alice.keys, first);
  assert.equal(read(bob.receive('a', alice.keys, second).plaintext), 'two');
  assert.equal(read(received.plaintext), 'one');
  received.wipe();
  assert.deepEqual([...received.plaintext], [0, 0, 0]);

  const into = new Uint8Array(16).fill(7);
  const third = alice.send('b', text('three')).envelope;
  const put = bob.receive('a', alice.keys, third, { into });
  assert.equal(read(put.plaintext), 'three');
  assert.equal(put.plaintext.buffer, into.buffer);
  put[Symbol.dispose]();
  assert.deepEqual([...into], [...Array(5).fill(0), ...Array(11).fill(7)]);
  const long = alice.send('b', Buffer.alloc(17, 1)).envelope;
  assert.equal(bob.receive('a', alice.keys, long, { into }).plaintext.length, 17);
  // Keys that were handed out are copies.
  const { keys } = alice;
  keys.identityKey.fill(0);
  assert.ok(keys.equals(alice.keys));
});

test('the plaintext leaves nothing in the memory that calls share', () => {
  const { alice, bob } = pair();
  const secret = Buffer.alloc(600, 0x5e);
  const { envelope } = alice.send('b', secret, { bundle: bob.bundle() });
  bob.receive('a', alice.keys, envelope).wipe();
  const shared = Buffer.from(native.share());
  assert.equal(shared.includes(secret.subarray(0, 16)), false);
});

test('labels are bytes or strings, and half a character is none', () => {
  const { alice, bob } = pair();
  const bundle = bob.bundle();
  for (const label of ['', 'b\u00f6b', '\u{1f600}', 'x'.repeat(255), Buffer.of(0xff, 0)]) {
    alice.send(label, text('x'), { bundle });
    assert.ok(alice.keysOf(label).equals(bob.keys));
    assert.ok(alice.keysOf(Buffer.from(label)).equals(bob.keys));
  }
  assert.equal(alice.keysOf('nobody'), undefined);
  assert.throws(() => alice.send('\ud83d', text('x'), { bundle }), TypeError);
  assert.throws(() => alice.send('a\ude00', text('x'), { bundle }), TypeError);
  assert.throws(() => alice.send('x'.repeat(256), text('x'), { bundle }), refused('invalid_argument'));
  assert.throws(() => alice.send('x'.repeat(100000), text('x'), { bundle }), refused('invalid_argument'));
  const labels = alice.peers().map(({ label }) => Buffer.from(label).toString('hex'));
  assert.ok(labels.includes('ff00'));
  assert.ok(alice.peers().every(({ sessions }) => sessions === 1));
});

test('a label that stood for other keys', () => {
  const { alice, bob } = pair();
  const carol = Device.create(new MemoryStore(), { oneTimePrekeys: 0 });
  alice.send('friend', text('x'), { bundle: bob.bundle() });
  const changed = alice.send('friend', text('x'), { bundle: carol.bundle() });
  assert.equal(changed.peerKeysChanged, true);
  assert.ok(changed.peer.equals(carol.keys));
});

test('prekeys: made, published, used up, rotated', () => {
  let now = 1_700_000_000;
  const device = Device.create(new MemoryStore(), { oneTimePrekeys: 3, clock: { now: () => now } });
  assert.equal(device.oneTimePrekeys().length, 3);
  assert.equal(device.lowOnOneTimePrekeys(3), false);
  assert.equal(device.lowOnOneTimePrekeys(4), true);
  const made = device.replenish(2);
  assert.deepEqual(device.oneTimePrekeys().slice(3), made);
  assert.throws(() => device.replenish(1001), refused('invalid_argument'));
  assert.equal(device.rotationDue(), false);
  now += smx.limits.signedPrekeyRotationSeconds;
  assert.equal(device.rotationDue(), true);
  const before = device.signedPrekey;
  const rotated = device.rotate();
  rotated.verify(device.keys);
  assert.notEqual(rotated.keyId, before.keyId);
  assert.deepEqual(device.signedPrekey, rotated);
  const stranger = Device.create(new MemoryStore(), { oneTimePrekeys: 0 });
  assert.throws(() => rotated.verify(stranger.keys), refused('bad_signature'));
  device.purge();
});

test('delivery ids: the same bytes until they are acknowledged, then none', () => {
  const { alice, bob } = pair();
  const options = { bundle: bob.bundle(), deliveryId: 'm-1' };
  const sent = alice.send('b', text('once'), options);
  const again = alice.send('b', text('once'), options);
  assert.equal(again.delivery, 'repeated');
  assert.deepEqual(again.envelope, sent.envelope);
  assert.deepEqual(alice.pendingDeliveries().map(({ id, label, direction }) => (
    [read(id), read(label), direction])), [['m-1', 'b', 'sent']]);
  alice.acknowledge('m-1', 'sent');
  alice.acknowledge('never seen', 'received');
  const done = alice.send('b', text('once'), options);
  assert.equal(done.delivery, 'done');
  assert.equal(done.envelope.length, 0);

  const received = bob.receive('a', alice.keys, sent.envelope, { deliveryId: 'm-1' });
  assert.equal(read(received.plaintext), 'once');
  // Whatever comes under the id: what was kept is longer than this envelope could hold.
  const repeated = bob.receive('a', alice.keys, text('?'), { deliveryId: 'm-1' });
  assert.equal(repeated.delivery, 'repeated');
  assert.equal(read(repeated.plaintext), 'once');
  assert.throws(() => alice.send('b', text('x'), { deliveryId: '' }), TypeError);
  assert.throws(() => alice.send('b', text('x'), { deliveryId: 'x'.repeat(65) }), refused('invalid_argument'));
});

test('a peer that lost its state: suggested, restarted, limited', () => {
  let now = 1_700_000_000;
  const { alice, bob } = pair(undefined, undefined, { clock: { now: () => now } });
  const sent = alice.send('b', text('x'), { bundle: bob.bundle() }).envelope;
  bob.receive('a', alice.keys, sent);
  for (let i = 0; i < smx.limits.failuresBeforeRestart; i += 1) {
    assert.equal(bob.restartSuggested(alice.keys), false);
    const damaged = alice.send('b', text('x')).envelope.slice();
    damaged[damaged.length - 1] ^= 1;
    assert.throws(() => bob.receive('a', alice.keys, damaged), refused('decryption_failed'));
  }
  assert.equal(bob.restartSuggested(alice.keys), true);
  const restart = bob.restart('a', alice.bundle(), text('again'));
  assert.equal(restart.sessionStarted, true);
  const received = alice.receive('b', bob.keys, restart.envelope);
  assert.equal(received.sessionReplaced, true);
  assert.throws(() => bob.restart('a', alice.bundle(), text('x')), refused('restart_limited'));
  now += 86_400;
  bob.restart('a', alice.bundle(), text('x'));
});

test('generation and reload', () => {
  const { alice, bob } = pair();
  const before = alice.generation;
  carry(bob, alice, 'x');
  assert.equal(alice.generation, before + 1n);
  alice.reload();
  assert.equal(alice.generation, before + 1n);
  assert.ok(DeviceKeys.of(alice.keys).equals(alice.keys));
});
