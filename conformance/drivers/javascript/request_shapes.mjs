// Members that several ops share: keys, prekeys, bundles, handles, randomness.

import { RequestFault } from './errors.mjs';
import { kKeyBytes, kLabelMaxBytes, kMaxTime, kNonceBytes, kSignatureBytes } from './limits.mjs';
import { bytes, camelCase, hex, integer, list, object, optional, text } from './shape.mjs';

export const key = bytes(kKeyBytes);
export const seconds = integer(kMaxTime);
export const count = integer(kMaxTime);

export const privatePrekey = object({ key_id: hex, private_key: key });
export const privatePrekeys = list(privatePrekey);

export const bundle = object({
  identity_key: key,
  signing_key: key,
  signed_prekey: object({ key_id: hex, public_key: key, signature: bytes(kSignatureBytes) }),
  one_time_prekey: optional(object({ key_id: hex, public_key: key })),
});

export const sender = object({ identity_key: key, signing_key: key });

// The fields of `random` are named as drawn; Randomness looks them up by those names.
const drawn = (members) => {
  const shape = object(Object.fromEntries(
    Object.entries(members).map(([name, member]) => [name, optional(member)])));
  return (value, path, reading) => {
    const read = shape(value, path, reading);
    return Object.fromEntries(Object.keys(members).map((name) => [name, read[camelCase(name)]]));
  };
};

export const sendingRandom = drawn({
  ek_private: key,
  ratchet_private: key,
  nonce: bytes(kNonceBytes),
});
export const receivingRandom = drawn({ ratchet_private: key });

export const newHandle = text;

const known = (kind) => (value, path, reading) => {
  const name = text(value, path);
  if (!reading.handles[kind].has(name)) throw new RequestFault(`${path}: no such handle`);
  return name;
};

export const session = known('sessions');
export const device = known('devices');

/** A peer's label [KEY-15]. */
export const label = (value, path) => {
  const name = text(value, path);
  if (Buffer.byteLength(name, 'utf8') > kLabelMaxBytes) {
    throw new RequestFault(`${path}: longer than ${kLabelMaxBytes} bytes`);
  }
  return name;
};
