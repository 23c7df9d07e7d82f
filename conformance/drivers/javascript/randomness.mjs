// Random values by name: injected by the request, or drawn from node:crypto in live mode [PRIM-22].

import { randomBytes } from 'node:crypto';
import { RequestFault } from './errors.mjs';

export class Randomness {
  #injected;

  /** `injected` is the request's `random` member, or undefined for live mode. */
  constructor(injected) {
    this.#injected = injected;
  }

  get isLive() {
    return this.#injected === undefined;
  }

  /**
   * The value of one draw, `length` bytes. A field that was left out is found here, at its draw.
   */
  draw(field, length) {
    if (this.isLive) return randomBytes(length);
    const value = this.#injected[field];
    if (value === undefined) throw new RequestFault(`random.${field}: needed by this op, missing`);
    return value;
  }

  /** A list or object of injected keys; only for operations that are not live. */
  injected(field) {
    return this.#injected[field];
  }
}
