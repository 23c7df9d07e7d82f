// What a message made, and what it did besides.

import { wipe } from './bytes.js';
import { DeviceKeys, deviceKeysStructure } from './keys.js';
import { scratch } from './native.js';

/**
 * How an output relates to its delivery id: made by this call; made by an earlier one and never
 * acknowledged, the same bytes; or made and acknowledged, no bytes.
 */
export type Delivery = 'fresh' | 'repeated' | 'done';
const deliveries: readonly Delivery[] = ['fresh', 'repeated', 'done'];

const outcomeSize = deviceKeysStructure + 5;

class Outcome {
  // The keys, then delivery, started, replaced, one-time prekey used, keys changed.
  readonly #told = scratch.slice(0, outcomeSize);

  #flag(at: number): boolean {
    return this.#told[deviceKeysStructure + at] === 1;
  }

  /** The pair of keys that it is for, or from. */
  get peer(): DeviceKeys {
    return new DeviceKeys(this.#told.slice(0, deviceKeysStructure));
  }

  get delivery(): Delivery {
    return deliveries[this.#told[deviceKeysStructure] ?? 0] ?? 'fresh';
  }

  /** This message started a session. */
  get sessionStarted(): boolean {
    return this.#flag(1);
  }

  /** Received: the peer lost its state or restarted. Tell the user. */
  get sessionReplaced(): boolean {
    return this.#flag(2);
  }

  get oneTimePrekeyUsed(): boolean {
    return this.#flag(3);
  }

  /** The label stood for other keys until now. Tell the user. */
  get peerKeysChanged(): boolean {
    return this.#flag(4);
  }
}

/** An envelope to hand over. */
export class Sent extends Outcome {
  /** @internal */
  constructor(readonly envelope: Uint8Array) {
    super();
  }
}

/** A plaintext. Its memory is overwritten by `wipe`, or else when the collector finds it. */
export class Received extends Outcome {
  /** Not transferable to another thread; copy it, then wipe it. */
  readonly plaintext: Uint8Array;

  /** @internal */
  constructor(plaintext: Uint8Array) {
    super();
    this.plaintext = plaintext;
  }

  /** Overwrites the plaintext. Copies that were made of it are the application's business. */
  wipe(): void {
    wipe(this.plaintext);
  }

  [Symbol.dispose](): void {
    this.wipe();
  }
}
