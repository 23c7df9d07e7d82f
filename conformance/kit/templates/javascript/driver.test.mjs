import assert from 'node:assert/strict';
import test from 'node:test';

import { kOps } from './ops.mjs';
import { Conversation, LineSplitter } from './protocol.mjs';

const kFrame = `4452563100${'11'.repeat(32)}0a0b0c0d01020304${'22'.repeat(20)}`;

const ask = (request, ops = kOps) => {
  const line = typeof request === 'string' ? request : JSON.stringify(request);
  return JSON.parse(new Conversation(ops).answer(Buffer.from(line, 'latin1')));
};

test('hello announces the table', () => {
  const { ops } = ask({ id: 1, op: 'hello', protocol: 1 }).ok;
  assert.deepEqual(ops, ['hello', 'case.begin', 'case.end', 'bye', ...Object.keys(kOps)]);
});

test('RFC 5869, case 1', () => {
  const reply = ask({
    id: 'a',
    op: 'hkdf.sha256',
    salt: '000102030405060708090a0b0c',
    ikm: '0b'.repeat(22),
    info: 'f0f1f2f3f4f5f6f7f8f9',
    length: 42,
  });
  assert.equal(reply.id, 'a');
  assert.match(reply.ok.okm, /^3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865/);
});

test('a frame is read or refused', () => {
  const { ok } = ask({ id: 1, op: 'drv1.parse', frame: kFrame });
  assert.deepEqual([ok.pn, ok.n], [0x0a0b0c0d, 0x01020304]);
  const refused = ask({ id: 1, op: 'drv1.parse', frame: kFrame.slice(0, -10) });
  assert.deepEqual(refused.reject, { reason: 'malformed' });
});

test('faults of the request are errors', () => {
  for (const request of [
    { id: 1, op: 'drv1.parse' },
    { id: 1, op: 'drv1.parse', frame: 'AA' },
    { id: 1, op: 'drv1.parse', frame: kFrame, more: 1 },
    { id: 1, op: 'hkdf.sha256', salt: '', ikm: '', info: '', length: 8161 },
    { id: 1, op: 'hello', protocol: 2 },
  ]) assert.ok(ask(request).error, JSON.stringify(request));
  for (const line of ['', '[]', '{', '{"id":true,"op":"bye"}', '{"op":"bye"}', '\xff']) {
    assert.equal(ask(line).id, null, line);
  }
});

test('a bug is an error and not a refusal', () => {
  const bug = { members: [], run: () => undefined.nothing };
  assert.ok(ask({ id: 1, op: 'bug' }, { bug }).error);
});

test('unknown operations are unsupported', () => {
  assert.deepEqual(ask({ id: 1, op: 'x25519' }).unsupported, { feature: 'x25519' });
});

test('a long line is dropped and the next one read', () => {
  const lines = new LineSplitter().push(Buffer.from(`${'a'.repeat(1024 * 1024 + 1)}\nb\n`));
  assert.deepEqual(lines, [null, Buffer.from('b')]);
});
