// Two bare sessions that share a root key, and the ways to make them talk.

import { strict as assert } from 'node:assert';
import { x25519Public } from '../primitives.mjs';
import { Client, testKey, toHex } from './client.mjs';

export const kAd = ['a', 'b', 'c', 'd'].map((part) => testKey(`ad ${part}`)).join('');
export const publicOf = (privateHex) =>
  x25519Public(Buffer.from(privateHex, 'hex')).toString('hex');
export const kPrekeyPrivate = testKey('ratchet pair spk');

/** Where the numbers of a frame stand, as hex digits. */
const kKeyAt = [10, 74];
const kPnAt = [74, 82];
const kNAt = [82, 90];

export const ratchetKeyOf = (frame) => frame.slice(...kKeyAt);
export const pnOf = (frame) => Number.parseInt(frame.slice(...kPnAt), 16);
export const numberOf = (frame) => Number.parseInt(frame.slice(...kNAt), 16);

const u32Hex = (value) => value.toString(16).padStart(8, '0');
const put = (frame, [from, to], hex) => frame.slice(0, from) + hex + frame.slice(to);
export const withKey = (frame, key) => put(frame, kKeyAt, key);
export const withPn = (frame, pn) => put(frame, kPnAt, u32Hex(pn));
export const withNumber = (frame, n) => put(frame, kNAt, u32Hex(n));
export const broken = (frame) =>
  frame.slice(0, -2) + (frame.endsWith('00') ? '01' : '00');

/** One end of the conversation. */
export class End {
  constructor(client, session) {
    this.client = client;
    this.session = session;
  }

  send(text = 'x') {
    return this.client.ok('dr.encrypt', { session: this.session, plaintext: toHex(text) }).frame;
  }

  sendMany(count, text) {
    return Array.from({ length: count }, () => this.send(text));
  }

  request(frame) {
    return { session: this.session, frame, random: this.client.receiveRandom() };
  }

  receive(frame) {
    const { plaintext } = this.client.ok('dr.decrypt', this.request(frame));
    return Buffer.from(plaintext, 'hex').toString('utf8');
  }

  rejects(reason, frame) {
    return this.client.rejects(reason, 'dr.decrypt', this.request(frame));
  }

  get state() {
    return this.client.ok('dr.state', { session: this.session });
  }

  /** The stored keys as the numbers only. */
  get skippedNumbers() {
    return this.state.skipped.map(({ n }) => n);
  }
}

/** {client, a, b}: a the initiator, b the responder. */
export function ratchetPair({ ns } = {}) {
  const client = new Client();
  const common = { root_key: testKey('ratchet pair root'), ad: kAd };
  client.ok('dr.init', {
    ...common, session: 'a', role: 'initiator', ratchet_private: testKey('ratchet pair a'),
    remote_ratchet_key: publicOf(kPrekeyPrivate), ns,
  });
  client.ok('dr.init', {
    ...common, session: 'b', role: 'responder', ratchet_private: kPrekeyPrivate,
    remote_ratchet_key: '',
  });
  return { client, a: new End(client, 'a'), b: new End(client, 'b') };
}

/** A pair after one message each way, so that both have both chains. */
export function answeredPair() {
  const pair = ratchetPair();
  assert.equal(pair.b.receive(pair.a.send('first')), 'first');
  assert.equal(pair.a.receive(pair.b.send('answer')), 'answer');
  return pair;
}
