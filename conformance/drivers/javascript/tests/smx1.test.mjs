// The SMX1 codec [SMX1-01], [SMX1-11].

import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import { envelopeHeader, parseEnvelope } from '../smx1.mjs';

const kEk = Buffer.from(Array.from({ length: 32 }, (_, i) => i + 1));
const kNonce = Buffer.from(Array.from({ length: 12 }, (_, i) => 0xa0 + i));
const kTail = Buffer.alloc(16, 0xee);

const envelope = ({ spk = 'spk-ü', opk = 'opk', tail = kTail } = {}) => Buffer.concat([
  envelopeHeader({
    ek: kEk, spkKeyId: Buffer.from(spk), opkKeyId: Buffer.from(opk), nonce: kNonce,
  }),
  tail,
]);
const isMalformed = (bytes) =>
  assert.throws(() => parseEnvelope(bytes), { name: 'Reject', reason: 'malformed' });
const changed = (bytes, offset, ...values) => {
  Buffer.from(values).copy(bytes, offset);
  return bytes;
};

test('the layout with and without a one-time prekey [SMX1-01]', () => {
  const ek = kEk.toString('hex');
  const rest = kNonce.toString('hex') + kTail.toString('hex');
  assert.equal(
    envelope().toString('hex'), `534d583101${ek}000673706b2dc3bc00036f706b${rest}`);
  assert.equal(
    envelope({ opk: '' }).toString('hex'), `534d583100${ek}000673706b2dc3bc0000${rest}`);

  const parsed = parseEnvelope(envelope());
  assert.equal(parsed.flags, 1);
  assert.deepEqual(parsed.ek, kEk);
  assert.equal(parsed.spkKeyId.toString(), 'spk-ü');
  assert.equal(parsed.opkKeyId.toString(), 'opk');
  assert.deepEqual(parsed.nonce, kNonce);
  assert.deepEqual(parsed.ciphertext, kTail);
  assert.equal(parsed.header.length, 53 + 6 + 3);
});

test('magic and flags', () => {
  for (let offset = 0; offset < 4; offset += 1) isMalformed(changed(envelope(), offset, 0x00));
  for (let flags = 2; flags <= 0xff; flags += 1) isMalformed(changed(envelope(), 4, flags));
});

test('flags is 01 exactly when there is a one-time prekey id', () => {
  isMalformed(changed(envelope(), 4, 0x00));
  isMalformed(changed(envelope({ opk: '' }), 4, 0x01));
});

test('key ids of 1 to 64 bytes, well-formed', () => {
  parseEnvelope(envelope({ spk: 's', opk: 'o' }));
  parseEnvelope(envelope({ spk: 's'.repeat(64), opk: 'o'.repeat(64) }));
  isMalformed(envelope({ spk: '' }));
  isMalformed(envelope({ spk: 's'.repeat(65) }));
  isMalformed(envelope({ opk: 'o'.repeat(65) }));
  isMalformed(envelope({ spk: 'a\n' }));
  isMalformed(envelope({ opk: 'a\x7f' }));
  isMalformed(changed(envelope(), 44, 0xff));
  isMalformed(changed(envelope(), 47, 0xff));
});

test('lengths that point outside, and every truncation', () => {
  isMalformed(changed(envelope(), 37, 0xff, 0xff));
  isMalformed(changed(envelope(), 45, 0xff, 0xff));
  const whole = envelope();
  for (let length = 0; length < whole.length; length += 1) isMalformed(whole.subarray(0, length));
});

test('at most 65,794 bytes', () => {
  const ids = { spk: 's'.repeat(64), opk: 'o'.repeat(64) };
  parseEnvelope(envelope({ ...ids, tail: Buffer.alloc(65794 - 181) }));
  isMalformed(envelope({ ...ids, tail: Buffer.alloc(65794 - 180) }));
});
