// Public keys and prekeys, as the bytes of the C library's structures (smx.h), which are nothing but
// bytes and have no padding. What is handed out is a copy.

import { bytes, name, textOf, type Name } from './bytes.js';
import { SmxError } from './errors.js';
import { native } from './native.js';
import { value } from './outcome.js';
import { limits } from './tables.js';

const key = limits.keySize;
export const keyIdStructure = limits.maxKeyIdSize + 1;
export const deviceKeysStructure = 2 * key;
export const signedPrekeyStructure = keyIdStructure + key + limits.signatureSize;
export const oneTimePrekeyStructure = keyIdStructure + key;

/** The bytes of a key id in its structure: 64 bytes and the size. */
export function keyIdBytes(structure: Uint8Array): Uint8Array {
  return structure.subarray(0, structure[limits.maxKeyIdSize]);
}

/** Writes a key id. Throws `malformed` when it is over 64 bytes; other faults show when it is used. */
export function putKeyId(given: Name, structure: Uint8Array): void {
  const id = typeof given === 'string' ? Buffer.from(given, 'utf8') : given;
  if (id.length > limits.maxKeyIdSize) throw new SmxError('malformed');
  structure.set(id);
  structure[limits.maxKeyIdSize] = id.length;
}

/** The text of a key id. Throws `malformed` when it is none. */
export function keyIdText(structure: Uint8Array): string {
  try {
    return textOf(keyIdBytes(structure));
  } catch {
    throw new SmxError('malformed');
  }
}

/** Throws unless all the structures' bytes are there; used by those who hold them. */
export const structure = (given: Uint8Array, size: number): Uint8Array =>
  bytes(given, 'structure', size);

/** Splits an array of structures. */
export function split<T>(all: Uint8Array, size: number, make: (one: Uint8Array) => T): T[] {
  const out: T[] = [];
  for (let at = 0; at < all.length; at += size) out.push(make(all.subarray(at, at + size)));
  return out;
}

/** A device's two public identities: who it is. Compare them with `equals`. */
export class DeviceKeys {
  /** @internal */
  readonly structure: Uint8Array;

  /** @internal */
  constructor(given: Uint8Array) {
    this.structure = structure(given, deviceKeysStructure);
  }

  /** Takes 32 bytes each. */
  static of(keys: { identityKey: Uint8Array; signingKey: Uint8Array }): DeviceKeys {
    const made = new Uint8Array(deviceKeysStructure);
    made.set(bytes(keys.identityKey, 'identityKey', key));
    made.set(bytes(keys.signingKey, 'signingKey', key), key);
    return new DeviceKeys(made);
  }

  /** X25519, 32 bytes. */
  get identityKey(): Uint8Array {
    return this.structure.slice(0, key);
  }

  /** Ed25519, 32 bytes. */
  get signingKey(): Uint8Array {
    return this.structure.slice(key);
  }

  equals(other: DeviceKeys): boolean {
    return Buffer.compare(this.structure, other.structure) === 0;
  }
}

/** A signed prekey as it is published. */
export class SignedPrekey {
  /** @internal */
  readonly structure: Uint8Array;

  /** @internal */
  constructor(given: Uint8Array) {
    this.structure = structure(given, signedPrekeyStructure);
  }

  /** `keyId`: 1 to 64 bytes of UTF-8; `publicKey`: 32 bytes; `signature`: 64 bytes. */
  static of(prekey: { keyId: Name; publicKey: Uint8Array; signature: Uint8Array }): SignedPrekey {
    const made = new Uint8Array(signedPrekeyStructure);
    putKeyId(name(prekey.keyId, 'keyId'), made);
    made.set(bytes(prekey.publicKey, 'publicKey', key), keyIdStructure);
    made.set(bytes(prekey.signature, 'signature', limits.signatureSize), keyIdStructure + key);
    return new SignedPrekey(made);
  }

  get keyId(): string {
    return keyIdText(this.structure);
  }

  get publicKey(): Uint8Array {
    return this.structure.slice(keyIdStructure, keyIdStructure + key);
  }

  get signature(): Uint8Array {
    return this.structure.slice(keyIdStructure + key);
  }

  /** Throws `bad_signature` unless the owner's signing key vouches for it, `malformed` for a bad id. */
  verify(owner: DeviceKeys): void {
    value(native.signedPrekeyVerify(owner.structure, this.structure));
  }
}

/** A one-time prekey as it is published: each serves one peer, once. */
export class OneTimePrekey {
  /** @internal */
  readonly structure: Uint8Array;

  /** @internal */
  constructor(given: Uint8Array) {
    this.structure = structure(given, oneTimePrekeyStructure);
  }

  /** `keyId`: 1 to 64 bytes of UTF-8; `publicKey`: 32 bytes. */
  static of(prekey: { keyId: Name; publicKey: Uint8Array }): OneTimePrekey {
    const made = new Uint8Array(oneTimePrekeyStructure);
    putKeyId(name(prekey.keyId, 'keyId'), made);
    made.set(bytes(prekey.publicKey, 'publicKey', key), keyIdStructure);
    return new OneTimePrekey(made);
  }

  get keyId(): string {
    return keyIdText(this.structure);
  }

  get publicKey(): Uint8Array {
    return this.structure.slice(keyIdStructure);
  }
}
