// Ops on devices. A device is of the testing half, so that it has given keys and injected random
// values; what is done with it goes through the public API.

import { RequestFault } from '../../../conformance/drivers/javascript/errors.mjs';
import * as shapes from '../../../conformance/drivers/javascript/request_shapes.mjs';
import { hex, list, object, optional } from '../../../conformance/drivers/javascript/shape.mjs';

const kKeyIdMaxBytes = 64;
const kMaxNewKeys = 1000; // as the library has it

/** An id that is too long for the library's structures, as one that is malformed all the same. */
const heldId = (id) => (id.length > kKeyIdMaxBytes ? Buffer.of(0xff) : id);

const publicForm = (prekey) => (
  { key_id: Buffer.from(prekey.keyId, 'utf8'), public_key: prekey.publicKey });
const signedForm = (prekey) => ({ ...publicForm(prekey), signature: prekey.signature });

function checkCount(count) {
  if (count > kMaxNewKeys) throw new RequestFault('count: too many keys');
  return count;
}

/** Beside `random` a count is ignored; without both there is nothing to make. */
function needsCount(request, name) {
  if (request[name] === undefined && request.random === undefined) {
    throw new RequestFault('count: missing');
  }
}

/** What every op that sends, receives or restarts does with its `random`. */
const drawsOf = (random) => random && {
  ephemeralPrivate: random.ek_private,
  ratchetPrivate: random.ratchet_private,
  nonce: random.nonce,
};

export function deviceOps(smx) {
  const { testing } = smx;
  const deviceOf = (request, handles) => handles.devices.get(request.device);
  const injected = (request, handles) => {
    const device = deviceOf(request, handles);
    testing.inject(device, drawsOf(request.random));
    return device;
  };
  const bundleOf = ({ identityKey, signingKey, signedPrekey, oneTimePrekey }) => smx.Bundle.of({
    keys: smx.DeviceKeys.of({ identityKey, signingKey }),
    signedPrekey: smx.SignedPrekey.of({ ...signedPrekey, keyId: heldId(signedPrekey.keyId) }),
    oneTimePrekey: oneTimePrekey
      && smx.OneTimePrekey.of({ ...oneTimePrekey, keyId: heldId(oneTimePrekey.keyId) }),
  });

  return {
    'device.new': {
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
      refine: (request) => needsCount(request, 'oneTimePrekeyCount'),
      run: ({ device: name, now, random, oneTimePrekeyCount }, handles) => {
        const device = random === undefined
          ? testing.drawDevice(checkCount(oneTimePrekeyCount), now)
          : testing.createDevice(random, now);
        handles.devices.get(name)?.close();
        handles.devices.set(name, device);
        return {
          ok: {
            identity_key: device.keys.identityKey,
            signing_key: device.keys.signingKey,
            signed_prekey: signedForm(device.signedPrekey),
            one_time_prekeys: device.oneTimePrekeys().map(publicForm),
          },
        };
      },
    },
    'device.send': {
      members: {
        device: shapes.device,
        peer: shapes.label,
        plaintext: hex,
        bundle: optional(shapes.bundle),
        random: optional(shapes.sendingRandom),
      },
      run: (request, handles) => {
        const bundle = request.bundle && bundleOf(request.bundle);
        const sent = injected(request, handles).send(request.peer, request.plaintext, { bundle });
        return { ok: { envelope: sent.envelope } };
      },
    },
    'device.receive': {
      members: {
        device: shapes.device,
        peer: shapes.label,
        sender: shapes.sender,
        envelope: hex,
        random: optional(shapes.receivingRandom),
      },
      run: (request, handles) => {
        const sender = smx.DeviceKeys.of(request.sender);
        const received = injected(request, handles).receive(request.peer, sender, request.envelope);
        return { ok: { plaintext: received.plaintext } };
      },
    },
    'device.restart': {
      members: {
        device: shapes.device,
        peer: shapes.label,
        bundle: shapes.bundle,
        plaintext: hex,
        now: shapes.seconds,
        random: optional(shapes.sendingRandom),
      },
      run: (request, handles) => {
        const bundle = bundleOf(request.bundle);
        const device = injected(request, handles);
        testing.setTime(device, request.now);
        return { ok: { envelope: device.restart(request.peer, bundle, request.plaintext).envelope } };
      },
    },
    'device.rotate': {
      members: {
        device: shapes.device,
        now: shapes.seconds,
        random: optional(shapes.privatePrekey),
      },
      run: (request, handles) => {
        const device = deviceOf(request, handles);
        testing.inject(device, undefined);
        testing.setTime(device, request.now);
        const made = request.random === undefined
          ? device.rotate() : testing.rotateTo(device, request.random);
        return { ok: { signed_prekey: signedForm(made) } };
      },
    },
    'device.replenish': {
      members: {
        device: shapes.device,
        random: optional(object({ one_time_prekeys: shapes.privatePrekeys })),
        count: optional(shapes.count),
      },
      refine: (request) => needsCount(request, 'count'),
      run: (request, handles) => {
        const device = deviceOf(request, handles);
        testing.inject(device, undefined);
        const made = request.random === undefined
          ? device.replenish(checkCount(request.count))
          : testing.replenishWith(device, request.random.oneTimePrekeys);
        return { ok: { one_time_prekeys: made.map(publicForm) } };
      },
    },
    'device.purge': {
      members: { device: shapes.device, now: shapes.seconds },
      run: (request, handles) => {
        const device = deviceOf(request, handles);
        testing.setTime(device, request.now);
        device.purge();
        return { ok: {} };
      },
    },
    'device.state': {
      members: { device: shapes.device },
      run: (request, handles) => {
        const device = deviceOf(request, handles);
        const withSessions = device.peers().filter(({ sessions }) => sessions > 0);
        return {
          ok: {
            one_time_prekeys: device.oneTimePrekeys().map(({ keyId }) => Buffer.from(keyId, 'utf8')),
            signed_prekeys: testing.signedPrekeyIds(device),
            sessions: Object.fromEntries(withSessions.map(({ label, sessions }) => (
              [Buffer.from(label).toString('utf8'), sessions]))),
            digest: testing.stateDigest(device),
          },
        };
      },
    },
  };
}
