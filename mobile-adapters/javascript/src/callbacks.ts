// What the application implements, and how the native module calls it: in the thread of the call
// that needs it and before that call returns. What a callback throws is the `cause` of the error
// that the call throws.

import { types } from 'node:util';
import { bytes } from './bytes.js';
import { SmxError } from './errors.js';
import type {
  ClockFunctions, CounterFunctions, KeyWrapFunctions, Status, StoreFunctions,
} from './native.js';
import { guarded } from './outcome.js';
import { errorNumbers } from './tables.js';

/** One named piece of a device's state. Ids are short ASCII without keys, names or times. */
export interface StoreRecord {
  readonly id: string;
  /** Secret, unless a sealed store is in front. */
  readonly value: Uint8Array;
}

/** A record to write, or with null one to delete; deleting what is not there is fine. */
export interface StoreChange {
  readonly id: string;
  readonly value: Uint8Array | null;
}

/** A store's records, all of one generation. */
export interface Snapshot {
  /** 0 for a store that was never written. */
  readonly generation: bigint;
  readonly records: Iterable<StoreRecord>;
}

/**
 * A store of the application, in its own database. Throw `new SmxError('stale_state')` or
 * `new SmxError('storage_corrupt')`; all else that is thrown counts as `storage_failed`.
 */
export interface StoreCallbacks {
  load(): Snapshot;
  /**
   * Writes all changes in their order, or none, and returns only when they are durable. The store's
   * generation must be `expectedGeneration` (else `stale_state`) and is one more afterwards:
   * compare and swap in one transaction. The values are the application's to keep.
   */
  commit(expectedGeneration: bigint, changes: readonly StoreChange[]): void;
}

/** Where the platform's key store plugs in. What is thrown counts as `key_unavailable`. */
export interface KeyWrap {
  /** 32 bytes to a form that only this device can open, at most 4096 bytes. The array is overwritten
   * afterwards. */
  wrap(dataKey: Uint8Array): Uint8Array;
  /** Back. The array that is returned is overwritten afterwards. */
  unwrap(wrapped: Uint8Array): Uint8Array;
}

/** A number that only grows and that no backup brings back. What is thrown is `counter_failed`. */
export interface RollbackCounter {
  /** 0 before the first `advance`. */
  read(): bigint;
  /** Durable on return; never lowers it. */
  advance(value: bigint): void;
}

/** Seconds since 1970. What is thrown counts as `clock_failed`. */
export interface Clock {
  now(): number;
}

function synchronous<T>(result: T): T {
  if (types.isPromise(result)) throw new TypeError('a callback returned a promise');
  return result;
}

function big(value: unknown, what: string): bigint {
  if (typeof value !== 'bigint' || value < 0n || value >= 2n ** 64n) {
    throw new TypeError(`${what}: not a bigint of 64 bits`);
  }
  return value;
}

const always = (status: Status) => (): Status => status;

const storeStatuses: readonly Status[] = [errorNumbers.stale_state, errorNumbers.storage_corrupt];
const storeStatus = (error: unknown): Status =>
  error instanceof SmxError && storeStatuses.includes(error.code)
    ? error.code : errorNumbers.storage_failed;

export function storeFunctions(store: StoreCallbacks): StoreFunctions {
  return {
    load: () => guarded(storeStatus, () => {
      const { generation, records } = synchronous(store.load());
      const ids: string[] = [];
      const values: Uint8Array[] = [];
      for (const { id, value } of records) {
        if (typeof id !== 'string' || id.includes('\0')) throw new TypeError('id: not a record id');
        ids.push(id);
        values.push(bytes(value, 'value'));
      }
      return [big(generation, 'generation'), ids, values] as [bigint, string[], Uint8Array[]];
    }),
    commit: (expected, ids, values) => guarded(storeStatus, () => {
      const changes = ids.map((id, index) => ({ id, value: values[index] ?? null }));
      synchronous(store.commit(expected, changes));
      return undefined;
    }),
  };
}

export function keyWrapFunctions(keyWrap: KeyWrap): KeyWrapFunctions {
  const status = always(errorNumbers.key_unavailable);
  return {
    wrap: (dataKey) => guarded(status, () => {
      try {
        return bytes(synchronous(keyWrap.wrap(dataKey)), 'wrapped').slice();
      } finally {
        dataKey.fill(0);
      }
    }),
    unwrap: (wrapped) => guarded(status, () => bytes(synchronous(keyWrap.unwrap(wrapped)), 'key')),
  };
}

export function counterFunctions(counter: RollbackCounter): CounterFunctions {
  const status = always(errorNumbers.counter_failed);
  return {
    read: () => guarded(status, () => big(synchronous(counter.read()), 'counter')),
    advance: (value) => guarded(status, () => {
      synchronous(counter.advance(value));
      return undefined;
    }),
  };
}

export function clockFunctions(clock: Clock): ClockFunctions {
  return {
    now: () => guarded(always(-1), () => {
      const seconds = synchronous(clock.now());
      if (!Number.isFinite(seconds) || seconds < 0) throw new TypeError('now: not a time');
      return Math.floor(seconds);
    }),
  };
}
