// The operations that this driver knows. Call your implementation from here.
//
// An operation takes the request, the handles of the current case (a Map that is emptied at
// case.end: keep sessions and devices in it under the names that the runner chose) and the trace
// (an array of {step, value}, the value in hex). It returns the members of `ok`, or throws a Reject
// with the reason that the specification names. Read and check every member before anything is
// done.

import { createHmac } from 'node:crypto';

import { Reject } from './protocol.mjs';

const kHkdfMax = 255 * 32;
const kFrameMin = 45 + 16;
const kFrameMax = 45 + 65536 + 16;

const hmac = (key, ...parts) => {
  const mac = createHmac('sha256', key);
  for (const part of parts) mac.update(part);
  return mac.digest();
};

function hkdfSha256(request) {
  const salt = request.bytes('salt');
  const ikm = request.bytes('ikm');
  const info = request.bytes('info');
  const length = request.integer('length', kHkdfMax);
  const key = hmac(salt, ikm);
  const blocks = [Buffer.alloc(0)];
  for (let counter = 1; counter <= Math.ceil(length / 32); counter += 1) {
    blocks.push(hmac(key, blocks.at(-1), info, Buffer.of(counter)));
  }
  return { okm: Buffer.concat(blocks).subarray(0, length).toString('hex') };
}

function drv1Parse(request) {
  const frame = request.bytes('frame');
  const lengthHolds = frame.length >= kFrameMin && frame.length <= kFrameMax; // [DRV1-05]
  const isFrame = lengthHolds && frame.toString('latin1', 0, 5) === 'DRV1\0'; // [DRV1-04]
  if (!isFrame || frame.readUInt32BE(41) === 0xffffffff) { // [DRV1-06]
    throw new Reject('malformed');
  }
  return {
    flags: frame[4],
    ratchet_key: frame.toString('hex', 5, 37),
    pn: frame.readUInt32BE(37),
    n: frame.readUInt32BE(41),
    ciphertext: frame.toString('hex', 45),
  };
}

/** Add operations here: name, its members, its function. hello announces what this table holds. */
export const kOps = {
  'hkdf.sha256': { members: ['salt', 'ikm', 'info', 'length'], run: hkdfSha256 },
  'drv1.parse': { members: ['frame'], run: drv1Parse },
};
