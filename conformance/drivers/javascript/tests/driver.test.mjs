// The driver as a process: framing, flushing, its end.

import { strict as assert } from 'node:assert';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { LineSplitter } from '../line_splitter.mjs';

const kDriver = fileURLToPath(new URL('../driver.mjs', import.meta.url));
const kMiB = 1024 * 1024;

const start = () => spawn(process.execPath, [kDriver], { stdio: ['pipe', 'pipe', 'inherit'] });

/** Runs the driver on an input: {replies, status}. */
async function converse(...chunks) {
  const child = start();
  const exit = once(child, 'exit');
  const lines = [];
  createInterface({ input: child.stdout }).on('line', (line) => lines.push(JSON.parse(line)));
  for (const chunk of chunks) child.stdin.write(chunk);
  child.stdin.end();
  const [status] = await exit;
  if (!child.stdout.readableEnded) await once(child.stdout, 'close');
  return { replies: lines, status };
}

test('one reply a line, in the order of the requests, exit 0 at the end of the input', async () => {
  const { replies, status } = await converse(
    '{"id":1,"op":"case.begin","case":"c"}\n{"id":"two","op":"nonsense"}\nnot JSON\n',
    '{"id":3,"op":"hmac.sha', '256","key":"","message":""}\n\n',
    '{"id":4,"op":"case.end"}');
  assert.deepEqual(replies.map(({ id }) => id), [1, 'two', null, 3, null, 4]);
  assert.equal(status, 0);
});

test('bye is answered and ends the driver with status 0; nothing follows', async () => {
  const { replies, status } = await converse('{"id":1,"op":"bye"}\n{"id":2,"op":"case.end"}\n');
  assert.deepEqual(replies, [{ id: 1, ok: {} }]);
  assert.equal(status, 0);
});

test('a reply comes before the next request is written', async () => {
  const child = start();
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  for (let id = 0; id < 5; id += 1) {
    child.stdin.write(`{"id":${id},"op":"case.end"}\n`);
    assert.equal(JSON.parse((await lines.next()).value).id, id);
  }
  child.stdin.write('{"id":9,"op":"bye"}\n');
  const [status] = await once(child, 'exit');
  assert.equal(status, 0);
});

test('a line of 1 MiB is read, one byte more is an error, and the driver goes on', async () => {
  const request = '{"id":1,"op":"case.end"}';
  const { replies } = await converse(
    `${request.padEnd(kMiB)}\n`, `${request.padEnd(kMiB + 1)}\n`, 'x'.repeat(5 * kMiB), '\n',
    `${request}\n`);
  assert.deepEqual(replies.map(({ id }) => id), [1, null, null, 1]);
  assert.match(replies[1].error.message, /1 MiB/);
});

test('a long reply arrives whole before the end of the driver', async () => {
  const key = '00'.repeat(32);
  const plaintext = 'ab'.repeat(400000);
  const seal = { op: 'aes256gcm.seal', key, nonce: '00'.repeat(12), plaintext, aad: '' };
  const lines = [1, 2, 3].map((id) => `${JSON.stringify({ id, ...seal })}\n`);
  const { replies } = await converse(...lines, '{"id":4,"op":"bye"}\n');
  assert.deepEqual(replies.map(({ id }) => id), [1, 2, 3, 4]);
  assert.equal(replies[2].ok.ciphertext.length, 2 * 400016);
});

test('lines are split wherever the chunks end', () => {
  const bytes = Buffer.from('one\n\ntwo\nthree');
  for (let cut = 0; cut <= bytes.length; cut += 1) {
    const splitter = new LineSplitter();
    const lines = [bytes.subarray(0, cut), bytes.subarray(cut)]
      .flatMap((chunk) => splitter.push(chunk));
    assert.deepEqual(
      [...lines, ...splitter.finish()].map(String), ['one', '', 'two', 'three']);
  }
});
