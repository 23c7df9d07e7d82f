/* Two devices that may initiate to each other at once [SES-16], and one of which may restart [SES-20].
 *
 * The relay loses and reorders at will. Never does a bare frame come for a session that the receiver does
 * not have [SES-08]; a session that was retired is never active again [SES-24]; and from any state that
 * this leads to, once each side has received before it sends, both are on one session [SES-16].
 *
 * Controls, each of which must be found:
 *   BARE_AT_ONCE     an initiator does not wrap its frames                     against [SES-08]
 *   REPLACE          a second session replaces the first                       against [SES-10] [SES-16]
 *   KEEP_ACTIVE      a session that decrypted does not become active           against [SES-14]
 *   RETIRED_RETURNS  a retired session becomes active again                    against [SES-24]
 *
 * Left out: cryptography (a receipt knows its session, which is what [SES-12] and [SES-13] find out), the
 * limit of 40 archived sessions, times. A repeated frame is refused by the ratchet and changes nothing
 * [SES-15], so the relay does not repeat. */

#define NONE 255
#define SESSIONS 3 /* 0: begun by device 0; 1: by device 1; 2: the restart of device 0 */
#define INITIATOR(session) (session == 1)
#define AT(device, session) ((device) * SESSIONS + (session))

#ifndef BUDGET
#define BUDGET 3 /* messages that each side may send */
#endif

byte in_flight[4 * SESSIONS]; /* to a device, in a session, wrapped or bare: a bag */
#define FLIGHT(to, session, wrapped) in_flight[((to) * SESSIONS + (session)) * 2 + (wrapped)]
#define SOMETHING_FOR(to)                                                        \
  (FLIGHT(to, 0, 0) || FLIGHT(to, 0, 1) || FLIGHT(to, 1, 0) || FLIGHT(to, 1, 1) || \
   FLIGHT(to, 2, 0) || FLIGHT(to, 2, 1))
bool has[2 * SESSIONS];
bool heard[2 * SESSIONS]; /* decrypted something of the peer in it: no more wrapping [SES-08] */
bool retired[SESSIONS];   /* by device 0, the only one that restarts */
byte current[2] = NONE;
byte budget[2] = BUDGET;
bool restarted, calm;

inline send(me) {
  if
  :: current[me] == NONE -> current[me] = me; has[AT(me, me)] = true
  :: else
  fi;
#ifdef BARE_AT_ONCE
  FLIGHT(1 - (me), current[me], 0)++
#else
  if
  :: INITIATOR(current[me]) == me && !heard[AT(me, current[me])] -> FLIGHT(1 - (me), current[me], 1)++
  :: else -> FLIGHT(1 - (me), current[me], 0)++
  fi
#endif
}

inline receive(me, session, wrapped) {
  FLIGHT(me, session, wrapped)--;
  assert(wrapped || has[AT(me, session)]);
#ifdef REPLACE
  if
  :: !has[AT(me, session)] && current[me] != NONE -> has[AT(me, current[me])] = false
  :: else
  fi;
#endif
  has[AT(me, session)] = true;
  heard[AT(me, session)] = true;
#ifdef KEEP_ACTIVE
  if
  :: current[me] == NONE -> current[me] = session
  :: else
  fi;
#else
#ifdef RETIRED_RETURNS
  current[me] = session;
#else
  if
  :: me == 0 && retired[session]
  :: else -> current[me] = session
  fi;
#endif
#endif
  assert(!(me == 0 && current[0] != NONE && retired[current[0]]))
}

inline receive_any(me) {
  if
  :: FLIGHT(me, 0, 0) -> receive(me, 0, 0)
  :: FLIGHT(me, 0, 1) -> receive(me, 0, 1)
  :: FLIGHT(me, 1, 0) -> receive(me, 1, 0)
  :: FLIGHT(me, 1, 1) -> receive(me, 1, 1)
  :: FLIGHT(me, 2, 0) -> receive(me, 2, 0)
  :: FLIGHT(me, 2, 1) -> receive(me, 2, 1)
  fi
}

inline lose_all() {
  byte place = 0;
  do
  :: place < 4 * SESSIONS -> in_flight[place] = 0; place++
  :: else -> place = 0; break
  od
}

proctype Device(byte me) {
  do
  :: atomic { !calm && budget[me] > 0 -> budget[me]--; send(me) }
  :: atomic { !calm && me == 0 && !restarted && current[0] != NONE ->
       restarted = true;
       retired[current[0]] = true;
       current[0] = 2;
       has[AT(0, 2)] = true;
       send(0) }
  :: atomic { !calm && SOMETHING_FOR(me) -> receive_any(me) }
  :: calm -> break
  od
}

init {
  byte first;
  atomic { run Device(0); run Device(1) }
  /* At any moment: what was in flight arrived or is lost, and from now on each side receives before it
   * sends. */
  atomic {
    calm = true;
    lose_all();
    if
    :: first = 0
    :: first = 1
    fi;
    send(first);
    receive_any(1 - first);
    send(1 - first);
    receive_any(first);
    assert(current[0] == current[1])
  }
}
