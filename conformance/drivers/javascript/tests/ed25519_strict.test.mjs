// Strict Ed25519 [PRIM-12] to [PRIM-17]. The edge cases carry signatures that fulfil the equation,
// so that only the rule under test can be what refuses them.

import { strict as assert } from 'node:assert';
import { createPublicKey, verify } from 'node:crypto';
import { test } from 'node:test';
import {
  ed25519Public,
  ed25519Sign,
  ed25519Verify,
  isCanonical,
  isSmallOrder,
} from '../ed25519_strict.mjs';
import {
  add,
  basePoint,
  challenge,
  decodePoint,
  encodePoint,
  fromBytes,
  identity,
  kNonCanonicalEncodings,
  kSmallOrderEncodings,
  L,
  multiply,
  negate,
  toBytes,
} from './edwards.mjs';

const fromHex = (hex) => Buffer.from(hex, 'hex');
const accepts = (key, message, signature) => {
  try {
    ed25519Verify(key, message, signature);
    return true;
  } catch (error) {
    assert.equal(error.reason, 'bad_signature');
    return false;
  }
};

/** What node:crypto says by itself, without the strict rules. */
const looselyAccepts = (key, message, signature) => verify(null, message, createPublicKey({
  key: Buffer.concat([fromHex('302a300506032b6570032100'), key]), format: 'der', type: 'spki',
}), signature);

const kPrivate = 0x1234567890abcdef1234567890abcdefn;
const kPublic = multiply(kPrivate, basePoint);
const kGenerator8 = decodePoint(kSmallOrderEncodings[4]);

/** A signature by A, of small order and in the encoding given, that fulfils the equation. */
function signBySmallOrder(encoding) {
  const point = decodePoint(encoding);
  const message = Buffer.from('test message');
  for (let s = 1000n; ; s += 1n) {
    const guess = s % 8n;
    const r = encodePoint(add(multiply(s, basePoint), negate(multiply(guess, point))));
    if (challenge(r, encoding, message) % 8n === guess && !isSmallOrder(r)) {
      return { message, signature: Buffer.concat([r, toBytes(s)]) };
    }
  }
}

/** A signature whose R is the small-order encoding given, by a key of mixed order. */
function signWithSmallR(r, expected) {
  const key = encodePoint(add(kPublic, kGenerator8));
  for (let i = 0; ; i += 1) {
    const message = Buffer.from(`test message ${i}`);
    const k = challenge(r, key, message);
    // With S = k a the equation gives -[k]T.
    const computed = encodePoint(negate(multiply(k % 8n, kGenerator8)));
    if (computed.equals(expected)) {
      return { key, message, signature: Buffer.concat([r, toBytes((k * kPrivate) % L)]) };
    }
  }
}

const kRfc8032 = [
  ['9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60',
    'd75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a', '',
    'e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e3970'
    + '1cf9b46bd25bf5f0595bbe24655141438e7a100b'],
  ['4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb',
    '3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c', '72',
    '92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613'
    + 'd0f11d8c387b2eaeb4302aeeb00d291612bb0c00'],
  ['c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7',
    'fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025', 'af82',
    '6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760'
    + '984dc6594a7c15e9716ed28dc027beceea1ec40a'],
];

test('RFC 8032 section 7.1, tests 1 to 3 [PRIM-12]', () => {
  for (const [seed, key, message, signature] of kRfc8032.map((row) => row.map(fromHex))) {
    assert.deepEqual(ed25519Public(seed), key);
    assert.deepEqual(ed25519Sign(seed, message), signature);
    assert.ok(accepts(key, message, signature));
    assert.ok(!accepts(key, Buffer.concat([message, Buffer.of(0)]), signature));
  }
});

test('S of L or more is refused [PRIM-13]', () => {
  const [, key, message, signature] = kRfc8032[1].map(fromHex);
  const s = fromBytes(signature.subarray(32));
  const withS = (value) => Buffer.concat([signature.subarray(0, 32), toBytes(value)]);
  assert.ok(accepts(key, message, withS(s)));
  for (let value = s + L; value < 2n ** 256n; value += L) {
    assert.ok(!accepts(key, message, withS(value)));
  }
  for (const value of [L, 2n ** 256n - 1n]) assert.ok(!accepts(key, message, withS(value)));
});

test('each of the eight small-order points is refused as A [PRIM-15]', () => {
  let looselyAccepted = 0;
  for (const encoding of kSmallOrderEncodings) {
    assert.ok(isCanonical(encoding) && isSmallOrder(encoding));
    const { message, signature } = signBySmallOrder(encoding);
    looselyAccepted += looselyAccepts(encoding, message, signature) ? 1 : 0;
    assert.ok(!accepts(encoding, message, signature));
  }
  assert.equal(looselyAccepted, 8, 'the signatures fulfil the equation');
});

test('each of the eight small-order points is refused as R [PRIM-15]', () => {
  for (const encoding of kSmallOrderEncodings) {
    const { key, message, signature } = signWithSmallR(encoding, encoding);
    assert.ok(looselyAccepts(key, message, signature), 'the signature fulfils the equation');
    assert.ok(!accepts(key, message, signature));
  }
});

test('every non-canonical encoding is refused as A and as R [PRIM-14]', () => {
  const [seed, key, message, signature] = kRfc8032[2].map(fromHex);
  assert.equal(new Set(kNonCanonicalEncodings.map((e) => e.toString('hex'))).size, 40);
  for (const encoding of kNonCanonicalEncodings) {
    assert.ok(!isCanonical(encoding));
    assert.ok(!isSmallOrder(encoding), 'the list of small orders is not what refuses it');
    assert.ok(!accepts(encoding, message, signature));
    const replaced = Buffer.concat([encoding, signature.subarray(32)]);
    assert.ok(!accepts(key, message, replaced));
    assert.ok(!accepts(encoding, message, ed25519Sign(seed, message)));
  }
});

test('non-canonical forms of small-order points are refused where the loose equation holds', () => {
  const forms = kNonCanonicalEncodings.filter((encoding) => {
    const point = decodePoint(encoding);
    return point !== null && isSmallOrder(encodePoint(point));
  });
  assert.ok(forms.length >= 6, 'y = p and y = p + 1 with both signs, and x = 0 with a sign');
  let looselyAccepted = 0;
  for (const encoding of forms) {
    const { message, signature } = signBySmallOrder(encoding);
    looselyAccepted += looselyAccepts(encoding, message, signature) ? 1 : 0;
    assert.ok(!accepts(encoding, message, signature));
    const asR = signWithSmallR(encoding, encodePoint(decodePoint(encoding)));
    assert.ok(!accepts(asR.key, asR.message, asR.signature));
  }
  assert.ok(looselyAccepted > 0, 'node:crypto by itself accepts some of them');
});

test('a key of mixed order is not of small order and is accepted [PRIM-15], [PRIM-16]', () => {
  const key = encodePoint(add(kPublic, kGenerator8));
  let accepted = 0;
  let refused = 0;
  for (let i = 1n; accepted === 0 || refused === 0; i += 1n) {
    const message = Buffer.from(`test message ${i}`);
    const r = encodePoint(multiply(i, basePoint));
    const k = challenge(r, key, message);
    const signature = Buffer.concat([r, toBytes((i + k * kPrivate) % L)]);
    // Without a cofactor the equation holds exactly when [k]T is the identity.
    assert.equal(accepts(key, message, signature), k % 8n === 0n);
    if (k % 8n === 0n) accepted += 1; else refused += 1;
  }
});

test('an R of mixed order that only a cofactored equation would take is refused [PRIM-16]', () => {
  const message = Buffer.from('test message');
  const key = encodePoint(kPublic);
  const r = encodePoint(add(multiply(99n, basePoint), kGenerator8));
  const s = (99n + challenge(r, key, message) * kPrivate) % L;
  assert.ok(!accepts(key, message, Buffer.concat([r, toBytes(s)])));
});

test('an A that is no point of the curve is refused [PRIM-14]', () => {
  let tried = 0;
  for (let y = 2n; tried < 8; y += 1n) {
    const encoding = toBytes(y);
    if (decodePoint(encoding) !== null) continue;
    tried += 1;
    assert.ok(isCanonical(encoding));
    const signature = Buffer.concat([encodePoint(multiply(5n, basePoint)), toBytes(5n)]);
    assert.ok(!accepts(encoding, Buffer.alloc(0), signature));
  }
});

test('the test arithmetic agrees with node:crypto', () => {
  const [seed, key] = kRfc8032[0].map(fromHex);
  assert.deepEqual(encodePoint(decodePoint(key)), key);
  assert.deepEqual(multiply(L, basePoint), identity);
  assert.deepEqual(multiply(8n, kGenerator8), identity);
  assert.equal(ed25519Public(seed).length, 32);
});
