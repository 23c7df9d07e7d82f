// Memory stays flat: handles that are closed, and handles that are forgotten. Run with --expose-gc.

import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import { MapStore, smx, TestKeyWrap } from './support.mjs';

const { ApplicationStore, Device, MemoryStore, SealedStore } = smx;
const kCycles = Number(process.env.SMX_NODE_CYCLES ?? 20_000);
// Bytes: pages that the allocators keep. What is tested here would lose 69 MB or more if each cycle
// kept one handle or one message.
const kAllowed = 48 << 20;

// Finalizers run between turns of the event loop.
const turn = () => new Promise((resolve) => { setImmediate(resolve); });
async function settled() {
  for (let i = 0; i < 4; i += 1) {
    globalThis.gc();
    await turn();
  }
  return process.memoryUsage().rss;
}

async function growth(cycles, cycle, between = 500) {
  const run = async (count) => {
    for (let i = 0; i < count; i += 1) {
      cycle();
      if (i % between === 0) await settled();
    }
    return settled();
  };
  const before = await run(cycles / 2);
  return await run(cycles) - before;
}

test('devices that are created and closed', async () => {
  const grown = await growth(kCycles, () => {
    const store = new MemoryStore();
    const device = Device.create(store, { oneTimePrekeys: 0 });
    device.close();
    store.close();
  });
  assert.ok(grown < kAllowed, `${grown} bytes more`);
});

test('devices that are forgotten, over stores, key stores and clocks of the application', async () => {
  const grown = await growth(Math.floor(kCycles / 10), () => {
    const callbacks = new MapStore();
    const store = new SealedStore(new ApplicationStore(callbacks), { name: 'd', keyWrap: new TestKeyWrap() });
    const device = Device.create(store, { oneTimePrekeys: 0, clock: { now: () => 1_700_000_000 } });
    callbacks.circle = { device, store }; // a cycle through the native side
  });
  assert.ok(grown < kAllowed, `${grown} bytes more`);
});

test('messages that are large, and errors', async () => {
  const alice = Device.create(new MemoryStore(), { oneTimePrekeys: 0 });
  const bob = Device.create(new MemoryStore(), { oneTimePrekeys: 0 });
  const options = { bundle: bob.bundle() };
  const plaintext = Buffer.alloc(65_536, 1);
  const grown = await growth(Math.floor(kCycles / 10), () => {
    bob.receive('a', alice.keys, alice.send('b', plaintext, options).envelope);
    assert.throws(() => bob.receive('a', alice.keys, plaintext));
  }, 50);
  assert.ok(grown < kAllowed, `${grown} bytes more`);
});
