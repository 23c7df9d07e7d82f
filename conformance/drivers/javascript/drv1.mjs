// The DR_V1 frame: magic, flags, ratchet key, PN, N, ciphertext and tag [DRV1-01].

import { concat, u32 } from './bytes.mjs';
import { Reject } from './errors.mjs';
import {
  kFrameHeaderBytes,
  kFrameMaxBytes,
  kFrameMinBytes,
  kNoMessageNumber,
} from './limits.mjs';

export const kFrameMagic = Buffer.from('DRV1', 'ascii');

/** The 45 header bytes of a frame. */
export function frameHeader({ ratchetKey, pn, n }) {
  return concat(kFrameMagic, Buffer.of(0x00), ratchetKey, u32(pn), u32(n));
}

/** The fields of a frame, or malformed [DRV1-04] to [DRV1-06]. */
export function parseFrame(bytes) {
  const lengthHolds = bytes.length >= kFrameMinBytes && bytes.length <= kFrameMaxBytes;
  if (!lengthHolds || !bytes.subarray(0, 4).equals(kFrameMagic) || bytes[4] !== 0x00) {
    throw new Reject('malformed');
  }
  const n = bytes.readUInt32BE(41);
  if (n === kNoMessageNumber) throw new Reject('malformed');
  return {
    flags: bytes[4],
    ratchetKey: bytes.subarray(5, 37),
    pn: bytes.readUInt32BE(37),
    n,
    header: bytes.subarray(0, kFrameHeaderBytes),
    ciphertext: bytes.subarray(kFrameHeaderBytes),
  };
}
