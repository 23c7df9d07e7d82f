// What a message made, and what it did besides.

import { wipe } from './bytes.js';
import { DeviceKeys, deviceKeysStructure } from './keys.js';
import { native } from './native.js';
import { failure } from './outcome.js';
import { copyOf } from './slab.js';

/**
 * How an output relates to its delivery id: made by this call; made by an earlier one and never
 * acknowledged, the same bytes; or made and acknowledged, no bytes.
 */
export type Delivery = 'fresh' | 'repeated' | 'done';
const deliveries: readonly Delivery[] = ['fresh', 'repeated', 'done'];

// What the native module writes: the keys, the delivery, a bit for each flag; then the message.
const shared = native.share();
const deliveryAt = deviceKeysStructure;
const flagsAt = deliveryAt + 1;
const outputAt = flagsAt + 1;

/** What a message did besides. */
export abstract class Outcome {
  readonly #delivery = shared[deliveryAt] ?? 0;
  readonly #flags = shared[flagsAt] ?? 0;

  /** The pair of keys that it is for, or from. */
  abstract get peer(): DeviceKeys;

  get delivery(): Delivery {
    return deliveries[this.#delivery] ?? 'fresh';
  }

  /** This message started a session. */
  get sessionStarted(): boolean {
    return (this.#flags & 1) !== 0;
  }

  get oneTimePrekeyUsed(): boolean {
    return (this.#flags & 4) !== 0;
  }

  /** The label stood for other keys until now. Tell the user. */
  get peerKeysChanged(): boolean {
    return (this.#flags & 8) !== 0;
  }

  /** @internal */
  protected get replaced(): boolean {
    return (this.#flags & 2) !== 0;
  }
}

/** An envelope to hand over. */
export class Sent extends Outcome {
  // The keys and the envelope.
  readonly #output: Uint8Array;

  /** @internal Takes what a call gave: a size, or a status below 0. */
  constructor(size: number) {
    if (size < 0) throw failure(-size);
    super();
    this.#output = copyOf(shared.subarray(0, outputAt + size));
  }

  /** Not secret; like a Buffer of node, it may share its `buffer` with others. */
  get envelope(): Uint8Array {
    return this.#output.subarray(outputAt);
  }

  override get peer(): DeviceKeys {
    return new DeviceKeys(this.#output.slice(0, deviceKeysStructure));
  }
}

/** A plaintext: overwrite it when it is no longer needed. */
export class Received extends Outcome {
  /** In memory of its own, or at the start of the array that was given for it. */
  readonly plaintext: Uint8Array;
  override readonly peer: DeviceKeys;

  /** @internal Takes what a call gave: a size, or a status below 0. */
  constructor(size: number, sender: DeviceKeys, into: Uint8Array | undefined) {
    if (size < 0) throw failure(-size);
    super();
    this.peer = sender;
    try {
      if (into === undefined || into.length < size) {
        this.plaintext = shared.slice(outputAt, outputAt + size);
      } else {
        into.set(shared.subarray(outputAt, outputAt + size));
        this.plaintext = into.subarray(0, size);
      }
    } finally {
      shared.fill(0, outputAt, outputAt + size);
    }
  }

  /** The peer lost its state or restarted. Tell the user. */
  get sessionReplaced(): boolean {
    return this.replaced;
  }

  /** Overwrites the plaintext. Copies that were made of it are the application's business. */
  wipe(): void {
    wipe(this.plaintext);
  }

  [Symbol.dispose](): void {
    this.wipe();
  }
}
