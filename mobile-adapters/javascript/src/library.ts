// The library as a whole.

import { native } from './native.js';
import { value } from './outcome.js';

const acceptVariableTimeAesFlag = 1;

export interface InitOptions {
  /**
   * AES-GCM without AES instructions is not constant time: accept it only where nobody can time the
   * process.
   */
  readonly acceptVariableTimeAes?: boolean | undefined;
}

/**
 * Prepares the library: before anything else, in any thread, as often as you like. Throws
 * `cpu_unsupported` where AES would not be constant time and that is not accepted.
 */
export function init(options: InitOptions = {}): void {
  value(native.init(options.acceptVariableTimeAes === true ? acceptVariableTimeAesFlag : 0));
}

/** The library's version, "0.1.0". */
export const version = (): string => native.version();

/** What `init` found; everything false before. */
export interface CpuReport {
  readonly initialised: boolean;
  readonly hasAesInstructions: boolean;
  readonly hasCarrylessMultiply: boolean;
  /** The accepted fallback is in use. */
  readonly variableTimeAes: boolean;
}

export function cpuReport(): CpuReport {
  const [initialised, aes, multiply, variable] = value(native.cpuReport());
  return {
    initialised: initialised === 1,
    hasAesInstructions: aes === 1,
    hasCarrylessMultiply: multiply === 1,
    variableTimeAes: variable === 1,
  };
}
