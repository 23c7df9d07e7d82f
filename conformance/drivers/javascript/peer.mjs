// What a device keeps for one peer pair [KEY-12]: its sessions, most recently active first
// [SES-02], and its restart record. Frozen values.

import { Reject } from './errors.mjs';
import {
  kFirstRestartInterval,
  kMaxArchivedSessions,
  kMaxRestartInterval,
  kRestartIntervalReset,
} from './limits.mjs';

export const kUnknownPeer = Object.freeze({ sessions: Object.freeze([]), restart: null });

/** The key under which a pair's record is kept: both halves. */
export const pairName = ({ identityKey, signingKey }) =>
  identityKey.toString('hex') + signingKey.toString('hex');

export const activeSession = (peer) => peer.sessions[0];

const withSessions = (peer, sessions) =>
  Object.freeze({
    ...peer,
    sessions: Object.freeze(sessions.slice(0, 1 + kMaxArchivedSessions)), // [SES-02]
  });

/**
 * The peer with a session put first; the one that was active becomes the first archived [SES-03].
 */
export function withNewSession(peer, session) {
  return withSessions(peer, [session, ...peer.sessions]);
}

/** The peer after a sending on its active session. */
export const withActiveChanged = (peer, session) =>
  withSessions(peer, [session, ...peer.sessions.slice(1)]);

/** The peer after the session at `index` decrypted: it becomes active unless retired [SES-14]. */
export function withSessionUsed(peer, index, session) {
  if (session.isRetired) { // keeps its place [SES-14]
    return withSessions(peer, peer.sessions.map((old, at) => (at === index ? session : old)));
  }
  const others = peer.sessions.filter((_, at) => at !== index);
  const active = Object.freeze({ ...session, stamp: null }); // [SES-31]
  return withSessions(peer, [active, ...others]);
}

/** The restart record after a restart at `now`, or restart_limited [SES-23]. */
export function nextRestart(restart, now) {
  if (restart === null) return Object.freeze({ last: now, interval: kFirstRestartInterval });
  const elapsed = now - restart.last;
  if (elapsed < restart.interval) throw new Reject('restart_limited');
  const interval = elapsed >= kRestartIntervalReset
    ? kFirstRestartInterval
    : Math.min(2 * restart.interval, kMaxRestartInterval);
  return Object.freeze({ last: now, interval });
}

/** The peer after a restart: the session it replaces is retired [SES-24]. */
export function withRestart(peer, session, restart) {
  const [replaced, ...archived] = peer.sessions;
  const rest = replaced === undefined
    ? []
    : [Object.freeze({ ...replaced, isRetired: true }), ...archived];
  return withNewSession(Object.freeze({ ...peer, sessions: rest, restart }), session);
}
