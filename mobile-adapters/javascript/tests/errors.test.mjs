// Errors: one class, one table; wrong types; what is closed.

import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import { handleOfDevice, native, pair, refused, smx, text } from './support.mjs';

const { Bundle, Device, DeviceKeys, Envelope, MemoryStore, SealedStore, SignedPrekey, SmxError, SqliteStore } = smx;

test('one class with the name and number of the table', () => {
  for (const [name, code] of Object.entries(smx.errorNumbers)) {
    const byName = new SmxError(name);
    const byNumber = new SmxError(code);
    for (const error of [byName, byNumber]) {
      assert.ok(error instanceof Error);
      assert.equal(error.name, name);
      assert.equal(error.code, code);
      assert.ok(error.message.length > 10);
      assert.equal('fault' in error, false);
    }
  }
  assert.equal(new SmxError(9999).name, 'unknown');
  assert.equal(new SmxError(9999).code, 9999);
  assert.throws(() => new SmxError('no_such_name'), TypeError);
  assert.throws(() => new SmxError('toString'), TypeError);
  assert.equal(new SmxError('stale_state', { cause: 7 }).cause, 7);
});

test('a decoder says where it stopped, and shows no byte', () => {
  const { alice, bob } = pair();
  const good = bob.bundle().encode();
  assert.throws(() => Bundle.decode(good.slice(0, 100)), (error) => {
    assert.ok(refused('malformed')(error));
    assert.equal(error.fault.kind, 'truncated');
    assert.equal(error.fault.offset, 100);
    return true;
  });
  const damaged = good.slice();
  damaged[0] ^= 1;
  assert.throws(() => Bundle.decode(damaged), (error) => error.fault.field === 'magic');
  assert.throws(() => Envelope.decode(text('SMX1')), (error) => error.fault.kind === 'truncated');
  // Form is not truth: another device's signature.
  const forged = Bundle.of({ keys: alice.keys, signedPrekey: bob.signedPrekey });
  assert.throws(() => forged.verify(), refused('bad_signature'));
  assert.throws(() => alice.send('new', text('x'), { bundle: forged }), refused('malformed'));
  const stranger = Device.create(new MemoryStore(), { oneTimePrekeys: 0 });
  const mixed = Bundle.of({ keys: stranger.keys, signedPrekey: bob.signedPrekey });
  assert.throws(() => alice.send('new', text('x'), { bundle: mixed }), refused('bad_signature'));
});

test('key ids have a form', () => {
  const { bob } = pair();
  const { publicKey, signature } = bob.signedPrekey;
  const of = (keyId) => SignedPrekey.of({ keyId, publicKey, signature });
  for (const keyId of ['', Buffer.of(0xff), 'a\n']) {
    assert.throws(() => of(keyId).verify(bob.keys), refused('malformed'));
  }
  assert.throws(() => of('x'.repeat(65)), refused('malformed'));
  assert.throws(() => of(Buffer.of(0xff)).keyId, refused('malformed'));
  assert.equal(of('\ufeffmark').keyId, '\ufeffmark');
});

test('wrong types are TypeErrors, and a string is never a secret', () => {
  const { alice, bob } = pair();
  const bundle = bob.bundle();
  for (const wrong of ['text', 7, null, undefined, {}, [1], new Uint16Array(2), new ArrayBuffer(4), new DataView(new ArrayBuffer(4))]) {
    assert.throws(() => alice.send('b', wrong, { bundle }), TypeError);
    assert.throws(() => alice.receive('b', bob.keys, wrong), TypeError);
    assert.throws(() => Bundle.decode(wrong), TypeError);
  }
  for (const wrong of [7, null, undefined, {}]) {
    assert.throws(() => alice.send(wrong, text('x'), { bundle }), TypeError);
    assert.throws(() => alice.acknowledge(wrong, 'sent'), TypeError);
    assert.throws(() => Device.create(wrong), TypeError);
    assert.throws(() => new SqliteStore(wrong), TypeError);
    assert.throws(() => alice.receive('b', wrong, text('x')), TypeError);
  }
  for (const wrong of [-1, 1.5, '3', NaN, 2 ** 53, null]) {
    assert.throws(() => alice.replenish(wrong), TypeError);
  }
  assert.throws(() => alice.acknowledge('id', 'both'), TypeError);
  assert.throws(() => DeviceKeys.of({ identityKey: new Uint8Array(31), signingKey: new Uint8Array(32) }), TypeError);
});

test('the native module takes whatever it is given', () => {
  const handle = handleOfDevice(pair().alice);
  const strange = [undefined, null, 0, -1, 1e300, 'x', {}, [], Symbol('x'), 1n, () => 1, new Uint8Array(3),
    new Uint16Array(3), handle, process, new Proxy({}, { get: () => { throw new Error('trap'); } })];
  for (const [name, call] of Object.entries(native)) {
    // Closing is what it says, and a path is made.
    if (name === 'deviceClose' || name === 'storeSqlite') continue;
    for (const first of strange) {
      for (const rest of strange) {
        for (const count of [0, 1, 3, 6, 12]) {
          const given = count === 0 ? [] : [first, ...Array(count - 1).fill(rest)];
          try {
            call(...given);
          } catch (error) {
            assert.ok(error instanceof Error, `${name}: ${error}`);
          }
        }
      }
    }
  }
  assert.equal(typeof native.deviceGeneration(handle), 'bigint');
});

test('what is closed throws, and closing again does nothing', () => {
  const store = new MemoryStore();
  const device = Device.create(store, { oneTimePrekeys: 0 });
  store.close();
  store.close();
  assert.throws(() => Device.open(store), refused('invalid_argument'));
  assert.throws(() => new SealedStore(store, { name: 'd', keyWrap: {} }), refused('invalid_argument'));
  // The device stands on the store all the same.
  device.replenish(1);
  device[Symbol.dispose]();
  device.close();
  const bundle = pair().bob.bundle();
  for (const use of [
    () => device.keys, () => device.generation, () => device.reload(), () => device.rotate(),
    () => device.oneTimePrekeys(), () => device.peers(), () => device.purge(), () => device.bundle(),
    () => device.pendingDeliveries(), () => device.replenish(1), () => device.keysOf('x'),
    () => device.send('b', text('x'), { bundle }), () => device.restart('b', bundle, text('x')),
    () => device.receive('b', bundle.keys, text('x')), () => device.acknowledge('x', 'sent'),
    () => device.restartSuggested(bundle.keys), () => device.lowOnOneTimePrekeys(1),
    () => device.rotationDue(), () => device.signedPrekey,
  ]) {
    assert.throws(use, (error) => refused('invalid_argument')(error) && /closed/.test(error.message));
  }
});

test('a store that is not empty, and one that is', () => {
  const store = new MemoryStore();
  assert.throws(() => Device.open(store), refused('invalid_argument'));
  Device.create(store, { oneTimePrekeys: 0 });
  assert.throws(() => Device.create(store), refused('invalid_argument'));
  assert.throws(() => Device.create(new MemoryStore(), { oneTimePrekeys: 1001 }), refused('invalid_argument'));
  assert.throws(() => new SqliteStore('/no/such/folder/at/all/device.db'), refused('storage_failed'));
  assert.throws(() => new SqliteStore('zero\0byte'), refused('invalid_argument'));
});
