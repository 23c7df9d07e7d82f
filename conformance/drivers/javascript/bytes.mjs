// Byte strings: big-endian integers [PRIM-01] and comparison.

import { timingSafeEqual } from 'node:crypto';

export const concat = (...parts) => Buffer.concat(parts);

/** Two bytes, big-endian. */
export function u16(value) {
  const out = Buffer.alloc(2);
  out.writeUInt16BE(value);
  return out;
}

/** Four bytes, big-endian. */
export function u32(value) {
  const out = Buffer.alloc(4);
  out.writeUInt32BE(value);
  return out;
}

/** Equality in constant time for strings of one length [PRIM-20]; lengths are public. */
export function equal(a, b) {
  return a.length === b.length && timingSafeEqual(a, b);
}

/** A little-endian integer, as curve arithmetic reads its encodings. */
export function littleEndian(bytes) {
  return BigInt(`0x${Buffer.from(bytes).reverse().toString('hex') || '0'}`);
}
