// What crossing from JavaScript costs: a message of 1 KiB sent and received through the package, beside
// the same calls in C++, turn by turn in one run. Prints CPU time and the ratio of the medians; the goal
// is 1.5.
//
//   node crossing.mjs <folder of the built package> <smx-bench-crossing> [rounds]

import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';

const [folder, program, rounds = '15'] = process.argv.slice(2);
const { Device, init, MemoryStore } = await import(pathToFileURL(join(folder, 'dist/index.js')).href);

const kBatch = 100;
const kBatches = 50;
const plaintext = Buffer.alloc(1024, 7);

init();
const alice = Device.create(new MemoryStore());
const bob = Device.create(new MemoryStore());
const aliceKeys = alice.keys;
const first = alice.send('bob', plaintext, { bundle: bob.bundleWithOneTimePrekey() });
bob.receive('alice', aliceKeys, first.envelope);
alice.receive('bob', bob.keys, bob.send('alice', plaintext).envelope);

/** Microseconds of CPU, garbage collection in other threads included. */
function cpu() {
  const { user, system } = process.cpuUsage();
  return user + system;
}

const kinds = ['send', 'receive', 'receive into an array that is used again'];
const into = new Uint8Array(1024);

/** One turn: CPU time of a message in ns, for each kind. */
function turn() {
  let sending = 0;
  let receiving = 0;
  let receivingInto = 0;
  for (let batch = 0; batch < kBatches; batch += 1) {
    const sent = [];
    const start = cpu();
    for (let i = 0; i < kBatch; i += 1) sent.push(alice.send('bob', plaintext));
    const middle = cpu();
    for (const { envelope } of sent) bob.receive('alice', aliceKeys, envelope).wipe();
    sending += middle - start;
    receiving += cpu() - middle;
    const others = sent.map(() => alice.send('bob', plaintext));
    const before = cpu();
    for (const { envelope } of others) bob.receive('alice', aliceKeys, envelope, { into }).wipe();
    receivingInto += cpu() - before;
  }
  return [sending, receiving, receivingInto].map((us) => us * 1000 / (kBatch * kBatches));
}

const native = spawn(program, { stdio: ['pipe', 'pipe', 'inherit'] });
const lines = createInterface({ input: native.stdout })[Symbol.asyncIterator]();
async function nativeTurn() {
  native.stdin.write('go\n');
  const { value, done } = await lines.next();
  if (done) throw new Error(`${program} ended`);
  return value.split(' ').map(Number);
}

const median = (values) => values.sort((a, b) => a - b)[Math.floor(values.length / 2)];

turn(); // the compiler's turn
await nativeTurn();
const ours = [];
const theirs = [];
for (let round = 0; round < Number(rounds); round += 1) {
  theirs.push(await nativeTurn());
  ours.push(turn());
}
native.stdin.end();

console.log('1 KiB message, CPU time, medians of', rounds, 'turns');
for (const [index, name] of kinds.entries()) {
  const node = median(ours.map((times) => times[index]));
  const cpp = median(theirs.map((times) => times[Math.min(index, 1)]));
  console.log(`${name.padEnd(41)} C++ ${cpp.toFixed(0)} ns  node ${node.toFixed(0)} ns  ratio ${(node / cpp).toFixed(2)}`);
}
