// Key ids: 1 to 64 bytes of well-formed UTF-8 without control characters [KEY-03] to [KEY-05].

import { Reject } from './errors.mjs';
import { kKeyIdMaxBytes } from './limits.mjs';

// The first bytes of RFC 3629, each row with the range that its second byte may have. The narrowed
// ranges are what keeps out overlong forms, surrogates and values above U+10FFFF.
const kLeads = [
  { from: 0x00, to: 0x7f, more: 0 },
  { from: 0xc2, to: 0xdf, more: 1, low: 0x80, high: 0xbf },
  { from: 0xe0, to: 0xe0, more: 2, low: 0xa0, high: 0xbf },
  { from: 0xe1, to: 0xec, more: 2, low: 0x80, high: 0xbf },
  { from: 0xed, to: 0xed, more: 2, low: 0x80, high: 0x9f },
  { from: 0xee, to: 0xef, more: 2, low: 0x80, high: 0xbf },
  { from: 0xf0, to: 0xf0, more: 3, low: 0x90, high: 0xbf },
  { from: 0xf1, to: 0xf3, more: 3, low: 0x80, high: 0xbf },
  { from: 0xf4, to: 0xf4, more: 3, low: 0x80, high: 0x8f },
];

/** Whether the bytes are well-formed UTF-8 as RFC 3629 has it [KEY-04]. */
export function isUtf8(bytes) {
  let at = 0;
  while (at < bytes.length) {
    const lead = kLeads.find(({ from, to }) => bytes[at] >= from && bytes[at] <= to);
    if (lead === undefined || at + lead.more >= bytes.length) return false;
    for (let i = 1; i <= lead.more; i += 1) {
      const low = i === 1 ? lead.low : 0x80;
      const high = i === 1 ? lead.high : 0xbf;
      if (bytes[at + i] < low || bytes[at + i] > high) return false;
    }
    at += 1 + lead.more;
  }
  return true;
}

const isControl = (byte) => byte < 0x20 || byte === 0x7f;

/** Throws malformed unless the bytes are a key id. */
export function checkKeyId(bytes) {
  const lengthHolds = bytes.length >= 1 && bytes.length <= kKeyIdMaxBytes;
  if (!lengthHolds || bytes.some(isControl) || !isUtf8(bytes)) throw new Reject('malformed');
}

/**
 * Throws malformed unless all are key ids and no two are equal byte for byte [KEY-06], [KEY-08].
 */
export function checkDistinctKeyIds(ids) {
  ids.forEach(checkKeyId);
  if (new Set(ids.map((id) => id.toString('hex'))).size !== ids.length) {
    throw new Reject('malformed');
  }
}
