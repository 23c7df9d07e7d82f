// A device: own keys and prekeys, the seen set, and for each peer pair its sessions and restart
// record. A device is a frozen value; each operation gives {device, ...outputs} of the state after
// it, and a refusal therefore leaves the state as it was [ERR-05].

import { kFrameMagic, parseFrame } from './drv1.mjs';
import { ed25519Pair } from './ed25519_strict.mjs';
import { Reject } from './errors.mjs';
import { checkDistinctKeyIds, checkKeyId } from './key_id.mjs';
import { kSeenPerPrekey } from './limits.mjs';
import {
  activeSession,
  kUnknownPeer,
  nextRestart,
  pairName,
  withActiveChanged,
  withNewSession,
  withRestart,
  withSessionUsed,
} from './peer.mjs';
import {
  checkBundleForm,
  checkBundleSignature,
  checkReflection,
  findPrekey,
  lookUpPrekeys,
  signPrekey,
} from './prekeys.mjs';
import { x25519Pair } from './primitives.mjs';
import { knowsRatchetKey } from './ratchet.mjs';
import * as sessions from './session.mjs';
import { kEnvelopeMagic, parseEnvelope } from './smx1.mjs';

/** `replacedAt` of a signed prekey that was replaced before any time was given [SES-33]. */
export const kReplacedAtFirstTime = 'first time given';

/** The key pairs of a device as {identity, signing}; also what a bare X3DH operation needs. */
export const ownKeys = (identityPrivate, signingPrivate) => Object.freeze({
  identity: x25519Pair(identityPrivate),
  signing: ed25519Pair(signingPrivate),
});

const signedPrekey = (own, { keyId, privateKey }, replacedAt) => {
  const pair = x25519Pair(privateKey);
  const signature = signPrekey(
    own.signing.private, { identityKey: own.identity.public, publicKey: pair.public, keyId });
  return Object.freeze({ keyId, pair, signature, replacedAt, seen: new Map() });
};

const oneTimePrekey = ({ keyId, privateKey }) =>
  Object.freeze({ keyId, pair: x25519Pair(privateKey) });

/** The newest signed prekey, the one that bundles carry [KEY-19]. */
export const publishedPrekey = (device) => device.signedPrekeys[device.signedPrekeys.length - 1];

const idsOf = (prekeys) => prekeys.map(({ keyId }) => keyId);

/**
 * A new device. Prekeys are {keyId, privateKey}, the signed ones oldest first; `now` may be null.
 */
export function createDevice(keys, now) {
  const { identityPrivate, signingPrivate, signedPrekeys, oneTimePrekeys } = keys;
  checkDistinctKeyIds(idsOf(signedPrekeys)); // [KEY-08]
  checkDistinctKeyIds(idsOf(oneTimePrekeys));
  const own = ownKeys(identityPrivate, signingPrivate);
  const replacedAt = now ?? kReplacedAtFirstTime; // [SES-33]
  const newest = signedPrekeys.length - 1;
  return Object.freeze({
    own,
    signedPrekeys: signedPrekeys.map(
      (prekey, index) => signedPrekey(own, prekey, index === newest ? null : replacedAt)),
    oneTimePrekeys: oneTimePrekeys.map(oneTimePrekey),
    labels: new Map(),
    peers: new Map(),
    highestNow: now,
  });
}

/**
 * The device with the time of a successful operation written: `now` below the highest counts as the
 * highest [SES-29], and prekeys that wait for the first time get it [SES-33].
 */
export function atTime(device, now) {
  const effective = effectiveNow(device, now);
  return Object.freeze({
    ...device,
    highestNow: effective,
    signedPrekeys: device.signedPrekeys.map((prekey) => (
      prekey.replacedAt === kReplacedAtFirstTime
        ? Object.freeze({ ...prekey, replacedAt: effective })
        : prekey)),
  });
}

const effectiveNow = (device, now) => Math.max(now, device.highestNow ?? 0);

const peerOf = (device, pair) => device.peers.get(pairName(pair)) ?? kUnknownPeer;

/** The device with a pair's record changed and the label pointing to the pair [KEY-15]. */
function withPeer(device, label, pair, peer) {
  const { identityKey, signingKey } = pair;
  return Object.freeze({
    ...device,
    peers: new Map(device.peers).set(pairName(pair), peer),
    labels: new Map(device.labels).set(label, Object.freeze({ identityKey, signingKey })),
  });
}

/**
 * {device, bytes} of a message to the label's pair, or to the bundle's if one is given [SES-04].
 */
export function send(device, { label, plaintext, bundle }, random, trace) {
  if (bundle !== undefined) checkReflection(device.own, bundle); // [KEY-24]
  const pair = bundle ?? device.labels.get(label);
  if (pair === undefined) throw new Reject('no_session'); // [SES-05]
  const peer = peerOf(device, pair);

  const active = activeSession(peer);
  if (active !== undefined) { // the rest of the bundle is not examined [SES-07]
    const { session, bytes } = sessions.send(active, plaintext, random, trace);
    return { device: withPeer(device, label, pair, withActiveChanged(peer, session)), bytes };
  }
  if (bundle === undefined) throw new Reject('no_session');

  checkBundleForm(device.own, bundle);
  checkBundleSignature(bundle, trace);
  const started = sessions.initiate(device.own, bundle, random, trace);
  const { session, bytes } = sessions.send(started, plaintext, random, trace);
  return { device: withPeer(device, label, pair, withNewSession(peer, session)), bytes };
}

/**
 * {device, bytes}: a new session in place of the active one, under the limit [SES-23] to [SES-27].
 */
export function restart(device, { label, plaintext, bundle, now }, random, trace) {
  checkBundleForm(device.own, bundle);
  checkBundleSignature(bundle, trace);
  const peer = peerOf(device, bundle);
  const record = nextRestart(peer.restart, effectiveNow(device, now)); // its place: [SES-25]
  const started = sessions.initiate(device.own, bundle, random, trace);
  const { session, bytes } = sessions.send(started, plaintext, random, trace);
  const next = withPeer(device, label, bundle, withRestart(peer, session, record));
  return { device: atTime(next, now), bytes };
}

/** {device, plaintext} of a received envelope or frame. `sender` is {identityKey, signingKey}. */
export function receive(device, { label, sender, bytes }, random, trace) {
  const magic = bytes.subarray(0, 4);
  const from = { label, sender };
  if (magic.equals(kEnvelopeMagic)) return receiveEnvelope(device, from, bytes, random, trace);
  if (magic.equals(kFrameMagic)) return receiveFrame(device, from, bytes, random, trace);
  throw new Reject('malformed'); // [SES-09]
}

/** [SMX1-12] to [SMX1-18]. */
function receiveEnvelope(device, { label, sender }, bytes, random, trace) {
  const envelope = parseEnvelope(bytes);
  checkReflection(device.own, sender);
  trace.emit('smx1.header', envelope.header);
  const peer = peerOf(device, sender);

  const index = peer.sessions.findIndex((known) => sessions.wasStartedBy(known, envelope.ek));
  if (index >= 0) { // [SMX1-13]
    const { session, plaintext } =
      sessions.receiveEnvelope(peer.sessions[index], envelope, random, trace);
    const used = withSessionUsed(peer, index, session);
    return { device: withPeer(device, label, sender, used), plaintext };
  }

  checkFreshness(device, envelope, sender);
  const { spk, opk } = lookUpPrekeys(device, envelope); // [SMX1-16]
  const { session, plaintext } = sessions.respond(
    device.own, { spk: spk.pair, opk: opk?.pair, sender, envelope }, random, trace);

  // One commit: the prekey used goes, the entry and the session come [SMX1-17].
  const next = withPeer(device, label, sender, withNewSession(peer, session));
  return {
    device: Object.freeze({
      ...next,
      oneTimePrekeys: next.oneTimePrekeys.filter((held) => held !== opk),
      signedPrekeys: next.signedPrekeys.map(
        (held) => (held === spk ? withSeen(held, sender, envelope.ek) : held)),
    }),
    plaintext,
  };
}

/** Step 3 of the receipt: [SMX1-14] over all prekeys, then [SMX1-15] for the one named. */
function checkFreshness(device, { ek, spkKeyId }, sender) {
  const seenOf = (prekey) => prekey.seen.get(pairName(sender)) ?? [];
  const isSeen = device.signedPrekeys.some(
    (prekey) => seenOf(prekey).some((known) => known.equals(ek)));
  const spk = findPrekey(device.signedPrekeys, spkKeyId);
  if (isSeen || (spk !== undefined && seenOf(spk).length >= kSeenPerPrekey)) {
    throw new Reject('replayed_bootstrap');
  }
}

/** The prekey with one entry more. Entries go only with the private half they used [SMX1-20]. */
function withSeen(prekey, sender, ek) {
  const name = pairName(sender);
  const entries = [...(prekey.seen.get(name) ?? []), ek];
  return Object.freeze({ ...prekey, seen: new Map(prekey.seen).set(name, entries) });
}

/** [SES-11] to [SES-15]. */
function receiveFrame(device, { label, sender }, bytes, random, trace) {
  const frame = parseFrame(bytes);
  checkReflection(device.own, sender);
  const peer = peerOf(device, sender);
  if (peer.sessions.length === 0) throw new Reject('no_session');

  const owner = peer.sessions.findIndex(
    (known) => knowsRatchetKey(known.ratchet, frame.ratchetKey));
  const candidates = owner >= 0 ? [owner] : [...peer.sessions.keys()];
  let firstRefusal;
  for (const index of candidates) {
    try {
      const { session, plaintext } =
        sessions.receiveFrame(peer.sessions[index], bytes, random, trace);
      const used = withSessionUsed(peer, index, session);
      return { device: withPeer(device, label, sender, used), plaintext };
    } catch (error) {
      if (!(error instanceof Reject)) throw error;
      firstRefusal ??= error;
    }
  }
  throw firstRefusal; // [SES-15]
}

/** The device with a new published signed prekey; the one before is replaced at `now` [SES-32]. */
export function rotate(device, { prekey, now }) {
  checkKeyId(prekey.keyId);
  checkDistinctKeyIds([...idsOf(device.signedPrekeys), prekey.keyId]); // [KEY-08]
  const timed = atTime(device, now);
  const before = publishedPrekey(timed);
  return Object.freeze({
    ...timed,
    signedPrekeys: [
      ...timed.signedPrekeys.slice(0, -1),
      Object.freeze({ ...before, replacedAt: timed.highestNow }),
      signedPrekey(device.own, prekey, null),
    ],
  });
}

/** The device with more one-time prekeys, after those it holds. */
export function replenish(device, prekeys) {
  checkDistinctKeyIds([...idsOf(device.oneTimePrekeys), ...idsOf(prekeys)]); // [KEY-08]
  return Object.freeze({
    ...device,
    oneTimePrekeys: [...device.oneTimePrekeys, ...prekeys.map(oneTimePrekey)],
  });
}

/** The number of sessions, active and archived, of the pair behind each label, where not 0. */
export function sessionCounts(device) {
  return [...device.labels]
    .map(([label, pair]) => [label, peerOf(device, pair).sessions.length])
    .filter(([, count]) => count > 0);
}
