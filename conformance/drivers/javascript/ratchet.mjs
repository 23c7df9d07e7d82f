// The Double Ratchet. A ratchet state is a frozen value: every operation takes one and gives a new
// one, so that a refusal cannot have changed anything [DR-21].

import { concat } from './bytes.mjs';
import { frameHeader, parseFrame } from './drv1.mjs';
import { Reject } from './errors.mjs';
import { kMessageLabel, kRatchetLabel } from './labels.mjs';
import {
  kEarlierChains,
  kKeyBytes,
  kMaxSkip,
  kMaxStoredKeys,
  kNoMessageNumber,
  kPlaintextMaxBytes,
} from './limits.mjs';
import { hkdf, hmac, kZeroSalt, open, seal, x25519, x25519Pair } from './primitives.mjs';

const kMessageKeyInput = Buffer.of(0x01);
const kChainKeyInput = Buffer.of(0x02);

/** KDF_RK: the new root key and a chain key [DR-01], from one checked Diffie-Hellman. */
function turnRootChain(rootKey, privateKey, publicKey, trace) {
  const output = x25519(privateKey, publicKey);
  trace.emit('dr.dh_out', output);
  const keys = hkdf(rootKey, output, kRatchetLabel, 64);
  const next = { rootKey: keys.subarray(0, 32), chainKey: keys.subarray(32, 64) };
  trace.emit('dr.root_key', next.rootKey);
  trace.emit('dr.chain_key', next.chainKey);
  return next;
}

/** KDF_CK [DR-02]. */
const turnChain = (chainKey) => ({
  messageKey: hmac(chainKey, kMessageKeyInput),
  chainKey: hmac(chainKey, kChainKeyInput),
});

/** The AES-256-GCM key and nonce of one message key [DR-03]. */
function expandMessageKey(messageKey, trace) {
  trace.emit('dr.message_key', messageKey);
  const expanded = hkdf(kZeroSalt, messageKey, kMessageLabel, 44);
  const [key, nonce] = [expanded.subarray(0, 32), expanded.subarray(32, 44)];
  trace.emit('dr.key', key);
  trace.emit('dr.nonce', nonce);
  return { key, nonce };
}

/** Opens a parsed frame with its message key; decryption_failed. */
function openFrame(ad, messageKey, frame, trace) {
  const { key, nonce } = expandMessageKey(messageKey, trace);
  const aad = concat(ad, frame.header); // [DRV1-02]
  trace.emit('dr.aad', aad);
  const plaintext = open(key, nonce, frame.ciphertext, aad);
  trace.emit('dr.plaintext', plaintext);
  return plaintext;
}

const kFreshState = {
  dhr: null, cks: null, ckr: null, ns: 0, nr: 0, pn: 0, skipped: [], earlier: [],
};

/**
 * [DR-05]. `dhs` is a fresh key pair; low_order_point. `ns` is for tests that need a chain's end.
 */
export function startInitiator({ ad, rootKey, dhs, remoteKey, ns = 0 }, trace) {
  const turned = turnRootChain(rootKey, dhs.private, remoteKey, trace);
  return Object.freeze({
    ...kFreshState, ad, dhs, dhr: remoteKey, rk: turned.rootKey, cks: turned.chainKey, ns,
  });
}

/** [DR-06]. `dhs` is the signed prekey's pair. */
export const startResponder = ({ ad, rootKey, dhs }) =>
  Object.freeze({ ...kFreshState, ad, dhs, rk: rootKey });

/** Throws the errors of sending in the order of [DR-24], without no_session. */
export function checkSending(state, plaintext) {
  if (state.cks === null) throw new Reject('no_sending_chain');
  if (plaintext.length > kPlaintextMaxBytes) throw new Reject('too_large');
  if (state.ns === kNoMessageNumber) throw new Reject('chain_exhausted'); // [DR-23]
}

/** {state, frame} of the next frame [DR-22]. */
export function encrypt(state, plaintext, trace) {
  checkSending(state, plaintext);
  const { messageKey, chainKey } = turnChain(state.cks);
  const { key, nonce } = expandMessageKey(messageKey, trace);
  const header = frameHeader({ ratchetKey: state.dhs.public, pn: state.pn, n: state.ns });
  const aad = concat(state.ad, header);
  trace.emit('dr.aad', aad);
  const frame = concat(header, seal(key, nonce, plaintext, aad));
  trace.emit('dr.frame', frame);
  return { state: Object.freeze({ ...state, cks: chainKey, ns: state.ns + 1 }), frame };
}

const isCurrent = (state, key) =>
  state.ckr !== null && state.dhr !== null && state.dhr.equals(key); // [DR-09]
const isEarlier = (state, key) => state.earlier.some((known) => known.equals(key)); // [DR-10]

/** Whether the ratchet key is current, earlier or that of a stored key [SES-12]. */
export const knowsRatchetKey = (state, key) =>
  isCurrent(state, key) || isEarlier(state, key) ||
  state.skipped.some(({ ratchetKey }) => ratchetKey.equals(key));

/** Steps 3 and 4 of [DR-12]. */
function checkBounds(state, frame) {
  const current = isCurrent(state, frame.ratchetKey);
  if (isEarlier(state, frame.ratchetKey) || (current && frame.n < state.nr)) {
    throw new Reject('duplicate_message');
  }
  if (current) {
    if (frame.n - state.nr > kMaxSkip) throw new Reject('too_many_skipped'); // [DR-15]
    return;
  }
  const outstanding = state.ckr !== null ? frame.pn - state.nr : 0; // [DR-16]
  if (outstanding > kMaxSkip || frame.n > kMaxSkip) throw new Reject('too_many_skipped');
}

/** Advances the receiving chain to number `until`, storing the keys before it [DR-17], [DR-18]. */
function skipUntil(state, until) {
  const added = [];
  let { ckr, nr } = state;
  while (nr < until) {
    const { messageKey, chainKey } = turnChain(ckr);
    added.push(Object.freeze({ ratchetKey: state.dhr, n: nr, messageKey, stamp: null }));
    ckr = chainKey;
    nr += 1;
  }
  if (added.length === 0) return state;
  const skipped = state.skipped.concat(added).slice(-kMaxStoredKeys);
  return { ...state, skipped, ckr, nr };
}

/** The ratchet step [DR-07], [DR-19], [DR-20]. `drawPrivate` gives the fresh private key. */
function turnRatchet(state, remoteKey, drawPrivate, trace) {
  const earlier = state.ckr === null
    ? state.earlier
    : [...state.earlier, state.dhr].slice(-kEarlierChains);
  const skipped = state.skipped.filter(
    ({ ratchetKey }) => earlier.some((known) => known.equals(ratchetKey)));
  const receiving = turnRootChain(state.rk, state.dhs.private, remoteKey, trace);
  const dhs = x25519Pair(drawPrivate());
  const sending = turnRootChain(receiving.rootKey, dhs.private, remoteKey, trace);
  return {
    ...state,
    pn: state.ns, ns: 0, nr: 0,
    dhs, dhr: remoteKey,
    rk: sending.rootKey, cks: sending.chainKey, ckr: receiving.chainKey,
    skipped, earlier,
  };
}

/** {state, plaintext} of a received frame [DR-12]; the first fault decides the refusal. */
export function decrypt(state, frameBytes, random, trace) {
  const frame = parseFrame(frameBytes);

  const stored = state.skipped.find(
    ({ n, ratchetKey }) => n === frame.n && ratchetKey.equals(frame.ratchetKey));
  if (stored !== undefined) {
    const plaintext = openFrame(state.ad, stored.messageKey, frame, trace);
    const skipped = state.skipped.filter((entry) => entry !== stored); // [DR-13]
    return { state: Object.freeze({ ...state, skipped }), plaintext };
  }

  checkBounds(state, frame);
  let next = state;
  if (!isCurrent(state, frame.ratchetKey)) {
    if (state.ckr !== null) next = skipUntil(next, frame.pn); // [DR-08]
    const drawPrivate = () => random.draw('ratchet_private', kKeyBytes);
    next = turnRatchet(next, Buffer.from(frame.ratchetKey), drawPrivate, trace);
  }
  next = skipUntil(next, frame.n);
  const { messageKey, chainKey } = turnChain(next.ckr);
  const plaintext = openFrame(state.ad, messageKey, frame, trace);
  return { state: Object.freeze({ ...next, ckr: chainKey, nr: frame.n + 1 }), plaintext };
}

/** The state with every unstamped stored key stamped, and those of the age limit or more gone. */
export function ageSkippedKeys(state, now, limit) {
  const skipped = state.skipped
    .map((entry) => (entry.stamp === null ? Object.freeze({ ...entry, stamp: now }) : entry))
    .filter((entry) => now - entry.stamp < limit); // [SES-30]
  return Object.freeze({ ...state, skipped });
}
