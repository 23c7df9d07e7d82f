// One request line to one reply line. An op's effect is committed only once its reply is known to
// fit a line, so that an op which ends in `error` is undone like one that is refused.

import { Reject, RequestFault } from './errors.mjs';
import { kLineMaxBytes } from './limits.mjs';
import { controlOps } from './ops_control.mjs';
import { kDeviceOps } from './ops_device.mjs';
import { kPrimitiveOps } from './ops_primitive.mjs';
import { kRatchetOps } from './ops_ratchet.mjs';
import { boolean, object, optional, Reading } from './shape.mjs';
import { Trace } from './trace.mjs';

const kOps = new Map(Object.entries({
  ...controlOps(() => [...kOps.keys()]),
  ...kPrimitiveOps,
  ...kRatchetOps,
  ...kDeviceOps,
}));

// `id` and `op` were judged before; any value passes here.
const anything = (value) => value;
const kCommonMembers = { id: anything, op: anything, want_trace: optional(boolean) };
for (const op of kOps.values()) op.shape = object({ ...kCommonMembers, ...op.members });

/** The handles of the current case: bare sessions and devices by the names the runner chose. */
export const newHandles = () => ({ sessions: new Map(), devices: new Map() });

// Buffer has a toJSON of its own, which runs before a replacer sees the value.
function hexed(value) {
  if (Buffer.isBuffer(value)) return value.toString('hex');
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

/** Steps 1 to 3 of the order of faults: {ok, commit?, isLast?}, or a throw. */
function perform(op, request, handles, trace) {
  const reading = new Reading(handles);
  const values = op.shape(request, '', reading);
  op.refine?.(values, reading);
  if (reading.hasWrongLength) throw new Reject('malformed'); // [PRIM-04]
  return op.run(values, { handles, trace });
}

/** The reply to one line: {line, isLast}, and the handles changed when the op was done. */
export function answer(bytes, handles) {
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
  return answerRequest(request, handles);
}

function answerRequest(request, handles) {
  const { id } = request;
  if (!Object.hasOwn(request, 'op') || typeof request.op !== 'string') {
    return errorReply(id, 'op: missing, or not a string');
  }
  const op = kOps.get(request.op);
  if (op === undefined) {
    const line = JSON.stringify({ id, unsupported: { feature: request.op } });
    return fits(line) ? { line } : errorReply(id, 'op: unknown');
  }

  const trace = new Trace(request.want_trace === true);
  try {
    const { ok, commit, isLast } = perform(op, request, handles, trace);
    const line = JSON.stringify({ id, ok: hexed(ok), trace: trace.steps });
    if (!fits(line)) throw new RequestFault('the reply does not fit a line; nothing was done');
    commit?.(handles);
    return { line, isLast };
  } catch (error) {
    if (error instanceof Reject) {
      const line = JSON.stringify({ id, reject: { reason: error.reason }, trace: trace.steps });
      return fits(line) ? { line } : errorReply(id, 'the reply does not fit a line');
    }
    if (error instanceof RequestFault) return errorReply(id, error.message);
    // A fault of this program or of node. Its message is not shown: nobody checked it for secrets.
    const { name = 'unknown', code = 'no code' } = error ?? {};
    return errorReply(id, `internal fault: ${name}, ${code}`);
  }
}
