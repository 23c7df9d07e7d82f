// The DR_V1 codec [DRV1-01] to [DRV1-06].

import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import { frameHeader, parseFrame } from '../drv1.mjs';

const kKey = Buffer.from(Array.from({ length: 32 }, (_, i) => i + 1));
const kTail = Buffer.alloc(16, 0xee);
const frame = ({ pn = 0x01020304, n = 0x05060708, tail = kTail } = {}) =>
  Buffer.concat([frameHeader({ ratchetKey: kKey, pn, n }), tail]);
const isMalformed = (bytes) =>
  assert.throws(() => parseFrame(bytes), { name: 'Reject', reason: 'malformed' });
const changed = (offset, value) => {
  const bytes = frame();
  bytes[offset] = value;
  return bytes;
};

test('the layout, byte for byte [DRV1-01]', () => {
  assert.equal(
    frame().toString('hex'),
    `4452563100${kKey.toString('hex')}0102030405060708${kTail.toString('hex')}`);
  const parsed = parseFrame(frame({ tail: Buffer.alloc(20, 0xdd) }));
  assert.deepEqual(parsed.ratchetKey, kKey);
  assert.deepEqual([parsed.flags, parsed.pn, parsed.n], [0, 0x01020304, 0x05060708]);
  assert.deepEqual(parsed.ciphertext, Buffer.alloc(20, 0xdd));
  assert.equal(parsed.header.length, 45);
});

test('magic and flags [DRV1-04]', () => {
  for (let offset = 0; offset < 4; offset += 1) isMalformed(changed(offset, 0x00));
  for (let flags = 1; flags <= 0xff; flags += 1) isMalformed(changed(4, flags));
});

test('61 to 65,597 bytes [DRV1-05]', () => {
  for (let length = 0; length < 61; length += 1) isMalformed(frame().subarray(0, length));
  parseFrame(frame());
  parseFrame(frame({ tail: Buffer.alloc(65552) }));
  isMalformed(frame({ tail: Buffer.alloc(65553) }));
});

test('N is never 2^32 - 1, PN may be [DRV1-06]', () => {
  isMalformed(frame({ n: 0xffffffff }));
  assert.equal(parseFrame(frame({ n: 0xfffffffe })).n, 0xfffffffe);
  assert.equal(parseFrame(frame({ pn: 0xffffffff })).pn, 0xffffffff);
});

test('any ratchet key passes the form check', () => {
  const bytes = frame();
  bytes.fill(0x00, 5, 37);
  assert.deepEqual(parseFrame(bytes).ratchetKey, Buffer.alloc(32));
});
