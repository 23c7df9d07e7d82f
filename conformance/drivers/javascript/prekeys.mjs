// Signed prekeys and bundles: what the signature covers, and the checks of a bundle in their order.

import { concat, equal } from './bytes.mjs';
import { ed25519Sign, ed25519Verify } from './ed25519_strict.mjs';
import { Reject } from './errors.mjs';
import { checkKeyId } from './key_id.mjs';
import { kPrekeyLabel } from './labels.mjs';

const signedBytes = ({ identityKey, publicKey, keyId }) =>
  concat(kPrekeyLabel, identityKey, publicKey, keyId); // [KEY-09]

/** The signature of a signed prekey, 64 bytes; a bad key id is malformed. */
export function signPrekey(signingPrivate, prekey) {
  checkKeyId(prekey.keyId);
  return ed25519Sign(signingPrivate, signedBytes(prekey));
}

/** A bad key id is malformed, then bad_signature. */
export function verifyPrekey(signingKey, prekey, signature) {
  checkKeyId(prekey.keyId);
  ed25519Verify(signingKey, signedBytes(prekey), signature);
}

/** Refuses a pair that shares either half with the device's own [KEY-14]. */
export function checkReflection(own, pair) {
  if (equal(own.identity.public, pair.identityKey) || equal(own.signing.public, pair.signingKey)) {
    throw new Reject('malformed');
  }
}

/** Step 1 of [KEY-23], without the lengths, which are judged with the request. */
export function checkBundleForm(own, bundle) {
  checkReflection(own, bundle);
  checkKeyId(bundle.signedPrekey.keyId);
  if (bundle.oneTimePrekey !== undefined) checkKeyId(bundle.oneTimePrekey.keyId);
}

/** Step 2 of [KEY-23], before any Diffie-Hellman [X3DH-02]. */
export function checkBundleSignature(bundle, trace) {
  const { keyId, publicKey, signature } = bundle.signedPrekey;
  verifyPrekey(bundle.signingKey, { identityKey: bundle.identityKey, publicKey, keyId }, signature);
  trace.emit('spk.verified', Buffer.alloc(0));
}

/** The prekey of that id, byte for byte [KEY-06], or undefined. */
export const findPrekey = (prekeys, id) => prekeys.find(({ keyId }) => keyId.equals(id));

/**
 * {spk, opk} that an envelope names, `opk` undefined if it names none; unknown_prekey [SMX1-16].
 */
export function lookUpPrekeys({ signedPrekeys, oneTimePrekeys }, envelope) {
  const held = (prekeys, id) => {
    const prekey = findPrekey(prekeys, id);
    if (prekey === undefined) throw new Reject('unknown_prekey');
    return prekey;
  };
  const spk = held(signedPrekeys, envelope.spkKeyId);
  const opk = envelope.opkKeyId.length > 0 ? held(oneTimePrekeys, envelope.opkKeyId) : undefined;
  return { spk, opk };
}
