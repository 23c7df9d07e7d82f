// One encoding of a whole state, for its digest. Every value carries its kind and its length, so
// that different states have different encodings; nothing that a state holds is left out.

import { concat, u32 } from './bytes.mjs';
import { sha256 } from './primitives.mjs';

/** Encodes null, booleans, integers, strings, byte strings, and arrays of these. */
export function encode(value) {
  if (value === null) return Buffer.from('0');
  if (typeof value === 'boolean') return Buffer.from(value ? 'T' : 'F');
  if (Number.isSafeInteger(value)) {
    const out = Buffer.alloc(9, 'n');
    out.writeBigUInt64BE(BigInt(value), 1);
    return out;
  }
  if (typeof value === 'string') return tagged('s', Buffer.from(value, 'utf8'));
  if (Buffer.isBuffer(value)) return tagged('b', value);
  if (Array.isArray(value)) {
    return concat(Buffer.from('a'), u32(value.length), ...value.map(encode));
  }
  throw new TypeError('a state holds a value of an unknown kind');
}

const tagged = (tag, bytes) => concat(Buffer.from(tag), u32(bytes.length), bytes);

const pair = ({ private: privateKey, public: publicKey }) => [privateKey, publicKey];

/** Map entries in the order of their keys, so that one state has one encoding. */
const entries = (map, encodeValue) => [...map]
  .sort(([a], [b]) => (a < b ? -1 : 1))
  .map(([key, value]) => [key, encodeValue(value)]);

const ratchetFields = (state) => [
  state.ad, pair(state.dhs), state.dhr, state.rk, state.cks, state.ckr,
  state.ns, state.nr, state.pn,
  state.skipped.map(({ ratchetKey, n, messageKey, stamp }) => [ratchetKey, n, messageKey, stamp]),
  state.earlier,
];

const sessionFields = (session) => [
  session.isInitiator, session.ek, session.spkKeyId, session.opkKeyId, session.bootstrapKey,
  session.isRetired, session.stamp, ratchetFields(session.ratchet),
];

const peerFields = ({ sessions, restart }) => [
  sessions.map(sessionFields),
  restart === null ? null : [restart.last, restart.interval],
];

const deviceFields = (device) => [
  pair(device.own.identity), pair(device.own.signing), device.highestNow,
  device.signedPrekeys.map((prekey) => [
    prekey.keyId, pair(prekey.pair), prekey.signature, prekey.replacedAt,
    entries(prekey.seen, (eks) => eks),
  ]),
  device.oneTimePrekeys.map(({ keyId, pair: keys }) => [keyId, pair(keys)]),
  entries(device.labels, ({ identityKey, signingKey }) => [identityKey, signingKey]),
  entries(device.peers, peerFields),
];

/** SHA-256 over the encoding of a bare ratchet. */
export const ratchetDigest = (state) => sha256(encode(ratchetFields(state)));

/** SHA-256 over the encoding of a device. */
export const deviceDigest = (device) => sha256(encode(deviceFields(device)));
