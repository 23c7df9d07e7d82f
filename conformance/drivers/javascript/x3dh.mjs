// X3DH: the Diffie-Hellmans of both sides [X3DH-04] and the key schedule behind them.

import { concat } from './bytes.mjs';
import { kAgreementLabel, kBootstrapLabel } from './labels.mjs';
import { kKeyBytes } from './limits.mjs';
import { hkdf, kZeroSalt, x25519 } from './primitives.mjs';

const kPadding = Buffer.alloc(kKeyBytes, 0xff); // [X3DH-05]

/**
 * AD: all four public keys, the initiator's first [X3DH-09]. A pair is {identityKey, signingKey}.
 */
export const associatedData = (initiator, responder) =>
  concat(
    initiator.identityKey, initiator.signingKey, responder.identityKey, responder.signingKey);

/**
 * Runs the Diffie-Hellmans in order, each [private, public], and derives {ad, rootKey,
 * bootstrapKey}. The first all-zero output is low_order_point [X3DH-03].
 */
function deriveKeys(exchanges, ad, trace) {
  const outputs = exchanges.map(([privateKey, publicKey], index) => {
    const output = x25519(privateKey, publicKey);
    trace.emit(`x3dh.dh${index + 1}`, output);
    return output;
  });
  const ikm = concat(kPadding, ...outputs);
  trace.emit('x3dh.ikm', ikm);
  const sk = hkdf(kZeroSalt, ikm, kAgreementLabel, 32); // [X3DH-08]
  trace.emit('x3dh.sk', sk);
  trace.emit('x3dh.ad', ad);
  const keys = hkdf(kZeroSalt, sk, kBootstrapLabel, 64); // [X3DH-10]
  const rootKey = keys.subarray(0, 32);
  const bootstrapKey = keys.subarray(32, 64);
  trace.emit('smx1.root_key', rootKey);
  trace.emit('smx1.bootstrap_key', bootstrapKey);
  return { ad, rootKey, bootstrapKey };
}

const publicPair = (own) => ({ identityKey: own.identity.public, signingKey: own.signing.public });

/** A's side; the bundle's form and signature have been checked. `ek` is a key pair. */
export function agreeAsInitiator(own, ek, bundle, trace) {
  const spk = bundle.signedPrekey.publicKey;
  const exchanges = [
    [own.identity.private, spk],
    [ek.private, bundle.identityKey],
    [ek.private, spk],
  ];
  if (bundle.oneTimePrekey !== undefined) { // [X3DH-06]
    exchanges.push([ek.private, bundle.oneTimePrekey.publicKey]);
  }
  return deriveKeys(exchanges, associatedData(publicPair(own), bundle), trace);
}

/** B's side; `spk` and `opk` are key pairs, `opk` undefined when the envelope names none. */
export function agreeAsResponder(own, spk, opk, sender, ek, trace) {
  const exchanges = [
    [spk.private, sender.identityKey],
    [own.identity.private, ek],
    [spk.private, ek],
  ];
  if (opk !== undefined) exchanges.push([opk.private, ek]);
  return deriveKeys(exchanges, associatedData(sender, publicPair(own)), trace);
}
