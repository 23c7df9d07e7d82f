// Plain edwards25519 arithmetic for tests that build signatures on edge cases. Slow and simple:
// affine points {x, y}, the addition law of RFC 8032 section 5.1.4 written out.

import { createHash } from 'node:crypto';

export const p = 2n ** 255n - 19n;
export const L = 2n ** 252n + 27742317777372353535851937790883648493n;

const mod = (a, m = p) => ((a % m) + m) % m;

function power(base, exponent) {
  let result = 1n;
  for (let b = mod(base), e = exponent; e > 0n; e >>= 1n, b = mod(b * b)) {
    if (e & 1n) result = mod(result * b);
  }
  return result;
}

const inverse = (a) => power(a, p - 2n);
const d = mod(-121665n * inverse(121666n));

export const identity = { x: 0n, y: 1n };

export function add(a, b) {
  const product = mod(d * mod(a.x * b.x) * mod(a.y * b.y));
  return {
    x: mod((a.x * b.y + b.x * a.y) * inverse(1n + product)),
    y: mod((a.y * b.y + a.x * b.x) * inverse(1n - product)),
  };
}

export const negate = ({ x, y }) => ({ x: mod(-x), y });

export function multiply(scalar, point) {
  let result = identity;
  for (let q = point, s = scalar; s > 0n; s >>= 1n, q = add(q, q)) {
    if (s & 1n) result = add(result, q);
  }
  return result;
}

export function toBytes(value) {
  const hex = value.toString(16).padStart(64, '0');
  return Buffer.from(hex, 'hex').reverse();
}

export const fromBytes = (bytes) => BigInt(`0x${Buffer.from(bytes).reverse().toString('hex')}`);

export const encodePoint = ({ x, y }) => toBytes(y | ((x & 1n) << 255n));

/** The point of an encoding; y is reduced and a sign on x = 0 ignored, as loose decoders do. */
export function decodePoint(bytes) {
  const value = fromBytes(bytes);
  const y = mod(value & (2n ** 255n - 1n));
  const square = mod((y * y - 1n) * inverse(d * y * y + 1n));
  let x = power(square, (p + 3n) / 8n);
  if (mod(x * x) !== square) x = mod(x * power(2n, (p - 1n) / 4n));
  if (mod(x * x) !== square) return null;
  return { x: (x & 1n) === value >> 255n ? x : mod(-x), y };
}

export const basePoint = decodePoint(toBytes(mod(4n * inverse(5n))));

/** k of the verification equation. */
export const challenge = (r, a, message) =>
  fromBytes(createHash('sha512').update(Buffer.concat([r, a, message])).digest()) % L;

// The order of encodings is that of the specification's list.
export const kSmallOrderEncodings = [
  '0100000000000000000000000000000000000000000000000000000000000000',
  'ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  '0000000000000000000000000000000000000000000000000000000000000000',
  '0000000000000000000000000000000000000000000000000000000000000080',
  '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05',
  '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85',
  'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a',
  'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa',
].map((hex) => Buffer.from(hex, 'hex'));

/**
 * Every encoding of [PRIM-14]: the 19 values of y from p up with both signs, and x = 0 with a sign.
 */
export const kNonCanonicalEncodings = [
  ...Array.from({ length: 19 }, (_, i) => p + BigInt(i)).flatMap((y) => [y, y | (1n << 255n)]),
  1n | (1n << 255n),
  (p - 1n) | (1n << 255n),
].map(toBytes);
