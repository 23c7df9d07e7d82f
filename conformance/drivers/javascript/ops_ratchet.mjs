// Ops on bare sessions: X3DH without a device, and the ratchet by itself. Their handles hold
// ratchet states; that an initiator goes on wrapping belongs to devices.

import { ownKeys } from './device.mjs';
import { RequestFault } from './errors.mjs';
import { checkDistinctKeyIds } from './key_id.mjs';
import { kAssociatedDataBytes, kKeyBytes, kNoMessageNumber } from './limits.mjs';
import {
  checkBundleForm,
  checkBundleSignature,
  checkReflection,
  lookUpPrekeys,
} from './prekeys.mjs';
import { x25519Pair } from './primitives.mjs';
import { Randomness } from './randomness.mjs';
import * as ratchet from './ratchet.mjs';
import * as shapes from './request_shapes.mjs';
import * as sessions from './session.mjs';
import { bytes, hex, integer, oneOf, optional } from './shape.mjs';
import { parseEnvelope } from './smx1.mjs';
import { ratchetDigest } from './state_encoding.mjs';

const stores = (name, state) => (handles) => handles.sessions.set(name, state);

const pairOf = ({ privateKey }) => x25519Pair(privateKey);

const initiate = {
  members: {
    session: shapes.newHandle,
    identity_private: shapes.key,
    signing_private: shapes.key,
    bundle: shapes.bundle,
    plaintext: hex,
    random: optional(shapes.sendingRandom),
  },
  run: (request, { trace }) => {
    const random = new Randomness(request.random);
    const own = ownKeys(request.identityPrivate, request.signingPrivate);
    checkBundleForm(own, request.bundle);
    checkBundleSignature(request.bundle, trace);
    const started = sessions.initiate(own, request.bundle, random, trace);
    const sent = sessions.send(started, request.plaintext, random, trace);
    return { ok: { envelope: sent.bytes }, commit: stores(request.session, sent.session.ratchet) };
  },
};

const respond = {
  members: {
    session: shapes.newHandle,
    identity_private: shapes.key,
    signing_private: shapes.key,
    signed_prekeys: shapes.privatePrekeys,
    one_time_prekeys: shapes.privatePrekeys,
    sender: shapes.sender,
    envelope: hex,
    random: optional(shapes.receivingRandom),
  },
  run: (request, { trace }) => {
    const { sender } = request;
    checkDistinctKeyIds(request.signedPrekeys.map(({ keyId }) => keyId)); // [KEY-08]
    checkDistinctKeyIds(request.oneTimePrekeys.map(({ keyId }) => keyId));
    const own = ownKeys(request.identityPrivate, request.signingPrivate);
    const envelope = parseEnvelope(request.envelope);
    checkReflection(own, sender);
    trace.emit('smx1.header', envelope.header);

    const { spk, opk } = lookUpPrekeys(request, envelope);
    const keys = { spk: pairOf(spk), opk: opk === undefined ? undefined : pairOf(opk) };
    const { session, plaintext } = sessions.respond(
      own, { ...keys, sender, envelope }, new Randomness(request.random), trace);
    return { ok: { plaintext }, commit: stores(request.session, session.ratchet) };
  },
};

const init = {
  members: {
    session: shapes.newHandle,
    role: oneOf('initiator', 'responder'),
    root_key: shapes.key,
    ad: bytes(kAssociatedDataBytes),
    ratchet_private: shapes.key,
    remote_ratchet_key: hex,
    ns: optional(integer(kNoMessageNumber)),
  },
  /** What a role allows: more request faults, and a length that depends on the role. */
  refine: (request, reading) => {
    if (request.role === 'initiator') {
      reading.checkLength(request.remoteRatchetKey, kKeyBytes);
    } else if (request.ns !== undefined) {
      throw new RequestFault('ns: not for a responder');
    } else if (request.remoteRatchetKey.length > 0) {
      throw new RequestFault('remote_ratchet_key: not empty for a responder');
    }
  },
  run: (request, { trace }) => {
    const { ad, rootKey, ns, remoteRatchetKey: remoteKey } = request;
    const dhs = x25519Pair(request.ratchetPrivate);
    const state = request.role === 'initiator'
      ? ratchet.startInitiator({ ad, rootKey, dhs, remoteKey, ns }, trace)
      : ratchet.startResponder({ ad, rootKey, dhs });
    return { ok: {}, commit: stores(request.session, state) };
  },
};

export const kRatchetOps = {
  'x3dh.initiate': initiate,
  'x3dh.respond': respond,
  'dr.init': init,
  'dr.encrypt': {
    members: { session: shapes.session, plaintext: hex },
    run: (request, { handles, trace }) => {
      const before = handles.sessions.get(request.session);
      const { state, frame } = ratchet.encrypt(before, request.plaintext, trace);
      return { ok: { frame }, commit: stores(request.session, state) };
    },
  },
  'dr.decrypt': {
    members: { session: shapes.session, frame: hex, random: optional(shapes.receivingRandom) },
    run: (request, { handles, trace }) => {
      const before = handles.sessions.get(request.session);
      const random = new Randomness(request.random);
      const { state, plaintext } = ratchet.decrypt(before, request.frame, random, trace);
      return { ok: { plaintext }, commit: stores(request.session, state) };
    },
  },
  'dr.state': {
    members: { session: shapes.session },
    run: (request, { handles }) => {
      const state = handles.sessions.get(request.session);
      return {
        ok: {
          ratchet_key: state.dhs.public,
          remote_ratchet_key: state.dhr ?? Buffer.alloc(0),
          ns: state.ns,
          nr: state.nr,
          pn: state.pn,
          skipped: state.skipped.map(({ ratchetKey, n }) => ({ ratchet_key: ratchetKey, n })),
          digest: ratchetDigest(state),
        },
      };
    },
  },
};
