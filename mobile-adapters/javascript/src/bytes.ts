// Bytes, labels and delivery ids.

import { types } from 'node:util';

/** A name that the application chose: a string stands for its UTF-8 bytes. */
export type Name = string | Uint8Array;

/** Overwrites bytes that held a secret. */
export function wipe(bytes: Uint8Array): void {
  bytes.fill(0);
}

/** The same array, or a TypeError that names the argument; strings are never bytes here. */
export function bytes(given: unknown, what: string, size?: number): Uint8Array {
  if (!types.isUint8Array(given)) throw new TypeError(`${what}: not a Uint8Array`);
  if (size !== undefined && given.length !== size) throw new TypeError(`${what}: not ${size} bytes`);
  return given;
}

export function name(given: unknown, what: string): Name {
  if (typeof given !== 'string' && !types.isUint8Array(given)) {
    throw new TypeError(`${what}: neither a string nor a Uint8Array`);
  }
  return given;
}

export function count(given: unknown, what: string): number {
  if (!Number.isSafeInteger(given) || (given as number) < 0) {
    throw new TypeError(`${what}: not an integer from 0 to 2^53 - 1`);
  }
  return given as number;
}

// A mark at the start belongs to the text.
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** The text of UTF-8 bytes. Throws a TypeError where they are none. */
export const textOf = (utf8: Uint8Array): string => decoder.decode(utf8);
