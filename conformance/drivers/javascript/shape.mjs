// Shapes of request members. A shape reads a JSON value and gives the driver's own form of it, or
// throws a RequestFault that names the member. Wrong fixed lengths are no faults: they are noted in
// the reading and judged after the whole request has been read (driver protocol, "Order of
// faults").

import { RequestFault } from './errors.mjs';

const fault = (path, what) => new RequestFault(`${path}: ${what}`);

/** What is known while one request is read: the driver's handles, and wrong lengths found. */
export class Reading {
  constructor(handles) {
    this.handles = handles;
    this.hasWrongLength = false;
  }

  /** Notes a byte string of a wrong fixed length [PRIM-04]. */
  checkLength(bytes, length) {
    if (bytes.length !== length) this.hasWrongLength = true;
  }
}

/** A byte string as lower-case hex. */
export const hex = (value, path) => {
  if (typeof value !== 'string') throw fault(path, 'not a string');
  if (value.length % 2 !== 0) throw fault(path, 'an odd number of hex digits');
  const bad = value.search(/[^0-9a-f]/);
  if (bad >= 0) throw fault(path, `no lower-case hex digit at character ${bad}`);
  return Buffer.from(value, 'hex');
};

/** A byte string of `length` bytes; another length is noted. */
export const bytes = (length) => (value, path, reading) => {
  const read = hex(value, path);
  reading.checkLength(read, length);
  return read;
};

export const integer = (maximum) => (value, path) => {
  if (!Number.isSafeInteger(value)) throw fault(path, 'not an integer of at most 2^53 - 1');
  if (value < 0 || value > maximum) throw fault(path, `not from 0 to ${maximum}`);
  return value;
};

export const text = (value, path) => {
  if (typeof value !== 'string') throw fault(path, 'not a string');
  if (value.length === 0) throw fault(path, 'empty');
  return value;
};

export const boolean = (value, path) => {
  if (typeof value !== 'boolean') throw fault(path, 'neither true nor false');
  return value;
};

export const oneOf = (...allowed) => (value, path) => {
  if (!allowed.includes(value)) throw fault(path, `not one of ${allowed.join(', ')}`);
  return value;
};

export const list = (item, { minimum = 0 } = {}) => (value, path, reading) => {
  if (!Array.isArray(value)) throw fault(path, 'not an array');
  if (value.length < minimum) throw fault(path, `fewer than ${minimum} items`);
  return value.map((element, index) => item(element, `${path}[${index}]`, reading));
};

/** Marks a member that may be left out; null does not stand for leaving it out. */
export const optional = (shape) => ({ optional: shape });

/** A closed object. `members` maps JSON names to shapes; the result has the names in camelCase. */
export const object = (members) => (value, path, reading) => {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw fault(path || 'request', 'not an object');
  }
  const at = (name) => (path ? `${path}.${name}` : name);
  const unknown = Object.keys(value).find((name) => !Object.hasOwn(members, name));
  if (unknown !== undefined) throw fault(at(unknown), 'no member of this op');
  const result = {};
  for (const [name, shape] of Object.entries(members)) {
    const isOptional = typeof shape !== 'function';
    if (Object.hasOwn(value, name)) {
      const read = isOptional ? shape.optional : shape;
      result[camelCase(name)] = read(value[name], at(name), reading);
    } else if (!isOptional) {
      throw fault(at(name), 'missing');
    }
  }
  return result;
};

/** A JSON name in the form that this program uses. */
export const camelCase = (name) => name.replace(/_([a-z])/g, (_, letter) => letter.toUpperCase());
