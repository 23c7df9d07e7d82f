// Ops on one message or one signature. None of them has a state.

import { kSignatureBytes } from '../../../conformance/drivers/javascript/limits.mjs';
import { key } from '../../../conformance/drivers/javascript/request_shapes.mjs';
import { bytes, hex } from '../../../conformance/drivers/javascript/shape.mjs';

const signature = bytes(kSignatureBytes);
const kFlagOneTimePrekey = 1;

const idBytes = (text) => Buffer.from(text, 'utf8');

export const wireOps = (smx) => ({
  'ed25519.sign': {
    members: { private_key: key, message: hex },
    run: ({ privateKey, message }) => (
      { ok: { signature: smx.testing.ed25519Sign(privateKey, message) } }),
  },
  'ed25519.verify': {
    members: { public_key: key, message: hex, signature },
    run: (request) => {
      smx.testing.ed25519Verify(request.publicKey, request.message, request.signature);
      return { ok: {} };
    },
  },
  'spk.sign': {
    members: { signing_private: key, identity_key: key, public_key: key, key_id: hex },
    run: (request) => ({ ok: { signature: smx.testing.signPrekey(request) } }),
  },
  'spk.verify': {
    members: { signing_key: key, identity_key: key, public_key: key, key_id: hex, signature },
    run: (request) => {
      smx.SignedPrekey.of(request).verify(smx.DeviceKeys.of(request));
      return { ok: {} };
    },
  },
  'smx1.parse': {
    members: { envelope: hex },
    run: (request) => {
      const envelope = smx.Envelope.decode(request.envelope);
      const { oneTimePrekeyId } = envelope;
      return {
        ok: {
          flags: oneTimePrekeyId === undefined ? 0 : kFlagOneTimePrekey,
          ek: envelope.ephemeralKey,
          spk_key_id: idBytes(envelope.signedPrekeyId),
          opk_key_id: idBytes(oneTimePrekeyId ?? ''),
          nonce: envelope.nonce,
          ciphertext: envelope.ciphertext,
        },
      };
    },
  },
  'drv1.parse': {
    members: { frame: hex },
    run: (request) => {
      const frame = smx.Frame.decode(request.frame);
      return {
        ok: {
          flags: 0, // a frame has no other [DRV1-04]
          ratchet_key: frame.ratchetKey,
          pn: frame.previousCount,
          n: frame.number,
          ciphertext: frame.ciphertext,
        },
      };
    },
  },
});
