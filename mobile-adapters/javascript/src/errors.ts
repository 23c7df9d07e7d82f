// The one class of errors that the library's own calls throw.

import { errorDescriptions, errorNumbers, type ErrorName } from './tables.js';
import type { FaultKind, FieldName } from './tables.js';

const namesByNumber = new Map<number, ErrorName>(
  Object.entries(errorNumbers).map(([name, number]) => [number, name as ErrorName]));

/** Where a decoder stopped and why; holds no byte of the input. */
export interface Fault {
  /** The first offending byte; the input's size when bytes are missing. */
  readonly offset: number;
  readonly field: FieldName;
  readonly kind: FaultKind;
}

export interface SmxErrorOptions {
  /** What the application's callback threw. */
  readonly cause?: unknown;
  /** With `malformed` of a decoder. */
  readonly fault?: Fault;
  /** Instead of the table's sentence; must hold no secret. */
  readonly message?: string;
}

/**
 * A call that did nothing, with the reason. `name` and `code` are one row of the error table, which
 * is the same on every platform. Callbacks throw it to tell the library what failed: a store, for
 * example, throws `new SmxError('stale_state')`. Wrong types of arguments are a TypeError instead.
 */
export class SmxError extends Error {
  override readonly name: ErrorName | 'unknown';
  /** The number of the error table; it never changes. */
  readonly code: number;
  declare readonly fault?: Fault;

  constructor(error: ErrorName | number, options: SmxErrorOptions = {}) {
    const name = typeof error === 'number' ? (namesByNumber.get(error) ?? 'unknown') : error;
    const known = name === 'unknown' ? undefined : name;
    if (known !== undefined && !Object.hasOwn(errorNumbers, known)) {
      throw new TypeError('no name of the error table');
    }
    const message = options.message
      ?? (known === undefined ? `status ${error}` : errorDescriptions[known]);
    super(message, 'cause' in options ? { cause: options.cause } : undefined);
    this.name = name;
    this.code = known === undefined ? Number(error) : errorNumbers[known];
    if (options.fault !== undefined) this.fault = options.fault;
  }
}
