// Ed25519 with one answer on every platform: RFC 8032 signing, and verification under the strict
// rules [PRIM-13] to [PRIM-17], which node:crypto does not have.

import {
  createPrivateKey,
  createPublicKey,
  sign as signWith,
  verify as verifyWith,
} from 'node:crypto';
import { concat, littleEndian } from './bytes.mjs';
import { Reject } from './errors.mjs';
import { kKeyBytes } from './limits.mjs';

const kPkcs8Prefix = Buffer.from('302e020100300506032b657004220420', 'hex');

const kFieldPrime = 2n ** 255n - 19n;
const kGroupOrder = 2n ** 252n + 27742317777372353535851937790883648493n;
const kSignBit = 1n << 255n;

// The eight canonical encodings of points of order 1, 2, 4 and 8 [PRIM-15].
const kSmallOrder = new Set([
  '0100000000000000000000000000000000000000000000000000000000000000',
  'ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  '0000000000000000000000000000000000000000000000000000000000000000',
  '0000000000000000000000000000000000000000000000000000000000000080',
  '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05',
  '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85',
  'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a',
  'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa',
]);

const importSeed = (seed) =>
  createPrivateKey({ key: concat(kPkcs8Prefix, seed), format: 'der', type: 'pkcs8' });
const importPublic = (bytes) => createPublicKey({
  key: { kty: 'OKP', crv: 'Ed25519', x: bytes.toString('base64url') }, format: 'jwk',
});

/** y below p, and no sign bit where x is 0, that is where y is 1 or p - 1 [PRIM-14]. */
export function isCanonical(encoding) {
  const value = littleEndian(encoding);
  const y = value & (kSignBit - 1n);
  const xIsZero = y === 1n || y === kFieldPrime - 1n;
  return y < kFieldPrime && !(xIsZero && (value & kSignBit) !== 0n);
}

/** Whether the encoding is one of the eight of [PRIM-15]. */
export const isSmallOrder = (encoding) => kSmallOrder.has(encoding.toString('hex'));

/** The public key (32 bytes) of a seed (32 bytes). */
export function ed25519Public(seed) {
  const { x } = createPublicKey(importSeed(seed)).export({ format: 'jwk' });
  return Buffer.from(x, 'base64url');
}

/** The deterministic signature R || S, 64 bytes [PRIM-12]. */
export const ed25519Sign = (seed, message) => signWith(null, message, importSeed(seed));

/** Returns when the signature holds under the strict rules, else throws bad_signature [PRIM-17]. */
export function ed25519Verify(publicKey, message, signature) {
  const r = signature.subarray(0, kKeyBytes);
  const s = signature.subarray(kKeyBytes);
  const formHolds =
    littleEndian(s) < kGroupOrder && // [PRIM-13]
    [publicKey, r].every((point) => isCanonical(point) && !isSmallOrder(point));
  // OpenSSL computes [S]B - [k]A with k reduced mod L and compares its encoding with the bytes of
  // R: the cofactorless equation [PRIM-16]. It also refuses an A that is no point of the curve.
  if (!formHolds || !verifyWith(null, message, importPublic(publicKey), signature)) {
    throw new Reject('bad_signature');
  }
}

export const ed25519Pair = (seed) => Object.freeze({ private: seed, public: ed25519Public(seed) });
