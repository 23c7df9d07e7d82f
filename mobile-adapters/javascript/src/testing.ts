// For tests and the driver alone, over smx-node-testing: devices of given keys, and injected random
// values. Not part of the package.

import { count, bytes, type Name } from './bytes.js';
import { Device, deviceOver, handleOfDevice } from './device.js';
import {
  keyIdBytes, keyIdStructure, OneTimePrekey, oneTimePrekeyStructure, putKeyId, SignedPrekey, split,
} from './keys.js';
import { native, type Handle, type Status } from './native.js';
import { value } from './outcome.js';

interface TestingNative {
  testingDeviceCreate(identityPrivate: Uint8Array, signingPrivate: Uint8Array,
    signedPrekeys: Uint8Array, oneTimePrekeys: Uint8Array, now: number | undefined):
    Status | Handle;
  testingDeviceDraw(oneTimePrekeys: number, now: number | undefined): Status | Handle;
  testingSetTime(device: Handle, now: number): Status | undefined;
  testingInjectOnly(device: Handle): Status | undefined;
  testingInject(device: Handle, draw: number, value: Uint8Array): Status | undefined;
  testingClearInjected(device: Handle): Status | undefined;
  testingRotate(device: Handle, prekey: Uint8Array): Status | Uint8Array;
  testingReplenish(device: Handle, prekeys: Uint8Array): Status | Uint8Array;
  testingSignedPrekeyIds(device: Handle): Status | Uint8Array;
  testingStateDigest(device: Handle): Status | Uint8Array;
  testingEd25519Sign(privateKey: Uint8Array, message: Uint8Array): Status | Uint8Array;
  testingEd25519Verify(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array):
    Status | undefined;
  testingSignedPrekeySign(signingPrivate: Uint8Array, identityKey: Uint8Array,
    publicKey: Uint8Array, keyId: Uint8Array): Status | Uint8Array;
}

const testing = native as unknown as TestingNative;

/** Whether the native module is the one that can be told its random values. */
export const isTesting = (): boolean => typeof testing.testingDeviceCreate === 'function';

/** A private prekey with its id, 32 bytes and at most 64. */
export interface PrivatePrekey {
  readonly keyId: Name;
  readonly privateKey: Uint8Array;
}

function structures(prekeys: readonly PrivatePrekey[]): Uint8Array {
  const all = new Uint8Array(prekeys.length * oneTimePrekeyStructure);
  prekeys.forEach(({ keyId, privateKey }, index) => {
    const one = all.subarray(index * oneTimePrekeyStructure, (index + 1) * oneTimePrekeyStructure);
    putKeyId(keyId, one);
    one.set(privateKey, keyIdStructure);
  });
  return all;
}

export interface DeviceMaterial {
  readonly identityPrivate: Uint8Array;
  readonly signingPrivate: Uint8Array;
  /** Oldest first, at least one. */
  readonly signedPrekeys: readonly PrivatePrekey[];
  readonly oneTimePrekeys: readonly PrivatePrekey[];
}

/** A device of given keys; without `now` no time is known. */
export const createDevice = (material: DeviceMaterial, now?: number): Device =>
  deviceOver(value(testing.testingDeviceCreate(
    bytes(material.identityPrivate, 'identityPrivate'),
    bytes(material.signingPrivate, 'signingPrivate'),
    structures(material.signedPrekeys), structures(material.oneTimePrekeys), now)));

/** The same with drawn keys. */
export const drawDevice = (oneTimePrekeys: number, now?: number): Device =>
  deviceOver(value(testing.testingDeviceDraw(count(oneTimePrekeys, 'oneTimePrekeys'), now)));

/** What the device's clock tells from now on. */
export const setTime = (device: Device, now: number): void => {
  value(testing.testingSetTime(handleOfDevice(device), now));
};

const draws = { ephemeralPrivate: 1, ratchetPrivate: 2, nonce: 3 } as const;
export type Draws = { readonly [draw in keyof typeof draws]?: Uint8Array | undefined };

/** Draws come from these alone from now on; without any, from the generator again. */
export function inject(device: Device, values: Draws | undefined): void {
  const handle = handleOfDevice(device);
  value(testing.testingClearInjected(handle));
  if (values === undefined) return;
  value(testing.testingInjectOnly(handle));
  for (const [draw, number] of Object.entries(draws)) {
    const given = values[draw as keyof typeof draws];
    if (given !== undefined) value(testing.testingInject(handle, number, given));
  }
}

export const rotateTo = (device: Device, prekey: PrivatePrekey): SignedPrekey =>
  new SignedPrekey(value(testing.testingRotate(handleOfDevice(device), structures([prekey]))));

export const replenishWith = (device: Device, prekeys: readonly PrivatePrekey[]): OneTimePrekey[] =>
  split(value(testing.testingReplenish(handleOfDevice(device), structures(prekeys))),
    oneTimePrekeyStructure, (one) => new OneTimePrekey(one));

/** The ids of the signed prekeys, newest first. */
export const signedPrekeyIds = (device: Device): Uint8Array[] =>
  split(value(testing.testingSignedPrekeyIds(handleOfDevice(device))), keyIdStructure,
    (one) => keyIdBytes(one).slice());

/** SHA-256 over the device's whole state. */
export const stateDigest = (device: Device): Uint8Array =>
  value(testing.testingStateDigest(handleOfDevice(device)));

export const ed25519Sign = (privateKey: Uint8Array, message: Uint8Array): Uint8Array =>
  value(testing.testingEd25519Sign(privateKey, message));

/** Throws `bad_signature`. */
export const ed25519Verify = (
  publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array,
): void => {
  value(testing.testingEd25519Verify(publicKey, message, signature));
};

export interface PrekeyToSign {
  readonly signingPrivate: Uint8Array;
  readonly identityKey: Uint8Array;
  readonly publicKey: Uint8Array;
  readonly keyId: Name;
}

export function signPrekey(prekey: PrekeyToSign): Uint8Array {
  const keyId = new Uint8Array(keyIdStructure);
  putKeyId(prekey.keyId, keyId);
  return value(testing.testingSignedPrekeySign(
    prekey.signingPrivate, prekey.identityKey, prekey.publicKey, keyId));
}
