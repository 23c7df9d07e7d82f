// What can be seen of a message without a key.

import { bytes } from './bytes.js';
import { keyIdStructure, keyIdText } from './keys.js';
import { native } from './native.js';
import { decoded } from './outcome.js';
import { limits } from './tables.js';

const key = limits.keySize;

const u32 = (image: Uint8Array, at: number): number =>
  new DataView(image.buffer, image.byteOffset).getUint32(at, true);

/** The header of an SMX1 envelope, which starts a session, and its ciphertext with the tag. */
export class Envelope {
  private constructor(
    readonly ephemeralKey: Uint8Array,
    readonly signedPrekeyId: string,
    readonly oneTimePrekeyId: string | undefined,
    readonly nonce: Uint8Array,
    readonly ciphertext: Uint8Array,
  ) {}

  /** Throws `malformed`, with the `fault`. */
  static decode(encoded: Uint8Array): Envelope {
    const image = decoded(native.envelopeDecode(bytes(encoded, 'encoded')));
    const hasOneTimeAt = key + keyIdStructure;
    const nonceAt = hasOneTimeAt + 1 + keyIdStructure;
    const offsetAt = nonceAt + limits.nonceSize;
    const offset = u32(image, offsetAt);
    return new Envelope(
      image.slice(0, key),
      keyIdText(image.subarray(key, hasOneTimeAt)),
      image[hasOneTimeAt] === 1 ? keyIdText(image.subarray(hasOneTimeAt + 1, nonceAt)) : undefined,
      image.slice(nonceAt, offsetAt),
      encoded.slice(offset, offset + u32(image, offsetAt + 4)),
    );
  }
}

/** The header of a DR_V1 frame, a message of a session, and its ciphertext with the tag. */
export class Frame {
  private constructor(
    readonly ratchetKey: Uint8Array,
    /** PN: messages of the sender's chain before this one. */
    readonly previousCount: number,
    /** N: the message's number in its chain. */
    readonly number: number,
    readonly ciphertext: Uint8Array,
  ) {}

  /** Throws `malformed`, with the `fault`. */
  static decode(encoded: Uint8Array): Frame {
    const image = decoded(native.frameDecode(bytes(encoded, 'encoded')));
    const offset = u32(image, key + 8);
    return new Frame(
      image.slice(0, key),
      u32(image, key),
      u32(image, key + 4),
      encoded.slice(offset, offset + u32(image, key + 12)),
    );
  }
}
