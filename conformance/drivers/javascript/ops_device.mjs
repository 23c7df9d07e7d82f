// Ops on devices. Every op computes the device after it and gives a commit that stores it.

import { randomBytes } from 'node:crypto';
import * as devices from './device.mjs';
import { RequestFault } from './errors.mjs';
import { kKeyBytes, kLineMaxBytes } from './limits.mjs';
import { purge } from './purge.mjs';
import { Randomness } from './randomness.mjs';
import * as shapes from './request_shapes.mjs';
import { hex, list, object, optional } from './shape.mjs';
import { deviceDigest } from './state_encoding.mjs';

// No reply line can show more new keys than this; a larger count is refused before it is worked on.
const kLeastReplyBytesPerKey = 100;
const kMaxNewKeys = Math.floor(kLineMaxBytes / kLeastReplyBytesPerKey);

const stores = (name, device) => (handles) => handles.devices.set(name, device);

const publicForm = ({ keyId, pair }) => ({ key_id: keyId, public_key: pair.public });
const signedForm = (prekey) => ({ ...publicForm(prekey), signature: prekey.signature });

/** Live mode: a prekey with an id that no other has. */
const livePrekey = (kind) => ({
  keyId: Buffer.from(`${kind}-${randomBytes(8).toString('hex')}`, 'ascii'),
  privateKey: randomBytes(kKeyBytes),
});

function liveOneTimePrekeys(count) {
  if (count > kMaxNewKeys) throw new RequestFault('count: too many keys for one reply line');
  return Array.from({ length: count }, () => livePrekey('opk'));
}

const liveDevice = (count) => ({
  identityPrivate: randomBytes(kKeyBytes),
  signingPrivate: randomBytes(kKeyBytes),
  signedPrekeys: [livePrekey('spk')],
  oneTimePrekeys: liveOneTimePrekeys(count),
});

const create = {
  members: {
    device: shapes.newHandle,
    now: optional(shapes.seconds),
    random: optional(object({
      identity_private: shapes.key,
      signing_private: shapes.key,
      signed_prekeys: list(shapes.privatePrekey, { minimum: 1 }),
      one_time_prekeys: shapes.privatePrekeys,
    })),
    one_time_prekey_count: optional(shapes.count),
  },
  run: (request) => {
    const keys = request.random ?? liveDevice(request.oneTimePrekeyCount ?? 0);
    const device = devices.createDevice(keys, request.now ?? null);
    return {
      ok: {
        identity_key: device.own.identity.public,
        signing_key: device.own.signing.public,
        signed_prekey: signedForm(devices.publishedPrekey(device)),
        one_time_prekeys: device.oneTimePrekeys.map(publicForm),
      },
      commit: stores(request.device, device),
    };
  },
};

const send = {
  members: {
    device: shapes.device,
    peer: shapes.label,
    plaintext: hex,
    bundle: optional(shapes.bundle),
    random: optional(shapes.sendingRandom),
  },
  run: (request, { handles, trace }) => {
    const before = handles.devices.get(request.device);
    const message = { label: request.peer, plaintext: request.plaintext, bundle: request.bundle };
    const { device, bytes } = devices.send(before, message, new Randomness(request.random), trace);
    return { ok: { envelope: bytes }, commit: stores(request.device, device) };
  },
};

const receive = {
  members: {
    device: shapes.device,
    peer: shapes.label,
    sender: shapes.sender,
    envelope: hex,
    random: optional(shapes.receivingRandom),
  },
  run: (request, { handles, trace }) => {
    const before = handles.devices.get(request.device);
    const message = { label: request.peer, sender: request.sender, bytes: request.envelope };
    const { device, plaintext } =
      devices.receive(before, message, new Randomness(request.random), trace);
    return { ok: { plaintext }, commit: stores(request.device, device) };
  },
};

const restart = {
  members: {
    device: shapes.device,
    peer: shapes.label,
    bundle: shapes.bundle,
    plaintext: hex,
    now: shapes.seconds,
    random: optional(shapes.sendingRandom),
  },
  run: (request, { handles, trace }) => {
    const before = handles.devices.get(request.device);
    const { peer: label, plaintext, bundle, now } = request;
    const { device, bytes } = devices.restart(
      before, { label, plaintext, bundle, now }, new Randomness(request.random), trace);
    return { ok: { envelope: bytes }, commit: stores(request.device, device) };
  },
};

const rotate = {
  members: {
    device: shapes.device,
    now: shapes.seconds,
    random: optional(shapes.privatePrekey),
  },
  run: (request, { handles }) => {
    const before = handles.devices.get(request.device);
    const prekey = request.random ?? livePrekey('spk');
    const device = devices.rotate(before, { prekey, now: request.now });
    return {
      ok: { signed_prekey: signedForm(devices.publishedPrekey(device)) },
      commit: stores(request.device, device),
    };
  },
};

const replenish = {
  members: {
    device: shapes.device,
    random: optional(object({ one_time_prekeys: shapes.privatePrekeys })),
    count: optional(shapes.count),
  },
  run: (request, { handles }) => {
    const before = handles.devices.get(request.device);
    const prekeys = request.random?.oneTimePrekeys ?? liveOneTimePrekeys(request.count ?? 0);
    const device = devices.replenish(before, prekeys);
    const added = device.oneTimePrekeys.slice(before.oneTimePrekeys.length);
    return {
      ok: { one_time_prekeys: added.map(publicForm) },
      commit: stores(request.device, device),
    };
  },
};

export const kDeviceOps = {
  'device.new': create,
  'device.send': send,
  'device.receive': receive,
  'device.restart': restart,
  'device.rotate': rotate,
  'device.replenish': replenish,
  'device.purge': {
    members: { device: shapes.device, now: shapes.seconds },
    run: (request, { handles }) => {
      const device = purge(handles.devices.get(request.device), request.now);
      return { ok: {}, commit: stores(request.device, device) };
    },
  },
  'device.state': {
    members: { device: shapes.device },
    run: (request, { handles }) => {
      const device = handles.devices.get(request.device);
      return {
        ok: {
          one_time_prekeys: device.oneTimePrekeys.map(({ keyId }) => keyId),
          signed_prekeys: device.signedPrekeys.map(({ keyId }) => keyId).reverse(),
          sessions: Object.fromEntries(devices.sessionCounts(device)),
          digest: deviceDigest(device),
        },
      };
    },
  },
};
