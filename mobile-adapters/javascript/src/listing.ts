// Lists that the native module gives as bytes: numbers of 4 bytes with the least first, and byte
// strings after their length.

import { DeviceKeys, deviceKeysStructure } from './keys.js';

class Reader {
  #at = 0;
  readonly #view: DataView;

  constructor(readonly image: Uint8Array) {
    this.#view = new DataView(image.buffer, image.byteOffset, image.byteLength);
  }

  get isDone(): boolean {
    return this.#at === this.image.length;
  }

  byte(): number {
    return this.#view.getUint8(this.#at++);
  }

  number(): number {
    this.#at += 4;
    return this.#view.getUint32(this.#at - 4, true);
  }

  bytes(size: number): Uint8Array {
    this.#at += size;
    return this.image.slice(this.#at - size, this.#at);
  }

  sized(): Uint8Array {
    return this.bytes(this.number());
  }
}

/** A label that stands for a peer device, and the sessions with that device. */
export interface Peer {
  readonly label: Uint8Array;
  readonly keys: DeviceKeys;
  /** The active one and the archived ones. */
  readonly sessions: number;
  readonly skippedKeys: number;
  /** We started the active session and its peer has not answered yet. */
  readonly awaitingFirstReply: boolean;
  readonly oneTimePrekeyUsed: boolean;
}

/** An output that was made and never acknowledged. */
export interface PendingDelivery {
  readonly id: Uint8Array;
  readonly label: Uint8Array;
  /** An envelope to send, or a plaintext that was received. */
  readonly direction: Direction;
}

/** Delivery ids of sent and of received messages are separate. */
export type Direction = 'sent' | 'received';

function all<T>(image: Uint8Array, read: (reader: Reader) => T): T[] {
  const reader = new Reader(image);
  const out: T[] = [];
  while (!reader.isDone) out.push(read(reader));
  return out;
}

export const peers = (image: Uint8Array): Peer[] => all(image, (reader) => ({
  label: reader.sized(),
  keys: new DeviceKeys(reader.bytes(deviceKeysStructure)),
  sessions: reader.number(),
  skippedKeys: reader.number(),
  awaitingFirstReply: reader.byte() === 1,
  oneTimePrekeyUsed: reader.byte() === 1,
}));

export const pendingDeliveries = (image: Uint8Array): PendingDelivery[] => all(image, (reader) => {
  const direction = reader.byte() === 1 ? 'sent' : 'received';
  return { id: reader.sized(), label: reader.sized(), direction };
});
