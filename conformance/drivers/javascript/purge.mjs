// What time takes away from a device [SES-30]: stored keys, archived sessions, replaced prekeys.

import { atTime, publishedPrekey } from './device.mjs';
import { kArchivedSessionAge, kReplacedPrekeyAge, kSkippedKeyAge } from './limits.mjs';
import { ageSkippedKeys } from './ratchet.mjs';

/**
 * The sessions of one peer after the stamping and the deletions; the first one is active [SES-31].
 */
function agedSessions(sessions, now) {
  return sessions
    .map((session, index) => Object.freeze({
      ...session,
      ratchet: ageSkippedKeys(session.ratchet, now, kSkippedKeyAge),
      stamp: index === 0 ? session.stamp : session.stamp ?? now,
    }))
    .filter((session, index) => index === 0 || now - session.stamp < kArchivedSessionAge);
}

/** The device after purge(now); the edges are inclusive. */
export function purge(device, now) {
  const timed = atTime(device, now);
  const published = publishedPrekey(timed);
  const peers = new Map();
  for (const [name, peer] of timed.peers) {
    peers.set(name, Object.freeze({
      ...peer,
      sessions: Object.freeze(agedSessions(peer.sessions, timed.highestNow)),
    }));
  }
  return Object.freeze({
    ...timed,
    peers,
    signedPrekeys: timed.signedPrekeys.filter((prekey) => (
      prekey === published || timed.highestNow - prekey.replacedAt < kReplacedPrekeyAge)),
  });
}
