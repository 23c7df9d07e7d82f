// One of two processes over one store (processes.test.mjs): an app or its notification extension. It
// receives what it is told, as an application should: with the message's delivery id; after
// stale_state it reloads and tries again. Then it hands the plaintext over and acknowledges it.

import { createInterface } from 'node:readline';
import { read, smx, TestKeyWrap } from './support.mjs';

const [path, keyHex] = process.argv.slice(2);
const keyWrap = new TestKeyWrap(Buffer.from(keyHex, 'hex'));
const store = new smx.SealedStore(new smx.SqliteStore(path), { name: 'bob', keyWrap });
const device = smx.Device.open(store);
const tell = (message) => process.stdout.write(`${JSON.stringify(message)}\n`);

/** Runs an operation until no other process was faster; gives how often one was. */
function persist(operation) {
  for (let stale = 0; ; stale += 1) {
    try {
      return { stale, result: operation() };
    } catch (error) {
      if (error.name !== 'stale_state' && error.name !== 'storage_failed') throw error;
      device.reload();
    }
  }
}

tell({ ready: true });
for await (const line of createInterface({ input: process.stdin })) {
  const { id, sender, envelope } = JSON.parse(line);
  const keys = smx.DeviceKeys.of({
    identityKey: Buffer.from(sender.identityKey, 'hex'),
    signingKey: Buffer.from(sender.signingKey, 'hex'),
  });
  const { stale, result } = persist(() => (
    device.receive('alice', keys, Buffer.from(envelope, 'hex'), { deliveryId: id })));
  // Only what is fresh is shown; what the other process received is done or about to be.
  tell({ id, stale, delivery: result.delivery, text: read(result.plaintext) });
  persist(() => device.acknowledge(id, 'received'));
}
