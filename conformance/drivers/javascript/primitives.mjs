// X25519, HKDF, HMAC and AES-256-GCM over raw byte strings [PRIM-07], on node:crypto.

import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createHmac,
  createPrivateKey,
  createPublicKey,
  diffieHellman,
} from 'node:crypto';
import { concat, equal, littleEndian } from './bytes.mjs';
import { Reject } from './errors.mjs';
import { kKeyBytes, kTagBytes } from './limits.mjs';

// node:crypto imports a raw private key only inside its RFC 8410 wrapping; these are its first
// bytes.
const kPkcs8Prefix = Buffer.from('302e020100300506032b656e04220420', 'hex');

const kZeroKey = Buffer.alloc(kKeyBytes);
const kFieldPrime = 2n ** 255n - 19n;

// Every u of small order on the curve or its twist: the inputs whose product is zero for any
// clamped private key.
const kLowOrderU = new Set([
  0n,
  1n,
  kFieldPrime - 1n,
  littleEndian(
    Buffer.from('e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800', 'hex')),
  littleEndian(
    Buffer.from('5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157', 'hex')),
]);

// An import costs more than a Diffie-Hellman, and most private keys serve in several.
const imported = new WeakMap();

function importPrivate(bytes) {
  if (!imported.has(bytes)) {
    const key = concat(kPkcs8Prefix, bytes);
    imported.set(bytes, createPrivateKey({ key, format: 'der', type: 'pkcs8' }));
  }
  return imported.get(bytes);
}

const importPublic = (bytes) => createPublicKey({
  key: { kty: 'OKP', crv: 'X25519', x: bytes.toString('base64url') }, format: 'jwk',
});

const isLowOrder = (u) =>
  kLowOrderU.has(BigInt.asUintN(255, littleEndian(u)) % kFieldPrime);

/** The X25519 public key (32 bytes) of a private key (32 bytes, clamped at use [PRIM-08]). */
export function x25519Public(privateKey) {
  const { x } = createPublicKey(importPrivate(privateKey)).export({ format: 'jwk' });
  return Buffer.from(x, 'base64url');
}

/** The X25519 output (32 bytes); all zero is refused with low_order_point [PRIM-10]. */
export function x25519(privateKey, publicKey) {
  let output;
  try {
    output = diffieHellman({
      privateKey: importPrivate(privateKey),
      publicKey: importPublic(publicKey),
    });
  } catch (error) {
    // OpenSSL refuses an all-zero output by itself. Any other failure is not the peer's doing and
    // is passed on as the fault that it is.
    if (isLowOrder(publicKey)) throw new Reject('low_order_point');
    throw error;
  }
  if (equal(output, kZeroKey)) throw new Reject('low_order_point'); // constant time [PRIM-11]
  return output;
}

/** A key pair of the private key given. */
export const x25519Pair = (privateKey) =>
  Object.freeze({ private: privateKey, public: x25519Public(privateKey) });

export const sha256 = (message) => createHash('sha256').update(message).digest();

export const hmac = (key, message) => createHmac('sha256', key).update(message).digest();

/** HKDF-SHA256; extract is always run [PRIM-19]. */
export function hkdf(salt, ikm, info, length) {
  const pseudorandomKey = hmac(salt, ikm);
  const blocks = [];
  let previous = Buffer.alloc(0);
  for (let counter = 1; blocks.length * 32 < length; counter += 1) {
    previous = hmac(pseudorandomKey, concat(previous, info, Buffer.of(counter)));
    blocks.push(previous);
  }
  return concat(...blocks).subarray(0, length);
}

/** The ciphertext followed by its 16-byte tag [PRIM-18]. */
export function seal(key, nonce, plaintext, associatedData) {
  const cipher = createCipheriv('aes-256-gcm', key, nonce, { authTagLength: kTagBytes });
  cipher.setAAD(associatedData);
  const ciphertext = concat(cipher.update(plaintext), cipher.final());
  return concat(ciphertext, cipher.getAuthTag());
}

/** The plaintext, or decryption_failed; nothing of a plaintext whose tag is wrong [PRIM-18]. */
export function open(key, nonce, sealed, associatedData) {
  if (sealed.length < kTagBytes) throw new Reject('decryption_failed');
  const split = sealed.length - kTagBytes;
  const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: kTagBytes });
  decipher.setAAD(associatedData);
  decipher.setAuthTag(sealed.subarray(split));
  const plaintext = decipher.update(sealed.subarray(0, split));
  try {
    // In GCM the last call does nothing but compare the tag.
    decipher.final();
  } catch {
    throw new Reject('decryption_failed');
  }
  return plaintext;
}

export const kZeroSalt = kZeroKey;
