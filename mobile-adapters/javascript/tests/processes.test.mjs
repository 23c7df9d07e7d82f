// Two processes over one store: an app and its notification extension receive at the same time. No
// message is lost, none is shown twice, and the slower one gets stale_state and tries again.

import { strict as assert } from 'node:assert';
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { folder, refused, smx, TestKeyWrap, text } from './support.mjs';

const kMessages = 60;

/** A receiver with its answers, one at a time. */
class Receiver {
  #child;
  #lines;

  constructor(path, key) {
    const program = fileURLToPath(new URL('receiver.mjs', import.meta.url));
    this.#child = spawn(process.execPath, [program, path, key.toString('hex')], { stdio: ['pipe', 'pipe', 'inherit'] });
    this.#lines = createInterface({ input: this.#child.stdout })[Symbol.asyncIterator]();
  }

  async answer() {
    const { value, done } = await this.#lines.next();
    assert.equal(done, false, 'the receiver ended');
    return JSON.parse(value);
  }

  tell(message) {
    this.#child.stdin.write(`${JSON.stringify(message)}\n`);
  }

  async end() {
    this.#child.stdin.end();
    return new Promise((resolve) => { this.#child.on('exit', resolve); });
  }
}

test('two processes receive the same messages at the same time', async (context) => {
  const path = join(folder(context), 'bob.db');
  const key = randomBytes(32);
  const store = new smx.SealedStore(new smx.SqliteStore(path), { name: 'bob', keyWrap: new TestKeyWrap(key) });
  const bob = smx.Device.create(store, { oneTimePrekeys: 1 });
  const alice = smx.Device.create(new smx.MemoryStore(), { oneTimePrekeys: 0 });
  const bundle = bob.bundle();

  const app = new Receiver(path, key);
  const extension = new Receiver(path, key);
  await Promise.all([app.answer(), extension.answer()]);
  const sender = {
    identityKey: Buffer.from(alice.keys.identityKey).toString('hex'),
    signingKey: Buffer.from(alice.keys.signingKey).toString('hex'),
  };
  const shown = [];
  let stale = 0;
  for (let i = 0; i < kMessages; i += 1) {
    const envelope = Buffer.from(alice.send('bob', text(`message ${i}`), { bundle }).envelope).toString('hex');
    const message = { id: `id-${i}`, sender, envelope };
    app.tell(message);
    extension.tell(message);
    const answers = await Promise.all([app.answer(), extension.answer()]);
    for (const answer of answers) {
      stale += answer.stale;
      if (answer.delivery === 'fresh') shown.push(answer.text);
      else assert.ok(answer.text === '' || answer.text === `message ${i}`);
    }
  }
  assert.deepEqual([await app.end(), await extension.end()], [0, 0]);
  assert.deepEqual(shown, Array.from({ length: kMessages }, (_, i) => `message ${i}`));
  assert.ok(stale > 0, 'the processes never met');

  // This process slept meanwhile: it is the slowest.
  assert.throws(() => bob.replenish(1), refused('stale_state'));
  bob.reload();
  bob.replenish(1);
  assert.deepEqual(bob.pendingDeliveries(), []);
});
