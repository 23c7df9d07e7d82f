// Asks the driver's own `answer` in this process, as a runner would line by line. All keys are test
// data: SHA-256 of a name.

import { strict as assert } from 'node:assert';
import { createHash } from 'node:crypto';
import { answer, newHandles } from '../answer.mjs';

export const toHex = (text) => Buffer.from(text, 'utf8').toString('hex');
export const testKey = (name) => createHash('sha256').update(`test data ${name}`).digest('hex');
export const testNonce = (name) => testKey(name).slice(0, 24);

const shortly = (op, reply) => `${op}: ${JSON.stringify(reply).slice(0, 300)}`;

export class Client {
  #handles = newHandles();
  #nextId = 1;
  #draws = 0;

  /** The whole reply to a request object. */
  ask(op, members = {}) {
    const id = this.#nextId;
    this.#nextId += 1;
    const { line } = answer(Buffer.from(JSON.stringify({ id, op, ...members })), this.#handles);
    const reply = JSON.parse(line);
    assert.equal(reply.id, id);
    return reply;
  }

  /** The outputs of an op that has to succeed. */
  ok(op, members) {
    const reply = this.ask(op, members);
    assert.ok(reply.ok, shortly(op, reply));
    return reply.ok;
  }

  /** Asserts a refusal, and that the state of the session or device named is what it was. */
  rejects(reason, op, members) {
    const before = this.digest(members);
    const reply = this.ask(op, members);
    assert.deepEqual(reply.reject, { reason }, shortly(op, reply));
    assert.equal(this.digest(members), before, `${op} changed the state`);
    return reply;
  }

  /** Asserts a fault of the request. */
  faults(op, members) {
    const before = this.digest(members);
    const reply = this.ask(op, members);
    assert.equal(typeof reply.error?.message, 'string', shortly(op, reply));
    assert.equal(this.digest(members), before, `${op} changed the state`);
    return reply.error.message;
  }

  digest({ device, session } = {}) {
    if (device !== undefined) return this.ask('device.state', { device }).ok?.digest;
    if (session !== undefined) return this.ask('dr.state', { session }).ok?.digest;
    return undefined;
  }

  /** Fresh test randomness: every field a new value, the same ones in every run. */
  random(...fields) {
    return Object.fromEntries(fields.map((field) => {
      this.#draws += 1;
      const name = `draw ${this.#draws}`;
      return [field, field === 'nonce' ? testNonce(name) : testKey(name)];
    }));
  }

  sendRandom() {
    return this.random('ek_private', 'ratchet_private', 'nonce');
  }

  receiveRandom() {
    return this.random('ratchet_private');
  }
}

/** A device with test keys in a client: what it published, and short forms of its ops. */
export class TestDevice {
  constructor(client, name, { spkIds = [`spk ${name}`], opkIds = [], now } = {}) {
    this.client = client;
    this.name = name;
    const prekey = (kind) => (id) => ({
      key_id: toHex(id), private_key: testKey(`${name} ${kind} ${id}`),
    });
    this.published = client.ok('device.new', {
      device: name,
      now,
      random: {
        identity_private: testKey(`${name} identity`),
        signing_private: testKey(`${name} signing`),
        signed_prekeys: spkIds.map(prekey('spk')),
        one_time_prekeys: opkIds.map(prekey('opk')),
      },
    });
  }

  get pair() {
    const { identity_key, signing_key } = this.published;
    return { identity_key, signing_key };
  }

  /** The published bundle, with the one-time prekey of that index if one is given. */
  bundle(opkIndex) {
    const bundle = { ...this.pair, signed_prekey: this.published.signed_prekey };
    if (opkIndex !== undefined) bundle.one_time_prekey = this.published.one_time_prekeys[opkIndex];
    return bundle;
  }

  sendRequest(peer, text, more = {}) {
    return {
      device: this.name, peer, plaintext: toHex(text), random: this.client.sendRandom(), ...more,
    };
  }

  send(peer, text, more) {
    return this.client.ok('device.send', this.sendRequest(peer, text, more)).envelope;
  }

  receiveRequest(from, envelope, more = {}) {
    return {
      device: this.name, peer: from.name, sender: from.pair, envelope,
      random: this.client.receiveRandom(), ...more,
    };
  }

  receive(from, envelope, more) {
    const request = this.receiveRequest(from, envelope, more);
    const { plaintext } = this.client.ok('device.receive', request);
    return Buffer.from(plaintext, 'hex').toString('utf8');
  }

  rejects(reason, from, envelope, more) {
    return this.client.rejects(reason, 'device.receive', this.receiveRequest(from, envelope, more));
  }

  restart(peer, text, bundle, now) {
    return this.client.ok('device.restart', this.sendRequest(peer, text, { bundle, now })).envelope;
  }

  purge(now) {
    this.client.ok('device.purge', { device: this.name, now });
  }

  get state() {
    return this.client.ok('device.state', { device: this.name });
  }
}
