// What the application implements, and how it may misbehave.

import { strict as assert } from 'node:assert';
import { join } from 'node:path';
import { test } from 'node:test';
import { carry, folder, MapStore, pair, read, refused, smx, TestCounter, TestKeyWrap, text } from './support.mjs';

const { ApplicationStore, Device, MemoryStore, SealedStore, SmxError, SqliteStore } = smx;

const causedBy = (name, cause) => (error) => refused(name)(error) && error.cause === cause;

test('a store of the application: created, closed, opened, and every change in it', () => {
  const records = new MapStore();
  const { alice, bob } = pair(new ApplicationStore(records));
  const { keys } = alice;
  assert.ok(records.commits >= 3);
  alice.close();
  const again = Device.open(new ApplicationStore(records));
  assert.ok(again.keys.equals(keys));
  assert.equal(carry(again, bob, 'still here').message, 'still here');
  // Another device over the same records is faster: the slower one reloads and repeats.
  const other = Device.open(new ApplicationStore(records));
  other.replenish(1);
  assert.throws(() => again.replenish(1), refused('stale_state'));
  again.reload();
  again.replenish(1);
});

test('what a store throws is the cause, and nothing has changed', () => {
  const records = new MapStore();
  const fine = records.commit;
  const { alice, bob } = pair(new ApplicationStore(records));
  const { generation } = alice;
  for (const [thrown, name] of [
    [new Error('disk full'), 'storage_failed'],
    [new SmxError('stale_state'), 'stale_state'],
    [new SmxError('storage_corrupt'), 'storage_corrupt'],
    [new SmxError('decryption_failed'), 'storage_failed'],
    [{ code: 13 }, 'storage_failed'],
    ['a string', 'storage_failed'],
    [undefined, 'storage_failed'],
    [null, 'storage_failed'],
  ]) {
    records.commit = () => { throw thrown; };
    assert.throws(() => alice.replenish(1), causedBy(name, thrown));
    assert.throws(() => alice.send('b', text('x'), { bundle: bob.bundle() }), causedBy(name, thrown));
    assert.equal(alice.generation, generation);
  }
  records.commit = fine;
  assert.equal(carry(alice, bob, 'as before').message, 'as before');
  // An error that has nothing to do with a callback has no cause.
  assert.throws(() => alice.send('nobody', text('x')), (error) => !('cause' in error));
});

test('values that no store should give', () => {
  for (const loaded of [
    undefined, null, 7, {}, { generation: 0, records: [] }, { generation: -1n, records: [] },
    { generation: 2n ** 64n, records: [] }, { generation: 0n }, { generation: 0n, records: [7] },
    { generation: 0n, records: [{ id: 7, value: text('x') }] },
    { generation: 0n, records: [{ id: 'a\0b', value: text('x') }] },
    { generation: 0n, records: [{ id: 'a', value: 'text' }] },
    Promise.resolve({ generation: 0n, records: [] }),
  ]) {
    const store = new ApplicationStore({ load: () => loaded, commit: () => {} });
    assert.throws(() => Device.create(store), (error) => refused('storage_failed')(error)
      && error.cause instanceof TypeError);
  }
  // Records of something else.
  const strange = new ApplicationStore({
    load: () => ({ generation: 3n, records: [{ id: 'x'.repeat(5000), value: Buffer.alloc(9) }] }),
    commit: () => {},
  });
  assert.throws(() => Device.open(strange), SmxError);
  // Async functions: nothing would wait for them.
  const late = new MapStore();
  const store = new ApplicationStore({ load: () => late.load(), commit: async (...all) => late.commit(...all) });
  assert.throws(() => Device.create(store), (error) => refused('storage_failed')(error)
    && /promise/.test(error.cause.message));
  assert.throws(() => Device.create(new ApplicationStore({})), refused('storage_failed'));
  assert.throws(() => Device.create(new ApplicationStore(null)), refused('storage_failed'));
});

test('a sealed store: the key store, the counter, a new data key', (context) => {
  const path = join(folder(context), 'device.db');
  const keyWrap = new TestKeyWrap();
  const counter = new TestCounter();
  const sealed = new SealedStore(new SqliteStore(path), { name: 'alice', keyWrap, counter });
  const { alice, bob } = pair(sealed);
  const { keys } = alice;
  assert.equal(keyWrap.wraps, 1);
  assert.ok(counter.value > 0n);
  assert.ok(sealed.sealsUsed > 0n);
  alice.close();
  sealed.rekey();
  assert.equal(keyWrap.wraps, 2);
  sealed.close();

  const again = new SealedStore(new SqliteStore(path), { name: 'alice', keyWrap, counter });
  const reopened = Device.open(again);
  assert.ok(reopened.keys.equals(keys));
  assert.equal(carry(reopened, bob, 'sealed').message, 'sealed');
  reopened.close();
  again.close();
  const open = (options) => new SealedStore(new SqliteStore(path), { name: 'alice', keyWrap, counter, ...options });
  assert.throws(() => open({ name: 'mallory' }), refused('storage_corrupt'));
  counter.value += 5n; // The store is older than the counter: a backup came back.
  assert.throws(() => Device.open(open({})), refused('stale_state'));
});

test('what a key store throws or gives', () => {
  const fault = new Error('locked');
  const seal = (keyWrap) => new SealedStore(new MemoryStore(), { name: 'd', keyWrap });
  assert.throws(() => seal({ wrap: () => { throw fault; } }), causedBy('key_unavailable', fault));
  for (const wrapped of [undefined, null, 'text', 7, new Uint8Array(0), new Uint8Array(4097), new Uint16Array(8), Promise.resolve(text('x'))]) {
    assert.throws(() => seal({ wrap: () => wrapped }), refused('key_unavailable'));
  }
  const inner = new MapStore();
  const keyWrap = new TestKeyWrap();
  const over = (wrap) => new SealedStore(new ApplicationStore(inner), { name: 'd', keyWrap: wrap });
  Device.create(over(keyWrap), { oneTimePrekeys: 0 }).close();
  for (const key of [undefined, 'text', new Uint8Array(31), new Uint8Array(33)]) {
    assert.throws(() => over({ unwrap: () => key }), refused('key_unavailable'));
  }
  assert.throws(() => over({ unwrap: () => { throw fault; } }), causedBy('key_unavailable', fault));
  assert.throws(() => over({ unwrap: () => new Uint8Array(32) }), refused('storage_corrupt'));
});

test('the data key does not stay in the arrays of the callbacks', () => {
  const inner = new MapStore();
  const keyWrap = new TestKeyWrap();
  const seen = [];
  const keeping = {
    wrap: (dataKey) => {
      seen.push(dataKey);
      assert.ok(dataKey.some((byte) => byte !== 0));
      return keyWrap.wrap(dataKey);
    },
    unwrap: (wrapped) => {
      const key = keyWrap.unwrap(wrapped);
      seen.push(key);
      return key;
    },
  };
  const seal = () => new SealedStore(new ApplicationStore(inner), { name: 'd', keyWrap: keeping });
  Device.create(seal(), { oneTimePrekeys: 0 }).close();
  Device.open(seal()).close();
  assert.equal(seen.length, 2);
  assert.ok(seen.every((key) => key.length === 32 && key.every((byte) => byte === 0)));
});

test('what a counter and a clock throw or give', () => {
  const fault = new Error('gone');
  const keyWrap = new TestKeyWrap();
  const seal = (counter) => new SealedStore(new MemoryStore(), { name: 'd', keyWrap, counter });
  for (const value of [undefined, 7, -1n, 2n ** 64n, 'x']) {
    assert.throws(() => Device.create(seal({ read: () => value, advance: () => {} })), refused('counter_failed'));
  }
  assert.throws(() => Device.create(seal({ read: () => { throw fault; }, advance: () => {} })), causedBy('counter_failed', fault));
  assert.throws(() => Device.create(seal({ read: () => 0n, advance: () => { throw fault; } })), causedBy('counter_failed', fault));

  let now = () => 1_700_000_000.9;
  const device = Device.create(new MemoryStore(), { oneTimePrekeys: 0, clock: { now: () => now() } });
  device.rotate();
  now = () => { throw fault; };
  assert.throws(() => device.rotate(), causedBy('clock_failed', fault));
  for (const time of [undefined, NaN, -1, Infinity, 'now', 5n]) {
    now = () => time;
    assert.throws(() => device.rotate(), refused('clock_failed'));
  }
});

test('a callback uses and closes what is calling it', () => {
  const records = new MapStore();
  const store = new ApplicationStore(records);
  const { alice, bob } = pair(store);
  const fine = records.commit.bind(records);
  const seen = [];
  records.commit = (...all) => {
    for (const use of [() => alice.keys, () => alice.replenish(1), () => alice.close()]) {
      try {
        use();
        seen.push('done');
      } catch (error) {
        seen.push(error.name);
      }
    }
    store.close();
    fine(...all);
  };
  alice.replenish(1);
  assert.deepEqual(seen, Array(3).fill('invalid_argument'));
  records.commit = fine;
  assert.equal(carry(alice, bob, 'unharmed').message, 'unharmed');
});

test('a callback that changes, transfers or shrinks what the call was given', () => {
  const plaintext = new Uint8Array(5000).fill(0x41);
  const label = new Uint8Array(80).fill(0x62);
  let isSpoiling = false;
  const clock = {
    now() {
      if (isSpoiling) {
        plaintext.fill(0x58);
        for (const { buffer } of [plaintext, label]) structuredClone(buffer, { transfer: [buffer] });
      }
      isSpoiling = false;
      return 1_700_000_000;
    },
  };
  const { alice, bob } = pair(undefined, undefined, { clock });
  const name = Buffer.from(label);
  alice.send(name, text('x'), { bundle: bob.bundle() });
  isSpoiling = true;
  // The clock is asked before the plaintext is read.
  const { envelope } = alice.restart(label, bob.bundle(), plaintext);
  assert.equal(plaintext.length, 0);
  assert.equal(read(bob.receive('a', alice.keys, envelope).plaintext), 'A'.repeat(5000));
  assert.ok(alice.keysOf(name).equals(bob.keys));
});

test('a callback that never comes back by itself', () => {
  const records = new MapStore();
  const { alice } = pair(new ApplicationStore(records));
  const fine = records.commit;
  records.commit = function endless() { return endless.call(this); };
  assert.throws(() => alice.replenish(1), (error) => refused('storage_failed')(error)
    && error.cause instanceof RangeError);
  records.commit = fine;
  alice.reload();
  alice.replenish(1);
});
