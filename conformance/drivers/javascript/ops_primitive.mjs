// Ops on one primitive or one byte layout. None of them has a state or a trace step.

import { parseFrame } from './drv1.mjs';
import { ed25519Sign, ed25519Verify } from './ed25519_strict.mjs';
import { kHkdfMaxBytes, kNonceBytes, kSignatureBytes } from './limits.mjs';
import { signPrekey, verifyPrekey } from './prekeys.mjs';
import { hkdf, hmac, open, seal, x25519 } from './primitives.mjs';
import { key } from './request_shapes.mjs';
import { bytes, hex, integer } from './shape.mjs';
import { parseEnvelope } from './smx1.mjs';

const signature = bytes(kSignatureBytes);
const nonce = bytes(kNonceBytes);

export const kPrimitiveOps = {
  x25519: {
    members: { private_key: key, public_key: key },
    run: ({ privateKey, publicKey }) => ({ ok: { shared_secret: x25519(privateKey, publicKey) } }),
  },
  'ed25519.sign': {
    members: { private_key: key, message: hex },
    run: ({ privateKey, message }) => ({ ok: { signature: ed25519Sign(privateKey, message) } }),
  },
  'ed25519.verify': {
    members: { public_key: key, message: hex, signature },
    run: (request) => {
      ed25519Verify(request.publicKey, request.message, request.signature);
      return { ok: {} };
    },
  },
  'hkdf.sha256': {
    members: { salt: hex, ikm: hex, info: hex, length: integer(kHkdfMaxBytes) },
    run: ({ salt, ikm, info, length }) => ({ ok: { okm: hkdf(salt, ikm, info, length) } }),
  },
  'hmac.sha256': {
    members: { key: hex, message: hex },
    run: (request) => ({ ok: { tag: hmac(request.key, request.message) } }),
  },
  'aes256gcm.seal': {
    members: { key, nonce, plaintext: hex, aad: hex },
    run: (request) => ({
      ok: { ciphertext: seal(request.key, request.nonce, request.plaintext, request.aad) },
    }),
  },
  'aes256gcm.open': {
    members: { key, nonce, ciphertext: hex, aad: hex },
    run: (request) => ({
      ok: { plaintext: open(request.key, request.nonce, request.ciphertext, request.aad) },
    }),
  },
  'spk.sign': {
    members: { signing_private: key, identity_key: key, public_key: key, key_id: hex },
    run: (request) => ({ ok: { signature: signPrekey(request.signingPrivate, request) } }),
  },
  'spk.verify': {
    members: { signing_key: key, identity_key: key, public_key: key, key_id: hex, signature },
    run: (request) => {
      verifyPrekey(request.signingKey, request, request.signature);
      return { ok: {} };
    },
  },
  'smx1.parse': {
    members: { envelope: hex },
    run: (request) => {
      const parsed = parseEnvelope(request.envelope);
      return {
        ok: {
          flags: parsed.flags,
          ek: parsed.ek,
          spk_key_id: parsed.spkKeyId,
          opk_key_id: parsed.opkKeyId,
          nonce: parsed.nonce,
          ciphertext: parsed.ciphertext,
        },
      };
    },
  },
  'drv1.parse': {
    members: { frame: hex },
    run: (request) => {
      const parsed = parseFrame(request.frame);
      return {
        ok: {
          flags: parsed.flags,
          ratchet_key: parsed.ratchetKey,
          pn: parsed.pn,
          n: parsed.n,
          ciphertext: parsed.ciphertext,
        },
      };
    },
  },
};
