// One session between two devices: a ratchet, and what its SMX1 envelopes need. Frozen values, as
// ratchet states are: every operation gives a new session.

import { concat } from './bytes.mjs';
import { kKeyBytes, kNonceBytes } from './limits.mjs';
import { open, seal, x25519Pair } from './primitives.mjs';
import * as ratchet from './ratchet.mjs';
import { envelopeHeader } from './smx1.mjs';
import { agreeAsInitiator, agreeAsResponder } from './x3dh.mjs';

/**
 * A new session as initiator from a bundle whose form and signature have been checked. The faults
 * of the Diffie-Hellmans come before those of sending [X3DH-13].
 */
export function initiate(own, bundle, random, trace) {
  const ek = x25519Pair(random.draw('ek_private', kKeyBytes));
  const keys = agreeAsInitiator(own, ek, bundle, trace);
  const dhs = x25519Pair(random.draw('ratchet_private', kKeyBytes)); // fresh, not EK_A [DR-05]
  return Object.freeze({
    isInitiator: true,
    ek: ek.public,
    spkKeyId: bundle.signedPrekey.keyId,
    opkKeyId: bundle.oneTimePrekey?.keyId ?? Buffer.alloc(0),
    bootstrapKey: keys.bootstrapKey,
    ratchet: ratchet.startInitiator(
      { ad: keys.ad, rootKey: keys.rootKey, dhs, remoteKey: bundle.signedPrekey.publicKey }, trace),
    isRetired: false,
    stamp: null,
  });
}

/**
 * {session, plaintext} of a parsed envelope that starts a session: derive, open, run the inner
 * frame through a new responder ratchet (the rest of [SMX1-16]).
 */
export function respond(own, { spk, opk, sender, envelope }, random, trace) {
  const keys = agreeAsResponder(own, spk, opk, sender, envelope.ek, trace);
  const session = {
    isInitiator: false,
    ek: envelope.ek,
    spkKeyId: null,
    opkKeyId: null,
    bootstrapKey: keys.bootstrapKey,
    ratchet: ratchet.startResponder({ ad: keys.ad, rootKey: keys.rootKey, dhs: spk }),
    isRetired: false,
    stamp: null,
  };
  return receiveEnvelope(session, envelope, random, trace);
}

/** {session, plaintext} of a parsed envelope under the session's own bootstrap key [SMX1-13]. */
export function receiveEnvelope(session, envelope, random, trace) {
  const aad = concat(session.ratchet.ad, envelope.header); // [SMX1-02]
  trace.emit('smx1.aad', aad);
  const frame = open(session.bootstrapKey, envelope.nonce, envelope.ciphertext, aad);
  trace.emit('smx1.frame', frame);
  return receiveFrame(session, frame, random, trace);
}

/** {session, plaintext} of a DR_V1 frame. */
export function receiveFrame(session, frame, random, trace) {
  const { state, plaintext } = ratchet.decrypt(session.ratchet, frame, random, trace);
  const next = { ...session, ratchet: state };
  if (session.isInitiator) { // answered: wrapping ends and BK goes [SMX1-06], [SMX1-07]
    next.bootstrapKey = null;
    next.spkKeyId = null;
    next.opkKeyId = null;
  }
  return { session: Object.freeze(next), plaintext };
}

const isWrapping = (session) => session.isInitiator && session.bootstrapKey !== null; // [SES-08]

/** {session, bytes} of the next message: an SMX1 envelope while wrapping, else a bare frame. */
export function send(session, plaintext, random, trace) {
  const { state, frame } = ratchet.encrypt(session.ratchet, plaintext, trace);
  const next = Object.freeze({ ...session, ratchet: state });
  if (!isWrapping(session)) return { session: next, bytes: frame };

  const nonce = random.draw('nonce', kNonceBytes); // [SMX1-04]
  const header = envelopeHeader({ ...session, nonce });
  trace.emit('smx1.header', header);
  const aad = concat(state.ad, header);
  trace.emit('smx1.aad', aad);
  const bytes = concat(header, seal(session.bootstrapKey, nonce, frame, aad));
  trace.emit('smx1.envelope', bytes);
  return { session: next, bytes };
}

/**
 * Whether this is the session that an envelope of the same pair with this EK_A started [SMX1-13].
 */
export const wasStartedBy = (session, ek) => !session.isInitiator && session.ek.equals(ek);
