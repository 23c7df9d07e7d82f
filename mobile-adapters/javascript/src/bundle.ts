// A prekey bundle: what a peer needs to start a session.

import { bytes } from './bytes.js';
import {
  DeviceKeys, deviceKeysStructure, OneTimePrekey, oneTimePrekeyStructure, SignedPrekey,
  signedPrekeyStructure, structure,
} from './keys.js';
import { native } from './native.js';
import { decoded, value } from './outcome.js';

const signedPrekeyAt = deviceKeysStructure;
const hasOneTimeAt = signedPrekeyAt + signedPrekeyStructure;
const oneTimeAt = hasOneTimeAt + 1;
const size = oneTimeAt + oneTimePrekeyStructure;

export interface BundleParts {
  readonly keys: DeviceKeys;
  readonly signedPrekey: SignedPrekey;
  readonly oneTimePrekey?: OneTimePrekey | undefined;
}

/** A device's keys, its signed prekey, and at most one one-time prekey. */
export class Bundle {
  /** @internal */
  readonly structure: Uint8Array;

  /** @internal */
  constructor(given: Uint8Array) {
    this.structure = structure(given, size);
  }

  /** The byte layout "SMXB" (files, QR codes). Form only: `verify` looks at the signature. */
  static decode(encoded: Uint8Array): Bundle {
    return new Bundle(decoded(native.bundleDecode(bytes(encoded, 'encoded'))));
  }

  /** From the fields of a directory. Nothing but lengths is looked at. */
  static of(parts: BundleParts): Bundle {
    const made = new Uint8Array(size);
    made.set(parts.keys.structure);
    made.set(parts.signedPrekey.structure, signedPrekeyAt);
    if (parts.oneTimePrekey !== undefined) {
      made[hasOneTimeAt] = 1;
      made.set(parts.oneTimePrekey.structure, oneTimeAt);
    }
    return new Bundle(made);
  }

  get keys(): DeviceKeys {
    return new DeviceKeys(this.structure.slice(0, signedPrekeyAt));
  }

  get signedPrekey(): SignedPrekey {
    return new SignedPrekey(this.structure.slice(signedPrekeyAt, hasOneTimeAt));
  }

  get oneTimePrekey(): OneTimePrekey | undefined {
    if (this.structure[hasOneTimeAt] !== 1) return undefined;
    return new OneTimePrekey(this.structure.slice(oneTimeAt));
  }

  /** 168 bytes and the ids. */
  encode(): Uint8Array {
    return value(native.bundleEncode(this.structure));
  }

  /** Throws `bad_signature` unless its signing key vouches for its identity and signed prekey. */
  verify(): void {
    value(native.bundleVerify(this.structure));
  }
}
