// X25519, HKDF, HMAC and AES-256-GCM against the published vectors of their documents [PRIM-07].

import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import { hkdf, hmac, open, seal, x25519, x25519Pair, x25519Public } from '../primitives.mjs';
import { toBytes } from './edwards.mjs';

const fromHex = (hex) => Buffer.from(hex, 'hex');
const reason = (act) => {
  try {
    act();
  } catch (error) {
    return error.reason;
  }
  return 'ok';
};

const kPrime = 2n ** 255n - 19n;
const kHighBit = 2n ** 255n;
const kBasePoint = toBytes(9n);

test('RFC 7748 section 5.2, both vectors [PRIM-08], [PRIM-09]', () => {
  for (const [scalar, u, output] of [
    ['a546e36bf0527c9d3b16154b82465edd62144c0ac1fc5a18506a2244ba449ac4',
      'e6db6867583030db3594c1a424b15f7c726624ec26b3353b10a903a6d0ab1c4c',
      'c3da55379de9c6908e94ea4df28d084f32eccf03491c71f754b4075577a28552'],
    // This u has its highest bit set.
    ['4b66e9d4d1b4673c5ad22691957d6af5c11b6421e0ea01d42ca4169e7918ba0d',
      'e5210f12786811d3f4b7959d0538ae2c31dbe7106fc03c3efc4cd549c715a493',
      '95cbde9476e8907d7aade45cb4b873f88b595a68799fa152e6f8f7647aac7957'],
  ]) {
    assert.deepEqual(x25519(fromHex(scalar), fromHex(u)), fromHex(output));
  }
});

test('RFC 7748 section 5.2, one and one thousand iterations', () => {
  let [k, u] = [kBasePoint, kBasePoint];
  for (let i = 1; i <= 1000; i += 1) {
    [k, u] = [x25519(k, u), k];
    if (i === 1) {
      assert.equal(
        k.toString('hex'), '422c8e7a6227d7bca1350b3e2bb7279f7897b87bb6854b783c60e80311ae3079');
    }
  }
  assert.equal(
    k.toString('hex'), '684cf59ba83309552800ef566f2f4d3c1c3887c49360e3875f2eb94d99532c51');
});

test('RFC 7748 section 6.1, as Bob computes it', () => {
  const bob = x25519Pair(
    fromHex('5dab087e624a8a4b79e17f8b83800ee66f3bb1292618b6fd1c2f8b27ff88e0eb'));
  const alice = fromHex('8520f0098930a754748b7ddcb43ef75a0dbf3a0d26381af4eba4a98eaa9b4e6a');
  assert.equal(
    bob.public.toString('hex'), 'de9edb7d7b7dc1b4d35b61c2ece435373f8343c85b78674dadfc7e146f882b4f');
  assert.equal(
    x25519(bob.private, alice).toString('hex'),
    '4a5d9d5ba4ce2de1728e3bf480350f25e07e21c947d19e3376f09b3c1e161742');
});

test('every encoding of a low-order point is low_order_point [PRIM-10]', () => {
  const order8 = [
    'e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800',
    '5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157',
  ].map((hex) => BigInt(`0x${fromHex(hex).reverse().toString('hex')}`));
  const reduced = [0n, 1n, ...order8, kPrime - 1n, kPrime, kPrime + 1n];
  for (const u of reduced.flatMap((value) => [value, value | kHighBit])) {
    for (const scalar of [Buffer.alloc(32), Buffer.alloc(32, 0xff), kBasePoint]) {
      assert.equal(reason(() => x25519(scalar, toBytes(u))), 'low_order_point');
    }
  }
});

test('the highest bit of u is ignored, and u from p up is reduced [PRIM-09]', () => {
  const scalar = Buffer.alloc(32, 0x42);
  const lowOrder = new Set([0n, 1n]);
  for (let u = 0n; u < 19n; u += 1n) {
    if (lowOrder.has(u)) continue;
    const expected = x25519(scalar, toBytes(u));
    assert.deepEqual(x25519(scalar, toBytes(u | kHighBit)), expected);
    assert.deepEqual(x25519(scalar, toBytes(kPrime + u)), expected);
    assert.deepEqual(x25519(scalar, toBytes((kPrime + u) | kHighBit)), expected);
  }
});

test('a private key is clamped at use [PRIM-08]', () => {
  const scalar = Buffer.alloc(32, 0x42);
  const clamped = Buffer.from(scalar);
  clamped[0] &= 0xf8;
  clamped[31] = (clamped[31] & 0x7f) | 0x40;
  const loose = Buffer.from(clamped);
  loose[0] |= 0x07;
  loose[31] = (loose[31] | 0x80) & 0xbf;
  assert.deepEqual(x25519Public(loose), x25519Public(clamped));
  assert.deepEqual(x25519(scalar, kBasePoint), x25519Public(clamped));
});

test('RFC 5869 appendix A, tests 1 to 3', () => {
  const range = (from, to) =>
    Buffer.from(Array.from({ length: to - from + 1 }, (_, i) => from + i));
  const ikm = Buffer.alloc(22, 0x0b);
  assert.equal(
    hkdf(range(0x00, 0x0c), ikm, range(0xf0, 0xf9), 42).toString('hex'),
    '3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865');
  assert.equal(
    hkdf(range(0x60, 0xaf), range(0x00, 0x4f), range(0xb0, 0xff), 82).toString('hex'),
    'b11e398dc80327a1c8e7f78c596a49344f012eda2d4efad8a050cc4c19afa97c59045a99cac7827271cb41c6'
    + '5e590e09da3275600c2f09b8367793a9aca3db71cc30c58179ec3e87c14c01d5c1f3434f1d87');
  assert.equal(
    hkdf(Buffer.alloc(0), ikm, Buffer.alloc(0), 42).toString('hex'),
    '8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8');
});

test('HKDF: empty salt, zero salt, and the bounds of L [PRIM-19]', () => {
  const empty = Buffer.alloc(0);
  const ikm = Buffer.from('test input');
  assert.deepEqual(hkdf(empty, ikm, empty, 44), hkdf(Buffer.alloc(32), ikm, empty, 44));
  assert.equal(hkdf(empty, ikm, empty, 0).length, 0);
  const longest = hkdf(empty, ikm, empty, 8160);
  assert.equal(longest.length, 8160);
  for (const length of [1, 31, 32, 33, 8159]) {
    assert.deepEqual(hkdf(empty, ikm, empty, length), longest.subarray(0, length));
  }
});

test('RFC 4231, tests 1 to 4, 6 and 7', () => {
  const counting = Buffer.from(Array.from({ length: 25 }, (_, i) => i + 1));
  for (const [key, message, tag] of [
    [Buffer.alloc(20, 0x0b), 'Hi There',
      'b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7'],
    [Buffer.from('Jefe'), 'what do ya want for nothing?',
      '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843'],
    [Buffer.alloc(20, 0xaa), Buffer.alloc(50, 0xdd),
      '773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe'],
    [counting, Buffer.alloc(50, 0xcd),
      '82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b'],
    [Buffer.alloc(131, 0xaa), 'Test Using Larger Than Block-Size Key - Hash Key First',
      '60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54'],
    [Buffer.alloc(131, 0xaa),
      'This is a test using a larger than block-size key and a larger than block-size data. The '
      + 'key needs to be hashed before being used by the HMAC algorithm.',
      '9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2'],
  ]) {
    assert.equal(hmac(key, Buffer.from(message)).toString('hex'), tag);
  }
});

test('AES-256-GCM, test cases 13 to 16 of the GCM specification', () => {
  const key = fromHex('feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308');
  const nonce = fromHex('cafebabefacedbaddecaf888');
  const plaintext = fromHex(
    'd9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a721c3c0c95956809532fcf0e24'
    + '49a6b525b16aedf5aa0de657ba637b391aafd255');
  const ciphertext = '522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa'
    + '8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662898015ad';
  const aad = fromHex('feedfacedeadbeeffeedfacedeadbeefabaddad2');
  const none = Buffer.alloc(0);
  const zero = [Buffer.alloc(32), Buffer.alloc(12)];
  assert.equal(seal(...zero, none, none).toString('hex'), '530f8afbc74536b9a963b4f1c4cb738b');
  assert.equal(
    seal(...zero, Buffer.alloc(16), none).toString('hex'),
    'cea7403d4d606b6e074ec5d3baf39d18d0d1c8a799996bf0265b98b5d48ab919');
  assert.equal(
    seal(key, nonce, plaintext, none).toString('hex'),
    `${ciphertext}b094dac5d93471bdec1a502270e3cc6c`);
  assert.equal(
    seal(key, nonce, plaintext.subarray(0, 60), aad).toString('hex'),
    `${ciphertext.slice(0, 120)}76fc6ece0f4e1768cddf8853bb2d551b`);
});

test('opening refuses every flipped bit and short inputs [PRIM-18]', () => {
  const [key, nonce, aad] = [Buffer.alloc(32, 1), Buffer.alloc(12, 2), Buffer.from('aad')];
  const plaintext = Buffer.from('test plaintext');
  const sealed = seal(key, nonce, plaintext, aad);
  assert.deepEqual(open(key, nonce, sealed, aad), plaintext);
  for (let bit = 0; bit < sealed.length * 8; bit += 1) {
    const changed = Buffer.from(sealed);
    changed[bit >> 3] ^= 1 << (bit & 7);
    assert.equal(reason(() => open(key, nonce, changed, aad)), 'decryption_failed');
  }
  for (let length = 0; length < sealed.length; length += 1) {
    const cut = sealed.subarray(0, length);
    assert.equal(reason(() => open(key, nonce, cut, aad)), 'decryption_failed');
  }
  assert.equal(reason(() => open(key, nonce, sealed, Buffer.alloc(0))), 'decryption_failed');
});
