// Big-endian integers [PRIM-01], little-endian readings, comparison.

import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import { equal, littleEndian, u16, u32 } from '../bytes.mjs';

test('integers are big-endian [PRIM-01]', () => {
  assert.equal(u16(0x0102).toString('hex'), '0102');
  assert.equal(u32(0xfffefdfc).toString('hex'), 'fffefdfc');
});

test('little-endian readings leave their input as it was', () => {
  const bytes = Buffer.of(1, 2);
  assert.equal(littleEndian(bytes), 0x0201n);
  assert.deepEqual(bytes, Buffer.of(1, 2));
  assert.equal(littleEndian(Buffer.alloc(0)), 0n);
});

test('equality', () => {
  assert.ok(equal(Buffer.of(1, 2), Buffer.of(1, 2)));
  assert.ok(!equal(Buffer.of(1, 2), Buffer.of(1, 3)));
  assert.ok(!equal(Buffer.of(1, 2), Buffer.of(1)));
});
