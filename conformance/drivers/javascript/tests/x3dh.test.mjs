// X3DH without devices: x3dh.initiate and x3dh.respond, both sides of one agreement.

import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import { ed25519Pair } from '../ed25519_strict.mjs';
import { hkdf, open } from '../primitives.mjs';
import { Client, testKey, toHex } from './client.mjs';
import { End, publicOf } from './ratchet_pair.mjs';

const kIdentityA = testKey('x3dh identity a');
const kSigningA = testKey('x3dh signing a');
const kIdentityB = testKey('x3dh identity b');
const kSigningB = testKey('x3dh signing b');
const kSpk = { key_id: toHex('spk-ø'), private_key: testKey('x3dh spk') };
const kOpk = { key_id: toHex('opk'), private_key: testKey('x3dh opk') };
const kZero = '00'.repeat(32);

const signingPublic = (seed) => ed25519Pair(Buffer.from(seed, 'hex')).public.toString('hex');
const kSenderA = { identity_key: publicOf(kIdentityA), signing_key: signingPublic(kSigningA) };

/** B's bundle; `more` changes the signed parts before signing. */
function bundleOf(client, { identity = publicOf(kIdentityB), spk = publicOf(kSpk.private_key),
  keyId = kSpk.key_id, opk = publicOf(kOpk.private_key) } = {}) {
  const { signature } = client.ok('spk.sign', {
    signing_private: kSigningB, identity_key: identity, public_key: spk, key_id: keyId,
  });
  const bundle = {
    identity_key: identity,
    signing_key: signingPublic(kSigningB),
    signed_prekey: { key_id: keyId, public_key: spk, signature },
  };
  if (opk !== null) bundle.one_time_prekey = { key_id: kOpk.key_id, public_key: opk };
  return bundle;
}

const initiateRequest = (client, bundle, more = {}) => ({
  session: 'a', identity_private: kIdentityA, signing_private: kSigningA, bundle,
  plaintext: toHex('hello'), random: client.sendRandom(), ...more,
});
const respondRequest = (client, envelope, more = {}) => ({
  session: 'b', identity_private: kIdentityB, signing_private: kSigningB, signed_prekeys: [kSpk],
  one_time_prekeys: [kOpk], sender: kSenderA, envelope, random: client.receiveRandom(), ...more,
});

const traced = (client, op, request) => {
  const reply = client.ask(op, { ...request, want_trace: true });
  return { ...reply, steps: reply.trace.map(({ step }) => step) };
};
const valueOf = (reply, name) => reply.trace.find(({ step }) => step === name)?.value;

const kSessionKeys = [
  'x3dh.dh1', 'x3dh.dh2', 'x3dh.dh3', 'x3dh.dh4', 'x3dh.ikm', 'x3dh.sk', 'x3dh.ad',
  'smx1.root_key', 'smx1.bootstrap_key',
];

for (const opk of [true, false]) {
  test(`both sides derive the same ${opk ? 'with' : 'without'} a one-time prekey [X3DH-04]`, () => {
    const client = new Client();
    const bundle = bundleOf(client, opk ? {} : { opk: null });
    const sent = traced(client, 'x3dh.initiate', initiateRequest(client, bundle));
    const got = traced(client, 'x3dh.respond', respondRequest(client, sent.ok.envelope));
    assert.equal(got.ok.plaintext, toHex('hello'));

    const sessionKeys = kSessionKeys.filter((step) => opk || step !== 'x3dh.dh4');
    assert.deepEqual(sent.steps, [
      'spk.verified', ...sessionKeys, 'dr.dh_out', 'dr.root_key', 'dr.chain_key', 'dr.message_key',
      'dr.key', 'dr.nonce', 'dr.aad', 'dr.frame', 'smx1.header', 'smx1.aad', 'smx1.envelope',
    ]);
    assert.deepEqual(got.steps, [
      'smx1.header', ...sessionKeys, 'smx1.aad', 'smx1.frame', 'dr.dh_out', 'dr.root_key',
      'dr.chain_key', 'dr.dh_out', 'dr.root_key', 'dr.chain_key', 'dr.message_key', 'dr.key',
      'dr.nonce', 'dr.aad', 'dr.plaintext',
    ]);
    for (const step of [...sessionKeys, 'smx1.aad']) {
      assert.equal(valueOf(sent, step), valueOf(got, step), step);
    }
    const pair = bundle.identity_key + bundle.signing_key;
    assert.equal(
      valueOf(sent, 'x3dh.ad'), kSenderA.identity_key + kSenderA.signing_key + pair);
    assert.equal(valueOf(sent, 'x3dh.ikm').length, opk ? 320 : 256);
    assert.equal(
      valueOf(sent, 'x3dh.ikm'),
      'ff'.repeat(32) + sessionKeys.filter((s) => s.startsWith('x3dh.dh'))
        .map((s) => valueOf(sent, s)).join(''));

    const [a, b] = [new End(client, 'a'), new End(client, 'b')];
    assert.equal(b.receive(a.send('bare')), 'bare');
    assert.equal(a.receive(b.send('back')), 'back');
  });
}

test('the schedule from the input key material on [X3DH-08], [X3DH-10], [SMX1-02]', () => {
  const client = new Client();
  const sent = traced(client, 'x3dh.initiate', initiateRequest(client, bundleOf(client)));
  const bytesOf = (step) => Buffer.from(valueOf(sent, step), 'hex');
  const zero = Buffer.alloc(32);
  const sk = hkdf(zero, bytesOf('x3dh.ikm'), Buffer.from('SemaFore-X3DH-v1'), 32);
  assert.deepEqual(bytesOf('x3dh.sk'), sk);
  assert.deepEqual(
    hkdf(zero, sk, Buffer.from('SemaFore-SMX1-v1'), 64),
    Buffer.concat([bytesOf('smx1.root_key'), bytesOf('smx1.bootstrap_key')]));
  const header = bytesOf('smx1.header');
  const frame = open(
    bytesOf('smx1.bootstrap_key'), header.subarray(-12),
    bytesOf('smx1.envelope').subarray(header.length), bytesOf('smx1.aad'));
  assert.deepEqual(frame, bytesOf('dr.frame'));
});

test('the faults of a bundle in their order [KEY-23], [X3DH-01] to [X3DH-03], [X3DH-13]', () => {
  const client = new Client();
  const refused = (reason, bundle, more) => {
    client.rejects(reason, 'x3dh.initiate', initiateRequest(client, bundle, more));
  };
  const good = bundleOf(client);
  const badSignature = structuredClone(good);
  badSignature.signed_prekey.signature = `${'00'.repeat(63)}01`;
  const lowOrder = bundleOf(client, { spk: kZero });
  const long = { plaintext: '00'.repeat(65537) };

  refused('malformed', { ...badSignature, one_time_prekey: { key_id: '', public_key: kZero } });
  refused('bad_signature', { ...badSignature, identity_key: kZero });
  refused('low_order_point', lowOrder, long);
  refused('low_order_point', bundleOf(client, { identity: kZero }), long);
  refused('low_order_point', bundleOf(client, { opk: kZero }), long);
  refused('too_large', good, long);
  const onlyNeeded = { random: client.random('ek_private', 'ratchet_private') };
  refused('too_large', good, { ...long, ...onlyNeeded });
  assert.match(
    client.faults('x3dh.initiate', initiateRequest(client, good, onlyNeeded)), /random\.nonce/);
});

test('a trace shows no refused step [X3DH-03]', () => {
  const client = new Client();
  const steps = (bundle) =>
    traced(client, 'x3dh.initiate', initiateRequest(client, bundle)).steps;
  assert.deepEqual(steps(bundleOf(client, { spk: kZero })), ['spk.verified']);
  assert.deepEqual(steps(bundleOf(client, { identity: kZero })), ['spk.verified', 'x3dh.dh1']);
  assert.deepEqual(
    steps(bundleOf(client, { opk: kZero })),
    ['spk.verified', 'x3dh.dh1', 'x3dh.dh2', 'x3dh.dh3']);
});

test('reflection: one equal half is enough [KEY-14]', () => {
  const client = new Client();
  const bundle = bundleOf(client);
  for (const own of [{ identity_private: kIdentityB }, { signing_private: kSigningB }]) {
    client.rejects('malformed', 'x3dh.initiate', initiateRequest(client, bundle, own));
  }
  const { envelope } = client.ok('x3dh.initiate', initiateRequest(client, bundle));
  for (const half of [
    { identity_key: publicOf(kIdentityB) }, { signing_key: signingPublic(kSigningB) },
  ]) {
    const request = respondRequest(client, envelope, { sender: { ...kSenderA, ...half } });
    const reply = traced(client, 'x3dh.respond', request);
    assert.deepEqual(reply.reject, { reason: 'malformed' });
    assert.deepEqual(reply.steps, []);
  }
});

test('a responder looks up its prekeys by id, in order [SMX1-16]', () => {
  const client = new Client();
  const { envelope } = client.ok('x3dh.initiate', initiateRequest(client, bundleOf(client)));
  const refused = (reason, more) =>
    client.rejects(reason, 'x3dh.respond', respondRequest(client, envelope, more));
  refused('unknown_prekey', { signed_prekeys: [] });
  refused('unknown_prekey', { signed_prekeys: [{ ...kSpk, key_id: toHex('other') }] });
  refused('unknown_prekey', { one_time_prekeys: [] });
  refused('decryption_failed', { signed_prekeys: [{ ...kSpk, private_key: testKey('other') }] });
  refused('decryption_failed', { one_time_prekeys: [{ ...kOpk, private_key: testKey('other') }] });
  refused('low_order_point', { sender: { ...kSenderA, identity_key: kZero } });
  refused('malformed', { signed_prekeys: [kSpk, kSpk] });
  refused('malformed', { one_time_prekeys: [kOpk, { ...kOpk, private_key: kZero }] });
  refused('malformed', { one_time_prekeys: [{ ...kOpk, key_id: '' }] });
  // The same id may name one key of each kind [KEY-07].
  client.ok('x3dh.respond', respondRequest(client, envelope, {
    one_time_prekeys: [kOpk, { ...kOpk, key_id: kSpk.key_id }],
  }));
});

test('a failed op leaves the old session of that name; a successful one replaces it', () => {
  const client = new Client();
  const bundle = bundleOf(client);
  client.ok('x3dh.initiate', initiateRequest(client, bundle));
  const before = client.digest({ session: 'a' });
  client.rejects('bad_signature', 'x3dh.initiate', initiateRequest(client, {
    ...bundle, signed_prekey: { ...bundle.signed_prekey, key_id: toHex('else') },
  }));
  client.ok('x3dh.initiate', initiateRequest(client, bundle));
  assert.notEqual(client.digest({ session: 'a' }), before);
});
