// The Double Ratchet through the ops on bare sessions. Every refusal also compares the state's
// digest before and after [DR-21] (that is in End.rejects).

import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import { hkdf, hmac } from '../primitives.mjs';
import { testKey, toHex } from './client.mjs';
import {
  answeredPair,
  broken,
  kAd,
  kPrekeyPrivate,
  numberOf,
  pnOf,
  publicOf,
  ratchetKeyOf,
  ratchetPair,
  withKey,
  withNumber,
  withPn,
} from './ratchet_pair.mjs';

const kZeroKey = '00'.repeat(32);

test('the derivations, step by step [DR-01] to [DR-03], [DR-05], [DRV1-02]', () => {
  const { client, a } = ratchetPair();
  const rootKey = testKey('ratchet pair root');
  const reply = client.ask('dr.init', {
    session: 'c', role: 'initiator', root_key: rootKey, ad: kAd,
    ratchet_private: testKey('ratchet pair a'), remote_ratchet_key: publicOf(kPrekeyPrivate),
    want_trace: true,
  });
  assert.deepEqual(
    reply.trace.map(({ step }) => step), ['dr.dh_out', 'dr.root_key', 'dr.chain_key']);
  const bytesOf = (hex) => Buffer.from(hex, 'hex');
  const [dh, root, chain] = reply.trace.map(({ value }) => bytesOf(value));
  assert.deepEqual(
    hkdf(bytesOf(rootKey), dh, Buffer.from('SemaFore-DR-v1-ratchet'), 64),
    Buffer.concat([root, chain]));

  const sent = client.ask('dr.encrypt', { session: 'a', plaintext: toHex('x'), want_trace: true });
  assert.deepEqual(
    sent.trace.map(({ step }) => step),
    ['dr.message_key', 'dr.key', 'dr.nonce', 'dr.aad', 'dr.frame']);
  const [messageKey, key, nonce, aad, frame] = sent.trace.map(({ value }) => value);
  assert.equal(messageKey, hmac(chain, Buffer.of(1)).toString('hex'));
  assert.equal(
    key + nonce,
    hkdf(Buffer.alloc(32), bytesOf(messageKey), Buffer.from('SemaFore-DR-v1-message'), 44)
      .toString('hex'));
  assert.equal(aad, kAd + frame.slice(0, 90));
  assert.equal(frame, sent.ok.frame);
  assert.equal(numberOf(a.send()), 1);
});

test('the state at the start [DR-05], [DR-06]', () => {
  const { a, b } = ratchetPair();
  const counters = ({ ns, nr, pn, skipped }) => [ns, nr, pn, skipped.length];
  assert.deepEqual(counters(a.state), [0, 0, 0, 0]);
  assert.deepEqual(counters(b.state), [0, 0, 0, 0]);
  assert.equal(a.state.remote_ratchet_key, publicOf(kPrekeyPrivate));
  assert.equal(b.state.ratchet_key, publicOf(kPrekeyPrivate));
  assert.equal(b.state.remote_ratchet_key, '');
});

test('a responder cannot send first; the errors of sending in their order [DR-24]', () => {
  const { client, a, b } = ratchetPair();
  const long = '00'.repeat(65537);
  client.rejects('no_sending_chain', 'dr.encrypt', { session: 'b', plaintext: long });
  client.rejects('too_large', 'dr.encrypt', { session: 'a', plaintext: long });
  const longest = client.ok('dr.encrypt', { session: 'a', plaintext: '00'.repeat(65536) });
  assert.equal(longest.frame.length, 2 * 65597);
  assert.equal(b.receive(longest.frame).length, 65536);
  assert.equal(b.receive(a.send('')), '');
});

test('a ratchet step moves every part of the state [DR-07], [DR-22]', () => {
  const { client, a, b } = ratchetPair();
  a.sendMany(3);
  const fourth = a.send('fourth');
  const reply = client.ask('dr.decrypt', {
    ...b.request(fourth), random: { ratchet_private: testKey('fresh b') }, want_trace: true,
  });
  assert.deepEqual(reply.trace.map(({ step }) => step), [
    'dr.dh_out', 'dr.root_key', 'dr.chain_key', 'dr.dh_out', 'dr.root_key', 'dr.chain_key',
    'dr.message_key', 'dr.key', 'dr.nonce', 'dr.aad', 'dr.plaintext',
  ]);
  const state = b.state;
  assert.equal(state.ratchet_key, publicOf(testKey('fresh b')));
  assert.equal(state.remote_ratchet_key, ratchetKeyOf(fourth));
  assert.deepEqual([state.ns, state.nr, state.pn], [0, 4, 0]);
  assert.deepEqual(b.skippedNumbers, [0, 1, 2]);
  a.receive(b.send());
  assert.deepEqual([a.state.ns, a.state.nr, a.state.pn], [0, 1, 4]);
  assert.equal(pnOf(a.send()), 4);
});

test('in order, reversed, and with gaps', () => {
  const { a, b } = ratchetPair();
  for (let i = 0; i < 5; i += 1) assert.equal(b.receive(a.send(`${i}`)), `${i}`);
  const frames = Array.from({ length: 6 }, (_, i) => a.send(`reversed ${i}`));
  for (let i = 5; i >= 0; i -= 1) assert.equal(b.receive(frames[i]), `reversed ${i}`);
  assert.deepEqual(b.skippedNumbers, []);
  const gaps = Array.from({ length: 9 }, (_, i) => a.send(`gap ${i}`));
  for (const i of [2, 5, 4, 8, 0]) assert.equal(b.receive(gaps[i]), `gap ${i}`);
  assert.deepEqual(b.skippedNumbers, [12, 14, 17, 18]); // those at 1, 3, 6 and 7 of the nine
});

test('a duplicate is refused without a Diffie-Hellman, whatever is broken in it [DR-14]', () => {
  const { client, a, b } = answeredPair();
  const [first, second] = a.sendMany(2);
  b.receive(second);
  b.receive(first);
  for (const frame of [first, second, broken(second)]) b.rejects('duplicate_message', frame);
  assert.deepEqual(
    client.ask('dr.decrypt', { ...b.request(second), want_trace: true }).trace, []);
});

test('a stored key stays when it failed to open, and goes when it opened [DR-13]', () => {
  const { a, b } = answeredPair();
  const [first, second] = a.sendMany(2);
  b.receive(second);
  b.rejects('decryption_failed', broken(first));
  b.rejects('decryption_failed', withPn(first, 77));
  assert.deepEqual(b.skippedNumbers, [0]);
  assert.equal(b.receive(first), 'x');
  assert.deepEqual(b.skippedNumbers, []);
  b.rejects('duplicate_message', first);
});

test('PN: the rest of the old chain is stored at a step, in order [DR-08], [DR-17]', () => {
  const { a, b } = answeredPair();
  const old = a.sendMany(4);
  b.receive(old[0]);
  b.receive(old[1]);
  a.receive(b.send());
  const [fresh0, fresh1, fresh2] = a.sendMany(3);
  assert.equal(pnOf(fresh2), 4);
  b.receive(fresh2);
  assert.deepEqual(
    b.state.skipped.map(({ ratchet_key: key, n }) => [key, n]),
    [
      [ratchetKeyOf(old[2]), 2], [ratchetKeyOf(old[3]), 3],
      [ratchetKeyOf(fresh0), 0], [ratchetKeyOf(fresh1), 1],
    ]);
  for (const frame of [old[3], fresh1, old[2], fresh0]) assert.equal(b.receive(frame), 'x');
});

test('a forged header changes nothing, and the genuine frame still opens [DR-21]', () => {
  const { a, b } = answeredPair();
  const frame = a.send('genuine');
  b.rejects('decryption_failed', withNumber(frame, 5));
  b.rejects('decryption_failed', withPn(frame, 9));
  b.rejects('decryption_failed', withKey(frame, publicOf(testKey('a stranger'))));
  b.rejects('decryption_failed', broken(frame));
  b.rejects('malformed', frame.slice(0, 120));
  b.rejects('malformed', withNumber(frame, 0xffffffff));
  assert.equal(b.receive(frame), 'genuine');
});

test('the skip bound on the current chain: 2000 yes, 2001 no [DR-15]', () => {
  const { a, b } = answeredPair();
  b.receive(a.send());
  const frames = a.sendMany(2002);
  b.rejects('too_many_skipped', frames[2001]);
  assert.equal(b.receive(frames[2000]), 'x');
  assert.equal(b.state.skipped.length, 2000);
  assert.equal(b.receive(frames[2001]), 'x');
  assert.equal(b.receive(frames[0]), 'x');
});

test('the skip bound on a new chain: N and PN each for itself [DR-16]', () => {
  const { a, b } = answeredPair();
  b.receive(a.send());
  const old = a.sendMany(2001);
  a.receive(b.send());
  const fresh = a.sendMany(2002);
  b.rejects('too_many_skipped', fresh[0]); // PN - Nr is 2001
  b.rejects('too_many_skipped', withPn(fresh[2001], 0)); // N is 2001
  b.rejects('decryption_failed', withPn(fresh[2000], 0)); // within the bounds, but forged
  b.rejects('too_many_skipped', withPn(fresh[0], 0xffffffff));
  b.receive(old[0]);
  assert.equal(b.receive(fresh[2000]), 'x'); // 2000 of the old chain and 2000 of the new one
  assert.equal(b.state.skipped.length, 2000);
  assert.ok(b.state.skipped.every(({ ratchet_key: key }) => key === ratchetKeyOf(fresh[0])));
  b.rejects('duplicate_message', old[1]);
});

test('with no receiving chain PN is not examined [DR-16]', () => {
  const { a, b } = ratchetPair();
  const frame = a.send();
  b.rejects('decryption_failed', withPn(frame, 0xffffffff));
  b.rejects('too_many_skipped', withNumber(frame, 2001));
  assert.equal(b.receive(frame), 'x');
});

test('PN below Nr skips nothing and is no error [DR-16]', () => {
  const { a, b } = answeredPair();
  for (const frame of a.sendMany(3)) b.receive(frame);
  a.receive(b.send());
  const forged = withPn(a.send(), 0);
  b.rejects('decryption_failed', forged);
});

test('the store holds 2000 keys; the oldest in order of storage go first [DR-18]', () => {
  const { a, b } = answeredPair();
  const old = a.sendMany(11);
  b.receive(old[10]);
  a.receive(b.send());
  const fresh = a.sendMany(1996);
  b.receive(fresh[1995]); // 10 + 1995 is five too many
  const { skipped } = b.state;
  assert.equal(skipped.length, 2000);
  assert.deepEqual(skipped.slice(0, 6).map(({ n }) => n), [5, 6, 7, 8, 9, 0]);
  b.rejects('duplicate_message', old[4]);
  assert.equal(b.receive(old[5]), 'x');
});

test('four earlier chains are remembered, the fifth is forgotten [DR-10], [DR-19], [DR-20]', () => {
  const { a, b } = answeredPair();
  const chains = [];
  for (let i = 0; i < 6; i += 1) {
    const [kept, lost, last] = a.sendMany(3);
    b.receive(last);
    b.receive(kept);
    chains.push({ kept, lost });
    a.receive(b.send());
  }
  // Chain 5 is current, 1 to 4 are earlier, chain 0 is gone with its stored key.
  assert.deepEqual(
    b.state.skipped.map(({ ratchet_key: key }) => key),
    chains.slice(1).map(({ lost }) => ratchetKeyOf(lost)));
  b.rejects('duplicate_message', chains[1].kept);
  b.rejects('decryption_failed', chains[0].kept); // a new key now
  b.rejects('decryption_failed', chains[0].lost);
  assert.equal(b.receive(chains[1].lost), 'x');
  b.rejects('duplicate_message', chains[1].lost);
});

test('an earlier chain is a duplicate for any number that is not stored [DR-12]', () => {
  const { a, b } = answeredPair();
  const [old] = a.sendMany(1);
  b.receive(old);
  a.receive(b.send());
  b.receive(a.send());
  b.rejects('duplicate_message', withNumber(old, 1));
  b.rejects('duplicate_message', withNumber(old, 0xfffffffe));
});

test('SPK_B is new without a receiving chain, and not remembered [DR-09] to [DR-11]', () => {
  const { client, a, b } = ratchetPair();
  b.receive(a.send());
  const answer = b.send();
  const forged = withKey(answer, publicOf(kPrekeyPrivate));
  const reply = client.ask('dr.decrypt', { ...a.request(forged), want_trace: true });
  assert.deepEqual(reply.reject, { reason: 'decryption_failed' });
  assert.equal(reply.trace[0].step, 'dr.dh_out');
  a.receive(answer);
  a.rejects('decryption_failed', forged);
  a.rejects('decryption_failed', withKey(b.send(), a.state.ratchet_key)); // its own key is new too
});

test('a low-order ratchet key is refused after the bounds and before opening [DR-12]', () => {
  const { a, b } = answeredPair();
  const frame = withPn(withKey(a.send(), kZeroKey), 0);
  b.rejects('low_order_point', frame);
  b.rejects('too_many_skipped', withNumber(frame, 2001));
  b.rejects('low_order_point', broken(frame));
});

test('the end of a chain: 2^32 - 2 is the last number [DR-23]', () => {
  const { client, a, b } = ratchetPair({ ns: 0xfffffffe });
  const last = a.send();
  assert.equal(numberOf(last), 0xfffffffe);
  client.rejects('chain_exhausted', 'dr.encrypt', { session: 'a', plaintext: '00' });
  client.rejects('too_large', 'dr.encrypt', { session: 'a', plaintext: '00'.repeat(65537) });
  b.rejects('too_many_skipped', last);
});

test('a chain that ended goes on after a step, with PN 2^32 - 1', () => {
  const { a, b } = ratchetPair({ ns: 0xffffffff });
  const other = ratchetPair();
  b.receive(other.a.send());
  a.receive(b.send());
  assert.equal(a.state.pn, 0xffffffff);
  assert.deepEqual([pnOf(a.send()), a.state.ns], [0xffffffff, 1]);
});

test('dr.init: an initiator\'s first Diffie-Hellman can be refused', () => {
  const { client } = ratchetPair();
  client.rejects('low_order_point', 'dr.init', {
    session: 'a', role: 'initiator', root_key: testKey('root'), ad: kAd,
    ratchet_private: testKey('dhs'), remote_ratchet_key: kZeroKey,
  });
});

test('the fresh ratchet key is drawn only when the ratchet turns', () => {
  const { client, a, b } = answeredPair();
  const [first, second] = a.sendMany(2);
  client.faults('dr.decrypt', { session: 'b', frame: first, random: {} });
  b.receive(second);
  client.ok('dr.decrypt', { session: 'b', frame: first, random: {} });
  client.ok('dr.decrypt', { session: 'b', frame: a.send(), random: {} });
});
