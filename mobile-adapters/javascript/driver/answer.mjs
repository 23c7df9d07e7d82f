// One request line to one reply line. How a request is read, and which faults come first, is code that
// the JavaScript driver has too; it knows nothing of cryptography.

import { Reject, RequestFault } from '../../../conformance/drivers/javascript/errors.mjs';
import { kLineMaxBytes } from '../../../conformance/drivers/javascript/limits.mjs';
import { boolean, object, optional, Reading } from '../../../conformance/drivers/javascript/shape.mjs';
import { controlOps } from './ops_control.mjs';
import { deviceOps } from './ops_device.mjs';
import { wireOps } from './ops_wire.mjs';

export const kTooLong = JSON.stringify({ id: null, error: { message: 'the line is over 1 MiB' } });

// The last number of the protocol's own reasons [ERR-01]; those above it are faults of a program.
const kLastReason = 14;
const kRandomFailed = 67;

// `id` and `op` were judged before; any value passes here.
const anything = (value) => value;
const kCommonMembers = { id: anything, op: anything, want_trace: optional(boolean) };

function hexed(value) {
  if (value instanceof Uint8Array) return Buffer.from(value).toString('hex');
  if (Array.isArray(value)) return value.map(hexed);
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, hexed(item)]));
  }
  return value;
}

const fits = (line) => Buffer.byteLength(line, 'utf8') <= kLineMaxBytes;

function errorReply(id, message) {
  const line = JSON.stringify({ id, error: { message } });
  return { line: fits(line) ? line : JSON.stringify({ id: null, error: { message } }) };
}

// JSON.parse cannot tell integers beyond 2^53 apart, so they could not be echoed.
const isId = (id) => typeof id === 'string' || Number.isSafeInteger(id);

/** The JSON value of a line of UTF-8 bytes; throws when it is none. */
function parseLine(bytes) {
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  return JSON.parse(decoder.decode(bytes));
}

export class Driver {
  #smx;
  #ops;
  #handles = { devices: new Map() };

  constructor(smx) {
    this.#smx = smx;
    this.#ops = new Map(Object.entries({
      ...controlOps(smx, () => [...this.#ops.keys()]),
      ...wireOps(smx),
      ...deviceOps(smx),
    }));
    for (const op of this.#ops.values()) op.shape = object({ ...kCommonMembers, ...op.members });
  }

  /** The reply to one line: {line, isLast}. */
  answer(bytes) {
    let request;
    try {
      request = parseLine(bytes);
    } catch {
      return errorReply(null, 'the line is not JSON in UTF-8');
    }
    if (typeof request !== 'object' || request === null || Array.isArray(request)) {
      return errorReply(null, 'the line is no JSON object');
    }
    if (!Object.hasOwn(request, 'id') || !isId(request.id)) {
      return errorReply(null, 'id: missing, or neither an integer nor a string');
    }
    return this.#answerRequest(request);
  }

  #answerRequest(request) {
    const { id } = request;
    if (!Object.hasOwn(request, 'op') || typeof request.op !== 'string') {
      return errorReply(id, 'op: missing, or not a string');
    }
    const op = this.#ops.get(request.op);
    if (op === undefined || request.want_trace === true) {
      const feature = op === undefined ? request.op : 'trace';
      const line = JSON.stringify({ id, unsupported: { feature } });
      return fits(line) ? { line } : errorReply(id, 'op: unknown');
    }
    try {
      const { ok, isLast } = this.#perform(op, request);
      const line = JSON.stringify({ id, ok: hexed(ok) });
      return fits(line) ? { line, isLast } : errorReply(id, 'the reply does not fit a line');
    } catch (error) {
      return this.#errorOf(id, error);
    }
  }

  #perform(op, request) {
    const reading = new Reading(this.#handles);
    const values = op.shape(request, '', reading);
    op.refine?.(values);
    if (reading.hasWrongLength) throw new Reject('malformed'); // [PRIM-04]
    return op.run(values, this.#handles);
  }

  #errorOf(id, error) {
    if (error instanceof RequestFault) return errorReply(id, error.message);
    const isOurs = error instanceof this.#smx.SmxError;
    if (error instanceof Reject || (isOurs && error.code <= kLastReason)) {
      const line = JSON.stringify({ id, reject: { reason: error.reason ?? error.name } });
      return fits(line) ? { line } : errorReply(id, 'the reply does not fit a line');
    }
    if (isOurs && error.code === kRandomFailed) {
      return errorReply(id, 'random: lacks a field that the op drew');
    }
    // A fault of this program or of node. Its message is not shown: nobody checked it for secrets.
    const { name = 'unknown', code = 'no code' } = error ?? {};
    return errorReply(id, `internal fault: ${name}, ${code}`);
  }
}
