// Where a device's state lives.

import { name, type Name } from './bytes.js';
import {
  counterFunctions, keyWrapFunctions, storeFunctions,
  type KeyWrap, type RollbackCounter, type StoreCallbacks,
} from './callbacks.js';
import { SmxError } from './errors.js';
import { native, type Handle } from './native.js';
import { value } from './outcome.js';

/** @internal The native handle of a store that is open. */
export let handleOfStore: (store: Store) => Handle;

/**
 * A store. A device that stands on it goes on when it is closed. Without `close` (or `using`) it
 * lives until the collector finds it.
 */
export abstract class Store {
  #handle: Handle | undefined;

  static {
    handleOfStore = (store) => {
      if (!(store instanceof Store)) throw new TypeError('not a store');
      if (store.#handle === undefined) {
        throw new SmxError('invalid_argument', { message: 'the store is closed' });
      }
      return store.#handle;
    };
  }

  /** @internal */
  protected constructor(handle: Handle) {
    this.#handle = handle;
  }

  /** Closing again does nothing. `invalid_argument` from a callback of this very store. */
  close(): void {
    if (this.#handle === undefined) return;
    value(native.storeClose(this.#handle));
    this.#handle = undefined;
  }

  [Symbol.dispose](): void {
    this.close();
  }
}

/** A store that lives and dies with the process. */
export class MemoryStore extends Store {
  constructor() {
    super(value(native.storeMemory()));
  }
}

/**
 * A store in one SQLite file, made with mode 0600 where it is missing. Several processes may have it
 * open. It writes values as they come: put a SealedStore in front of it.
 */
export class SqliteStore extends Store {
  constructor(path: string) {
    if (typeof path !== 'string') throw new TypeError('path: not a string');
    super(value(native.storeSqlite(Buffer.from(path, 'utf8'))));
  }
}

/** A store that the application implements. */
export class ApplicationStore extends Store {
  constructor(callbacks: StoreCallbacks) {
    super(value(native.storeCallbacks(storeFunctions(callbacks))));
  }
}

export interface SealOptions {
  /** The device's name, 1 to 255 bytes, bound to every record. */
  readonly name: Name;
  readonly keyWrap: KeyWrap;
  /** Without one, no protection against a restored older state is claimed. */
  readonly counter?: RollbackCounter | undefined;
}

/**
 * Seals every record of another store with AES-256-GCM. Makes a data key where the other is empty,
 * else unwraps the one that it holds.
 */
export class SealedStore extends Store {
  constructor(inner: Store, options: SealOptions) {
    const counter = options.counter === undefined ? undefined : counterFunctions(options.counter);
    super(value(native.storeSealed(
      handleOfStore(inner), keyWrapFunctions(options.keyWrap), counter, name(options.name, 'name'))));
  }

  /** Makes a new data key and seals everything again. Devices over the store have to reload. */
  rekey(): void {
    value(native.storeRekey(handleOfStore(this)));
  }

  /** Seals done under the present data key; one serves 2^32. */
  get sealsUsed(): bigint {
    return value(native.storeSealsUsed(handleOfStore(this)));
  }
}
