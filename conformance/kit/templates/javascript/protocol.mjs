// The driver protocol: lines, strict reading of requests, and the conversation itself. Nothing here
// knows what an operation does; those are in ops.mjs.

const kMaxLine = 1024 * 1024;

// What hello says of this driver. A feature is announced once the operations keep its promise.
const kImplementation = {
  name: '@name@',
  version: '0.1.0',
  language: 'JavaScript',
  platform: `node ${process.versions.node} ${process.platform} ${process.arch}`,
};
const kFeatures = { inject_random: false, trace: false, state: false };

/** The request itself is at fault: answered with `error`. */
export class RequestFault extends Error {}

/** The operation refuses, as the specification says: answered with `reject`. */
export class Reject extends Error {
  constructor(reason) {
    super(reason);
    this.reason = reason;
  }
}

/** Lines out of a byte stream: each a Buffer without its LF, or null if it was over the limit. */
export class LineSplitter {
  #parts = [];
  #length = 0;

  push(chunk) {
    const lines = [];
    let from = 0;
    for (let end = chunk.indexOf(10); end >= 0; end = chunk.indexOf(10, from)) {
      this.#add(chunk.subarray(from, end));
      lines.push(this.#take());
      from = end + 1;
    }
    this.#add(chunk.subarray(from));
    return lines;
  }

  /** The bytes after the last LF, if there are any. */
  finish() {
    return this.#length > 0 ? [this.#take()] : [];
  }

  #add(bytes) {
    this.#length += bytes.length;
    if (this.#length > kMaxLine) this.#parts = [];
    else this.#parts.push(bytes);
  }

  #take() {
    const line = this.#length > kMaxLine ? null : Buffer.concat(this.#parts);
    this.#parts = [];
    this.#length = 0;
    return line;
  }
}

/** The members of one request, read strictly: every doubt is a RequestFault. */
export class Request {
  #members;

  constructor(members) {
    this.#members = members;
  }

  allowOnly(names) {
    for (const name of Object.keys(this.#members)) {
      if (!['id', 'op', 'want_trace', ...names].includes(name)) {
        throw new RequestFault(`${name} is no member of this op`);
      }
    }
  }

  has(name) {
    return Object.hasOwn(this.#members, name);
  }

  #member(name, type) {
    if (!this.has(name)) throw new RequestFault(`${name} is missing`);
    const value = this.#members[name];
    if (typeof value !== type) throw new RequestFault(`${name} is no ${type}`);
    return value;
  }

  bytes(name) {
    const text = this.#member(name, 'string');
    if (!/^(?:[0-9a-f]{2})*$/.test(text)) throw new RequestFault(`${name} is no lower-case hex`);
    return Buffer.from(text, 'hex');
  }

  /** Bytes of one length only. Read all other members first: their faults come before. */
  fixed(name, length) {
    const value = this.bytes(name);
    if (value.length !== length) throw new Reject('malformed');
    return value;
  }

  text(name) {
    const value = this.#member(name, 'string');
    if (value === '') throw new RequestFault(`${name} is empty`);
    return value;
  }

  integer(name, maximum) {
    const value = this.#member(name, 'number');
    if (!Number.isSafeInteger(value) || value < 0 || value > maximum) {
      throw new RequestFault(`${name} is no integer from 0 to ${maximum}`);
    }
    return value;
  }

  flag(name) {
    return this.has(name) && this.#member(name, 'boolean');
  }
}

const isObject = (value) => typeof value === 'object' && value !== null && !Array.isArray(value);
const isId = (value) => typeof value === 'string' || Number.isSafeInteger(value);

/** One run of the driver: from hello to bye. */
export class Conversation {
  isOver = false;
  #handles = new Map();
  #ops;

  /** `ops`: name to {members, run(request, handles, trace)}. */
  constructor(ops) {
    this.#ops = new Map(Object.entries({
      hello: { members: ['protocol'], run: (request) => this.#hello(request) },
      'case.begin': { members: ['case'], run: (request) => request.text('case') && {} },
      'case.end': { members: [], run: () => this.#handles.clear() ?? {} },
      bye: { members: [], run: () => (this.isOver = true) && {} },
      ...ops,
    }));
  }

  #hello(request) {
    if (request.integer('protocol', Number.MAX_SAFE_INTEGER) !== 1) {
      throw new RequestFault('protocol is not 1');
    }
    return {
      protocol: 1,
      implementation: kImplementation,
      ops: [...this.#ops.keys()],
      features: kFeatures,
    };
  }

  /** The reply to one line, both without LF; `line` is null if it was too long. */
  answer(line) {
    return JSON.stringify(this.#reply(line));
  }

  #reply(line) {
    const unreadable = (message) => ({ id: null, error: { message } });
    if (line === null) return unreadable('the line is over 1 MiB');
    let members;
    try {
      members = JSON.parse(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(line));
    } catch {
      return unreadable('the line is not JSON in UTF-8');
    }
    if (!isObject(members)) return unreadable('the line is no JSON object');
    if (!isId(members.id)) return unreadable('no id that is an integer or a string');
    return { id: members.id, ...this.#outcome(new Request(members)) };
  }

  #outcome(request) {
    const trace = [];
    try {
      const name = request.text('op');
      const op = this.#ops.get(name);
      if (op === undefined) return { unsupported: { feature: name.slice(0, 80) } };
      const wantTrace = request.flag('want_trace');
      request.allowOnly(op.members);
      const outcome = this.#verdict(op, request, trace);
      return wantTrace ? { ...outcome, trace } : outcome;
    } catch (fault) {
      // Never a reject: a bug must not look like a refusal.
      if (fault instanceof RequestFault) return { error: { message: fault.message } };
      return { error: { message: `internal fault: ${fault?.name}` } };
    }
  }

  #verdict(op, request, trace) {
    try {
      return { ok: op.run(request, this.#handles, trace) };
    } catch (refusal) {
      if (refusal instanceof Reject) return { reject: { reason: refusal.reason } };
      throw refusal;
    }
  }
}
