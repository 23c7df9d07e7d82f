// From what the native module gives to a value or an exception.

import { SmxError, type Fault } from './errors.js';
import type { NativeFault, Status } from './native.js';
import { errorNumbers } from './tables.js';

// What the last failed callback of this thread threw, for the call that it makes fail.
let thrown: { readonly cause: unknown } | undefined;

/** Runs a callback; what it throws becomes a status, and the `cause` of the error to come. */
export function guarded<T>(statusOf: (error: unknown) => Status, run: () => T): T | Status {
  try {
    return run();
  } catch (error) {
    thrown = { cause: error };
    return statusOf(error);
  }
}

/** The error of a status. */
export function failure(status: Status): SmxError {
  const options = thrown ?? {};
  thrown = undefined;
  return new SmxError(status, options);
}

/** The value, or the exception. */
export function value<T>(outcome: T | Status): Exclude<T, number> {
  if (typeof outcome === 'number') throw failure(outcome);
  thrown = undefined;
  return outcome as Exclude<T, number>;
}

/** The value of a decoder, or the exception with its fault. */
export function decoded(outcome: Uint8Array | NativeFault | Status): Uint8Array {
  const result = value<Uint8Array | NativeFault>(outcome);
  if (!Array.isArray(result)) return result;
  const [offset, field, kind] = result;
  throw new SmxError(errorNumbers.malformed, { fault: { offset, field, kind } as Fault });
}
