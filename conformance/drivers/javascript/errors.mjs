// The names and numbers of the refusals [ERR-01], and the two ways an operation can end early.

export const kErrorNumbers = Object.freeze({
  malformed: 1,
  bad_signature: 2,
  low_order_point: 3,
  unknown_prekey: 4,
  decryption_failed: 5,
  duplicate_message: 6,
  too_many_skipped: 7,
  replayed_bootstrap: 8,
  no_session: 9,
  no_sending_chain: 10,
  chain_exhausted: 11,
  too_large: 12,
  stale_state: 13,
  restart_limited: 14,
});

/** A refusal that the specification asks for; `reason` is one of the names above. */
export class Reject extends Error {
  constructor(reason) {
    if (!Object.hasOwn(kErrorNumbers, reason)) throw new TypeError('no such error name');
    super(reason);
    this.name = 'Reject';
    this.reason = reason;
  }
}

/** A fault of the request itself, answered with `error`; never a refusal. */
export class RequestFault extends Error {
  constructor(message) {
    super(message);
    this.name = 'RequestFault';
  }
}
