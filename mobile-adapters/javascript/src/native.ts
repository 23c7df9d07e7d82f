// The native module: what it must have, and where it is found. Only this package calls it.

import { constants } from 'node:os';
import { fileURLToPath } from 'node:url';

/** A handle that the native module made. */
export type Handle = { readonly __handle: never };
/** A status other than SMX_OK. */
export type Status = number;
/** Where a decoder stopped: offset, field, kind. */
export type NativeFault = [number, string, string];
type Image = Uint8Array;

// What the native module calls. None of these throws: a status tells what failed.
export interface StoreFunctions {
  /** The generation, the ids, the values. */
  load(): Status | [bigint, string[], Uint8Array[]];
  commit(expectedGeneration: bigint, ids: string[], values: (Uint8Array | null)[]):
    Status | undefined;
}
export interface KeyWrapFunctions {
  /** Overwrites the key before it returns. */
  wrap(dataKey: Uint8Array): Status | Uint8Array;
  /** The array that it returns is overwritten. */
  unwrap(wrapped: Uint8Array): Status | Uint8Array;
}
export interface CounterFunctions {
  read(): Status | bigint;
  advance(value: bigint): Status | undefined;
}
export interface ClockFunctions {
  /** Seconds since 1970; below 0 when the clock failed. */
  now(): number;
}

/** Every function gives its outcome, or a number: a status other than SMX_OK. */
export interface Native {
  init(flags: number): Status | undefined;
  version(): string;
  abiVersion(): bigint;
  cpuReport(): Status | Image;
  /** What a message did besides, and behind it its bytes, until the next call. */
  share(): Uint8Array;

  bundleDecode(bytes: Uint8Array): Status | NativeFault | Image;
  bundleEncode(bundle: Image): Status | Uint8Array;
  bundleVerify(bundle: Image): Status | undefined;
  signedPrekeyVerify(keys: Image, prekey: Image): Status | undefined;
  envelopeDecode(bytes: Uint8Array): Status | NativeFault | Image;
  frameDecode(bytes: Uint8Array): Status | NativeFault | Image;

  storeMemory(): Status | Handle;
  storeSqlite(path: Uint8Array): Status | Handle;
  storeCallbacks(functions: StoreFunctions): Status | Handle;
  storeSealed(inner: Handle, wrap: KeyWrapFunctions, counter: CounterFunctions | undefined,
    name: string | Uint8Array): Status | Handle;
  storeRekey(store: Handle): Status | undefined;
  storeSealsUsed(store: Handle): Status | bigint;
  storeClose(store: Handle): Status | undefined;

  deviceCreate(store: Handle, clock: ClockFunctions | undefined, oneTimePrekeys: number):
    Status | Handle;
  deviceOpen(store: Handle, clock: ClockFunctions | undefined): Status | Handle;
  deviceClose(device: Handle): Status | undefined;
  deviceReload(device: Handle): Status | undefined;
  deviceGeneration(device: Handle): Status | bigint;
  deviceKeys(device: Handle): Status | Image;
  deviceSignedPrekey(device: Handle): Status | Image;
  deviceOneTimePrekeys(device: Handle): Status | Image;
  deviceReplenish(device: Handle, count: number): Status | Image;
  deviceLowOnOneTimePrekeys(device: Handle, threshold: number): Status | boolean;
  deviceRotationDue(device: Handle): Status | boolean;
  deviceRotate(device: Handle): Status | Image;
  deviceBundle(device: Handle, kind: number): Status | Image;
  deviceKeysOf(device: Handle, label: string | Uint8Array): Status | Image;
  deviceRestartSuggested(device: Handle, keys: Image): Status | boolean;
  deviceAcknowledge(device: Handle, id: string | Uint8Array, outgoing: boolean):
    Status | undefined;
  devicePendingDeliveries(device: Handle): Status | Image;
  devicePeers(device: Handle): Status | Image;
  devicePurge(device: Handle): Status | undefined;

  // A message's bytes and what it did besides are in the shared array after the call, which gives the
  // number of bytes, or a status below 0.
  deviceSend(device: Handle, label: string | Uint8Array, plaintext: Uint8Array,
    bundle: Image | undefined, deliveryId: string | Uint8Array | undefined): number;
  deviceRestart(device: Handle, label: string | Uint8Array, bundle: Image, plaintext: Uint8Array,
    deliveryId: string | Uint8Array | undefined): number;
  deviceReceive(device: Handle, label: string | Uint8Array, sender: Image, envelope: Uint8Array,
    deliveryId: string | Uint8Array | undefined): number;
}

/** The interface version of the C library that this package was written for. */
const leastAbiVersion = 1n;

// Node brings its own copies of libraries that ours uses, and the dynamic loader would prefer them:
// our calls of OpenSSL would end in another version, half of them where not all are there. With this
// flag the module's own libraries come first. Where there is no such flag there is no such mix.
const ownLibrariesFirst =
  (constants.dlopen as { readonly RTLD_DEEPBIND?: number }).RTLD_DEEPBIND ?? 0;

function load(): Native {
  const prebuilt = `../prebuilds/${process.platform}-${process.arch}/smx.node`;
  const path = process.env['SMX_NODE_ADDON'] ?? fileURLToPath(new URL(prebuilt, import.meta.url));
  const loaded: { readonly exports: unknown } = { exports: {} };
  process.dlopen(loaded, path, constants.dlopen.RTLD_NOW | ownLibrariesFirst);
  const module = loaded.exports as Native;
  if (module.abiVersion() < leastAbiVersion) {
    throw new Error('the native module is older than this package');
  }
  return module;
}

export const native: Native = load();
