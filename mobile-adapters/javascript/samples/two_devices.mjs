// Two devices, one message each way; alice's state sealed in a file and opened again.

import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Device, init, MemoryStore, SealedStore, SqliteStore } from '@semafore/smx';

// In a product: the platform's key store (DPAPI, the keychain, a secret service).
class DemoKeyStore {
  #key = randomBytes(32);

  wrap(dataKey) {
    const nonce = randomBytes(12);
    const cipher = createCipheriv('aes-256-gcm', this.#key, nonce);
    return Buffer.concat([nonce, cipher.update(dataKey), cipher.final(), cipher.getAuthTag()]);
  }

  unwrap(wrapped) {
    const decipher = createDecipheriv('aes-256-gcm', this.#key, wrapped.subarray(0, 12));
    decipher.setAuthTag(wrapped.subarray(-16));
    return Buffer.concat([decipher.update(wrapped.subarray(12, -16)), decipher.final()]);
  }
}

init();
const folder = mkdtempSync(join(tmpdir(), 'smx-sample-'));
const keyWrap = new DemoKeyStore();
const openStore = () => new SealedStore(new SqliteStore(join(folder, 'alice.db')), { name: 'alice', keyWrap });

const bob = Device.create(new MemoryStore());
let store = openStore();
let alice = Device.create(store);

// Alice has fetched Bob's bundle from a directory that vouches for it.
const bundle = bob.bundleWithOneTimePrekey();
const { envelope } = alice.send('bob', Buffer.from('hello'), { bundle });
const first = bob.receive('alice', alice.keys, envelope);
console.log('bob reads:', Buffer.from(first.plaintext).toString());
first.wipe();

// The program ends, and begins again.
alice.close();
store.close();
store = openStore();
alice = Device.open(store);

const answer = bob.send('alice', Buffer.from('hello back')).envelope;
const second = alice.receive('bob', bob.keys, answer);
console.log('alice reads, opened again:', Buffer.from(second.plaintext).toString());
second.wipe();

alice.close();
store.close();
rmSync(folder, { recursive: true });
