// Key ids [KEY-03] to [KEY-08].

import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import { checkDistinctKeyIds, checkKeyId, isUtf8 } from '../key_id.mjs';

const isKeyId = (bytes) => {
  try {
    checkKeyId(Buffer.from(bytes));
    return true;
  } catch (error) {
    assert.equal(error.reason, 'malformed');
    return false;
  }
};

test('1 to 64 bytes, counted in bytes [KEY-03]', () => {
  assert.ok(!isKeyId(''));
  assert.ok(isKeyId('a'));
  assert.ok(isKeyId('a'.repeat(64)));
  assert.ok(!isKeyId('a'.repeat(65)));
  assert.ok(isKeyId('é'.repeat(32)));
  assert.ok(!isKeyId('é'.repeat(33)));
});

test('well-formed UTF-8, byte by byte as node decodes it [KEY-04]', () => {
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  const decodes = (bytes) => {
    try {
      decoder.decode(bytes);
      return true;
    } catch {
      return false;
    }
  };
  // Every lead byte with every second byte that stands at the edge of a range, in every length.
  const seconds = [0x00, 0x7f, 0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbf, 0xc0, 0xff];
  for (let lead = 0; lead <= 0xff; lead += 1) {
    for (const second of seconds) {
      for (const rest of [[], [0x80], [0xbf, 0x80], [0x7f], [0x80, 0xc0], [0x80, 0x80, 0x80]]) {
        const bytes = Buffer.of(lead, second, ...rest);
        assert.equal(isUtf8(bytes), decodes(bytes), bytes.toString('hex'));
      }
    }
    assert.equal(isUtf8(Buffer.of(lead)), decodes(Buffer.of(lead)));
  }
});

test('overlong forms, surrogates, values above U+10FFFF, truncation, stray continuation', () => {
  for (const hex of [
    'c080', 'c1bf', 'e08080', 'e09fbf', 'f0808080', 'f08fbfbf', 'eda080', 'edbfbf', 'f4908080',
    'f5808080', 'ff', 'fe', '80', 'bf', 'c3', 'e282', 'f09f98', '61c3', 'e28228',
  ]) {
    assert.ok(!isKeyId(Buffer.from(hex, 'hex')), hex);
  }
  for (const hex of [
    'c280', 'dfbf', 'e0a080', 'ed9fbf', 'ee8080', 'efbfbf', 'f0908080', 'f48fbfbf',
  ]) {
    assert.ok(isKeyId(Buffer.from(hex, 'hex')), hex);
  }
});

test('no control characters of ASCII; those above are allowed [KEY-05]', () => {
  for (let code = 0; code < 0x80; code += 1) {
    assert.equal(isKeyId(Buffer.of(0x61, code)), code >= 0x20 && code !== 0x7f);
  }
  assert.ok(isKeyId('\u0080'));
});

test('compared byte for byte, never normalised [KEY-06], [KEY-08]', () => {
  const distinct = (...ids) => checkDistinctKeyIds(ids.map((id) => Buffer.from(id)));
  distinct('\u00e9', 'e\u0301', 'E', 'e', ' e', 'e ');
  assert.throws(() => distinct('a', 'b', 'a'), { reason: 'malformed' });
  assert.throws(() => distinct('a', ''), { reason: 'malformed' });
});
