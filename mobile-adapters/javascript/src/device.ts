// One device: its keys, its prekeys and its sessions.

import { Bundle } from './bundle.js';
import { bytes, count, name, type Name } from './bytes.js';
import { clockFunctions, type Clock } from './callbacks.js';
import { SmxError } from './errors.js';
import {
  DeviceKeys, OneTimePrekey, oneTimePrekeyStructure, SignedPrekey, split,
} from './keys.js';
import { peers, pendingDeliveries, type Direction, type Peer, type PendingDelivery } from './listing.js';
import { Received, Sent } from './message.js';
import { native, type Handle } from './native.js';
import { value } from './outcome.js';
import { handleOfStore, type Store } from './store.js';
import { errorNumbers } from './tables.js';

export interface DeviceOptions {
  /** Without one, the system's. */
  readonly clock?: Clock | undefined;
}

export interface CreateOptions extends DeviceOptions {
  /** How many to make at once, 0 to 1000. 100 without it. */
  readonly oneTimePrekeys?: number | undefined;
}

export interface DeliveryOptions {
  /**
   * 1 to 64 bytes that name the message: its output is kept, in the same commit, until
   * `acknowledge`, so that a crash neither loses nor repeats it.
   */
  readonly deliveryId?: Name | undefined;
}

export interface ReceiveOptions extends DeliveryOptions {
  /** Where the plaintext goes when it fits, for who uses one array again: it costs less. */
  readonly into?: Uint8Array | undefined;
}

export interface SendOptions extends DeliveryOptions {
  /** The peer's bundle: needed where there is no session. */
  readonly bundle?: Bundle | undefined;
}

const bundleKinds = { plain: 0, oneTime: 1 } as const;

/** @internal The native handle of a device that is open. */
export let handleOfDevice: (device: Device) => Handle;
/** @internal A device over a handle. */
export let deviceOver: (handle: Handle) => Device;

const deliveryIdOf = (id: Name | undefined): Name | undefined =>
  (id === undefined ? undefined : name(id, 'deliveryId'));

const clockOf = (options: DeviceOptions) =>
  (options.clock === undefined ? undefined : clockFunctions(options.clock));

/**
 * One device over a store. Every operation is one atomic commit: nothing it yields leaves before
 * that is durable, and one that throws has changed nothing. After `stale_state` (another process was
 * faster) and `storage_failed` call `reload` and try again. Calls do not wait and take microseconds,
 * or as long as the store's commit; a device belongs to the thread that made it. Labels (0 to 255
 * bytes) are the application's names of peer devices.
 */
export class Device {
  #handle: Handle | undefined;

  static {
    handleOfDevice = (device) => {
      if (device.#handle === undefined) {
        throw new SmxError('invalid_argument', { message: 'the device is closed' });
      }
      return device.#handle;
    };
    deviceOver = (handle) => new Device(handle);
  }

  private constructor(handle: Handle) {
    this.#handle = handle;
  }

  /** Makes a device in an empty store. Throws `invalid_argument` where the store is not empty. */
  static create(store: Store, options: CreateOptions = {}): Device {
    const prekeys = count(options.oneTimePrekeys ?? 100, 'oneTimePrekeys');
    return new Device(value(native.deviceCreate(handleOfStore(store), clockOf(options), prekeys)));
  }

  /** Opens the device that a store holds. Throws `invalid_argument` where the store is empty. */
  static open(store: Store, options: DeviceOptions = {}): Device {
    return new Device(value(native.deviceOpen(handleOfStore(store), clockOf(options))));
  }

  /** Closing again does nothing. `invalid_argument` from a callback of this very device. */
  close(): void {
    if (this.#handle === undefined) return;
    value(native.deviceClose(this.#handle));
    this.#handle = undefined;
  }

  [Symbol.dispose](): void {
    this.close();
  }

  /** Reads the state again. */
  reload(): void {
    value(native.deviceReload(handleOfDevice(this)));
  }

  /** The number of the last commit, as this device knows it. */
  get generation(): bigint {
    return value(native.deviceGeneration(handleOfDevice(this)));
  }

  /** Who this device is. */
  get keys(): DeviceKeys {
    return new DeviceKeys(value(native.deviceKeys(handleOfDevice(this))));
  }

  /** The signed prekey to publish. */
  get signedPrekey(): SignedPrekey {
    return new SignedPrekey(value(native.deviceSignedPrekey(handleOfDevice(this))));
  }

  /** The one-time prekeys that are left, oldest first. All may be published again. */
  oneTimePrekeys(): OneTimePrekey[] {
    const all = value(native.deviceOneTimePrekeys(handleOfDevice(this)));
    return split(all, oneTimePrekeyStructure, (one) => new OneTimePrekey(one));
  }

  /** Makes one-time prekeys: at most 1000 at once and 10,000 in all, else `invalid_argument`. */
  replenish(howMany: number): OneTimePrekey[] {
    const made = value(native.deviceReplenish(handleOfDevice(this), count(howMany, 'howMany')));
    return split(made, oneTimePrekeyStructure, (one) => new OneTimePrekey(one));
  }

  /** Whether fewer than `threshold` one-time prekeys are left. */
  lowOnOneTimePrekeys(threshold: number): boolean {
    const least = count(threshold, 'threshold');
    return value(native.deviceLowOnOneTimePrekeys(handleOfDevice(this), least));
  }

  /** Whether the signed prekey is 7 days old, or of unknown age. */
  rotationDue(): boolean {
    return value(native.deviceRotationDue(handleOfDevice(this)));
  }

  /** Makes a new signed prekey; the one it replaces serves 14 days more. */
  rotate(): SignedPrekey {
    return new SignedPrekey(value(native.deviceRotate(handleOfDevice(this))));
  }

  /** A bundle without a one-time prekey. */
  bundle(): Bundle {
    return new Bundle(value(native.deviceBundle(handleOfDevice(this), bundleKinds.plain)));
  }

  /** A bundle with a one-time prekey made for it: for one peer. */
  bundleWithOneTimePrekey(): Bundle {
    return new Bundle(value(native.deviceBundle(handleOfDevice(this), bundleKinds.oneTime)));
  }

  /**
   * Encrypts for the device behind the label; with a bundle and no session, for the bundle's device,
   * which the label stands for from then on. At most 65,536 bytes. Throws `no_session` without
   * both; `malformed`, `bad_signature`, `low_order_point` for the bundle; `no_sending_chain`,
   * `too_large`, `chain_exhausted`.
   */
  send(label: Name, plaintext: Uint8Array, options: SendOptions = {}): Sent {
    return new Sent(native.deviceSend(
      handleOfDevice(this), name(label, 'label'), bytes(plaintext, 'plaintext'),
      options.bundle?.structure, deliveryIdOf(options.deliveryId)));
  }

  /**
   * Decrypts one envelope from a device whose keys come from an authenticated directory; the label
   * stands for that pair from then on. Throws `malformed`, `no_session`, `replayed_bootstrap`,
   * `unknown_prekey`, `low_order_point`, `too_many_skipped`, `duplicate_message`,
   * `decryption_failed`.
   */
  receive(
    label: Name, sender: DeviceKeys, envelope: Uint8Array, options: ReceiveOptions = {},
  ): Received {
    const into = options.into === undefined ? undefined : bytes(options.into, 'into');
    const size = native.deviceReceive(
      handleOfDevice(this), name(label, 'label'), sender.structure, bytes(envelope, 'envelope'),
      deliveryIdOf(options.deliveryId));
    return new Received(size, sender, into);
  }

  /**
   * Replaces the session with a peer that no longer understands us: the old one still decrypts and
   * never sends again. Throws as `send` does, and `restart_limited`.
   */
  restart(label: Name, bundle: Bundle, plaintext: Uint8Array, options: DeliveryOptions = {}): Sent {
    return new Sent(native.deviceRestart(
      handleOfDevice(this), name(label, 'label'), bundle.structure, bytes(plaintext, 'plaintext'),
      deliveryIdOf(options.deliveryId)));
  }

  /** Whether three frames in a row failed as a lost session fails. A relay can forge that. */
  restartSuggested(peer: DeviceKeys): boolean {
    return value(native.deviceRestartSuggested(handleOfDevice(this), peer.structure));
  }

  /** The output of this delivery id was handed over. Unknown ids are fine. */
  acknowledge(deliveryId: Name, direction: Direction): void {
    if (direction !== 'sent' && direction !== 'received') {
      throw new TypeError("direction: neither 'sent' nor 'received'");
    }
    const id = name(deliveryId, 'deliveryId');
    value(native.deviceAcknowledge(handleOfDevice(this), id, direction === 'sent'));
  }

  pendingDeliveries(): PendingDelivery[] {
    return pendingDeliveries(value(native.devicePendingDeliveries(handleOfDevice(this))));
  }

  /** The labels, and what they stand for. */
  peers(): Peer[] {
    return peers(value(native.devicePeers(handleOfDevice(this))));
  }

  /** The pair of keys that a label stands for; undefined for none. */
  keysOf(label: Name): DeviceKeys | undefined {
    const keys = native.deviceKeysOf(handleOfDevice(this), name(label, 'label'));
    return keys === errorNumbers.no_session ? undefined : new DeviceKeys(value(keys));
  }

  /** Lets go what is too old. Call it about once a day. */
  purge(): void {
    value(native.devicePurge(handleOfDevice(this)));
  }
}
