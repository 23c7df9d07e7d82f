// Worker threads: each has handles of its own, and one that ends takes only its own with it.

import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { handleOfDevice, native, pair, carry, refused, smx } from './support.mjs';

const program = fileURLToPath(new URL('worker.mjs', import.meta.url));
const kWorkers = 4;

const start = (task) => new Worker(program, { workerData: { task } });
const ended = (worker) => new Promise((resolve, reject) => {
  worker.on('error', reject);
  worker.on('exit', resolve);
});
const message = (worker) => new Promise((resolve, reject) => {
  worker.once('message', resolve);
  worker.once('error', reject);
});

test('workers and the main thread at the same time', async () => {
  const { alice, bob } = pair();
  const workers = Array.from({ length: kWorkers }, () => start('talk'));
  const answers = workers.map(message);
  const ends = workers.map(ended);
  for (let i = 0; i < 200; i += 1) carry(alice, bob, `main ${i}`);
  assert.deepEqual(await Promise.all(answers), Array(kWorkers).fill(200));
  assert.deepEqual(await Promise.all(ends), Array(kWorkers).fill(0));
  assert.equal(carry(alice, bob, 'after them').message, 'after them');
});

test('a worker that is ended in the middle of a callback', async () => {
  for (let i = 0; i < 5; i += 1) {
    const worker = start('callback');
    await message(worker);
    assert.equal(await worker.terminate(), 1);
  }
  const { alice, bob } = pair();
  assert.equal(carry(alice, bob, 'unharmed').message, 'unharmed');
});

test('a worker that leaves everything open', async () => {
  const worker = start('leave');
  assert.equal(await ended(worker), 0);
});

test('handles and errors do not cross', () => {
  const { alice } = pair();
  assert.throws(() => structuredClone(handleOfDevice(alice)) && native.deviceGeneration(
    structuredClone(handleOfDevice(alice))), TypeError);
  assert.throws(() => alice.send('x', Buffer.of(1)), refused('no_session'));
  assert.ok(smx.cpuReport().initialised);
});
