// What the tests share. SMX_NODE_PACKAGE is the folder of the built package.

import { randomBytes, createCipheriv, createDecipheriv } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

export const kPackage = process.env.SMX_NODE_PACKAGE;
const load = (name) => import(pathToFileURL(join(kPackage, 'dist', name)).href);
export const smx = await load('index.js');
/** The native module itself, for what TypeScript would not let through. */
export const { native } = await load('native.js');
export const { handleOfDevice } = await load('device.js');

smx.init();

export const text = (string) => Buffer.from(string, 'utf8');
export const read = (bytes) => Buffer.from(bytes).toString('utf8');

/** A store that keeps its records in a Map, as an application would in its database. */
export class MapStore {
  generation = 0n;
  records = new Map();
  commits = 0;

  load() {
    const records = [...this.records].map(([id, value]) => ({ id, value }));
    return { generation: this.generation, records };
  }

  commit(expected, changes) {
    if (expected !== this.generation) throw new smx.SmxError('stale_state');
    for (const { id, value } of changes) {
      if (value === null) this.records.delete(id);
      else this.records.set(id, value);
    }
    this.generation += 1n;
    this.commits += 1;
  }
}

/** A key store that wraps with AES-256-GCM under a key of its own. */
export class TestKeyWrap {
  #key;
  wraps = 0;
  unwraps = 0;

  constructor(key = randomBytes(32)) {
    this.#key = key;
  }

  wrap(dataKey) {
    this.wraps += 1;
    const nonce = randomBytes(12);
    const cipher = createCipheriv('aes-256-gcm', this.#key, nonce);
    const sealed = Buffer.concat([cipher.update(dataKey), cipher.final()]);
    return Buffer.concat([nonce, cipher.getAuthTag(), sealed]);
  }

  unwrap(wrapped) {
    this.unwraps += 1;
    const decipher = createDecipheriv('aes-256-gcm', this.#key, wrapped.subarray(0, 12));
    decipher.setAuthTag(wrapped.subarray(12, 28));
    return Buffer.concat([decipher.update(wrapped.subarray(28)), decipher.final()]);
  }
}

export class TestCounter {
  value = 0n;

  read() {
    return this.value;
  }

  advance(value) {
    if (value > this.value) this.value = value;
  }
}

/** Two devices with a session that both have used. */
export function pair(aliceStore = new smx.MemoryStore(), bobStore = new smx.MemoryStore(), options) {
  const alice = smx.Device.create(aliceStore, { oneTimePrekeys: 2, ...options });
  const bob = smx.Device.create(bobStore, { oneTimePrekeys: 2, ...options });
  carry(alice, bob, 'first', { bundle: bob.bundle() });
  carry(bob, alice, 'second');
  return { alice, bob };
}

const names = new WeakMap();
const nameOf = (device) => {
  if (!names.has(device)) names.set(device, Buffer.from(device.keys.identityKey).toString('hex'));
  return names.get(device);
};

/** Sends a text and receives it; gives both sides. Labels are the devices' keys. */
export function carry(from, to, message, options = {}) {
  const sent = from.send(nameOf(to), text(message), options);
  const received = to.receive(nameOf(from), from.keys, sent.envelope);
  return { sent, received, message: read(received.plaintext) };
}

/** An error of the table. */
export const refused = (name) => (error) => error instanceof smx.SmxError && error.name === name
  && error.code === smx.errorNumbers[name];

/** A folder that is gone after the test. */
export function folder(context) {
  const made = mkdtempSync(join(tmpdir(), 'smx-node-'));
  context.after(() => rmSync(made, { recursive: true }));
  return made;
}
