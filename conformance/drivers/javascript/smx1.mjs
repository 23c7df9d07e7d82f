// The SMX1 envelope: header with the ephemeral key and the key ids, nonce, sealed frame [SMX1-01].

import { concat, u16 } from './bytes.mjs';
import { Reject } from './errors.mjs';
import { checkKeyId } from './key_id.mjs';
import { kEnvelopeFixedBytes, kEnvelopeMaxBytes, kNonceBytes, kTagBytes } from './limits.mjs';

export const kEnvelopeMagic = Buffer.from('SMX1', 'ascii');
const kFlagOneTimePrekey = 0x01;

/** The header bytes [0, 53+L1+L2); `opkKeyId` is empty when no one-time prekey is used. */
export function envelopeHeader({ ek, spkKeyId, opkKeyId, nonce }) {
  const flags = opkKeyId.length > 0 ? kFlagOneTimePrekey : 0x00;
  return concat(
    kEnvelopeMagic, Buffer.of(flags), ek,
    u16(spkKeyId.length), spkKeyId,
    u16(opkKeyId.length), opkKeyId,
    nonce,
  );
}

/** The fields of an envelope, or malformed [SMX1-11]. */
export function parseEnvelope(bytes) {
  const require = (holds) => {
    if (!holds) throw new Reject('malformed');
  };
  require(bytes.length <= kEnvelopeMaxBytes);
  require(bytes.length >= kEnvelopeFixedBytes + kTagBytes);
  require(bytes.subarray(0, 4).equals(kEnvelopeMagic));
  const flags = bytes[4];
  require(flags === 0x00 || flags === kFlagOneTimePrekey);

  const spkLength = bytes.readUInt16BE(37);
  require(bytes.length >= kEnvelopeFixedBytes + spkLength + kTagBytes);
  const spkKeyId = bytes.subarray(39, 39 + spkLength);
  checkKeyId(spkKeyId);

  const opkLength = bytes.readUInt16BE(39 + spkLength);
  const headerBytes = kEnvelopeFixedBytes + spkLength + opkLength;
  require(bytes.length >= headerBytes + kTagBytes);
  require((flags === kFlagOneTimePrekey) === (opkLength > 0));
  const opkKeyId = bytes.subarray(41 + spkLength, 41 + spkLength + opkLength);
  if (opkLength > 0) checkKeyId(opkKeyId);

  return {
    flags,
    ek: bytes.subarray(5, 37),
    spkKeyId,
    opkKeyId,
    nonce: bytes.subarray(headerBytes - kNonceBytes, headerBytes),
    header: bytes.subarray(0, headerBytes),
    ciphertext: bytes.subarray(headerBytes),
  };
}
