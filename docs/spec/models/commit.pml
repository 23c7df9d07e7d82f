/* A device's commit, shared by two processes (an application and its notification extension), each of
 * which may die between any two steps.
 *
 * Sending: of one state never two different contents go out under one message number, which would be one
 * key and nonce for two plaintexts [SES-18], and a content that was given a number keeps it [SES-35].
 * Receiving: what the relay holds until it is acknowledged is shown exactly once by its delivery id
 * [SES-17] [SES-36].
 *
 * PROCESS_1 and PROCESS_2 say what the two do: Sender or Receiver each.
 *
 * Controls, each of which must be found:
 *   RELEASE_FIRST  the frame leaves before the commit              against [SES-18]
 *   NO_COMPARE     a commit does not compare the generation        against [SES-19] [STO-03]
 *   NO_JOURNAL     a received plaintext is not journalled          against [SES-34]
 *   ACK_FIRST      the relay may forget before the commit          against [SES-17] [SES-36]
 *
 * Left out: cryptography (a frame is its number and content), what a store does to make a commit atomic
 * [STO-02], a state put back from a backup [STO-18], and more than two messages each way. */

#define NONE 255
#define MESSAGES 2
#define DEATHS 2 /* of both processes together; a death loses all that is not durable */

/* Durable: it changes in commits only [STO-02]. */
byte generation;                   /* [SES-19] */
byte next_number;                  /* of the sending chain */
byte journal_out[MESSAGES] = NONE; /* delivery id -> message number [SES-34] */
byte journal_in[MESSAGES];         /* delivery id -> state, below [SES-34] [SES-36] */
#define UNKNOWN 0
#define JOURNALLED 1
#define CONSUMED 2 /* only without a journal: received, content gone */
#define ACKNOWLEDGED 3

/* The world outside, which no death undoes: what went out, what was shown (the application keeps it by
 * delivery id, so that the same plaintext handed over twice is one message), what the relay still holds. */
byte frame[2 * MESSAGES] = NONE;
byte number_of[MESSAGES] = NONE;
bool shown[MESSAGES];
bool relay_holds[MESSAGES] = true;

byte deaths = DEATHS;
bool sends, receives;

inline release(n, id) {
  assert(frame[n] == NONE || frame[n] == id);
  assert(number_of[id] == NONE || number_of[id] == n);
  frame[n] = id;
  number_of[id] = n
}

/* Compare-and-swap on the generation: one atomic step, as a store gives it [STO-03]. The process whose
 * comparison fails got stale_state and reads the store again [STO-06]. */
#ifdef NO_COMPARE
#define CURRENT(loaded) true
#else
#define CURRENT(loaded) (loaded == generation)
#endif

proctype Sender() {
  byte id, loaded, number;
  bool sent[MESSAGES];
  sends = true;
again:
  do
  :: sent[0] && sent[1] -> break
  :: !sent[0] || !sent[1] ->
     if /* in any order: the other process may be at another one */
     :: !sent[0] -> id = 0
     :: !sent[1] -> id = 1
     fi;
     atomic { loaded = generation; number = next_number }
     if
     :: journal_out[id] != NONE -> atomic { number = journal_out[id]; release(number, id) }
     :: else ->
        if
        :: deaths > 0 -> deaths--; goto again
        :: true
        fi;
#ifdef RELEASE_FIRST
        atomic { release(number, id) };
        if
        :: deaths > 0 -> deaths--; goto again
        :: true
        fi;
#endif
        if
        :: atomic { CURRENT(loaded) && journal_out[id] == NONE ->
             generation++;
             next_number = number + 1;
             journal_out[id] = number }
        :: atomic { !CURRENT(loaded) || journal_out[id] != NONE -> goto again }
        fi;
        if
        :: deaths > 0 -> deaths--; goto again /* committed, not released: the journal has it */
        :: true
        fi;
#ifndef RELEASE_FIRST
        atomic { release(number, id) }
#endif
     fi;
     sent[id] = true
  od
}

proctype Receiver() {
  byte id, loaded, known;
  receives = true;
again:
  do
  :: !relay_holds[0] && !relay_holds[1] -> break
  :: relay_holds[0] || relay_holds[1] ->
     if
     :: relay_holds[0] -> id = 0
     :: relay_holds[1] -> id = 1
     :: else -> goto again /* the other process was quicker */
     fi;
#ifdef ACK_FIRST
     relay_holds[id] = false;
     if
     :: deaths > 0 -> deaths--; goto again
     :: true
     fi;
#endif
     atomic { loaded = generation; known = journal_in[id] };
     if
     :: known == UNKNOWN ->
        if
        :: atomic { CURRENT(loaded) && journal_in[id] == UNKNOWN ->
             generation++;
#ifdef NO_JOURNAL
             journal_in[id] = CONSUMED
#else
             journal_in[id] = JOURNALLED
#endif
           }
        :: atomic { !CURRENT(loaded) || journal_in[id] != UNKNOWN -> goto again }
        fi;
        if
        :: deaths > 0 -> deaths--; goto again /* committed, not shown */
        :: true
        fi;
        shown[id] = true
     :: known == JOURNALLED -> shown[id] = true
     :: known == CONSUMED || known == ACKNOWLEDGED -> skip /* a duplicate: no content */
     fi;
     if
     :: deaths > 0 -> deaths--; goto again /* shown, not acknowledged */
     :: true
     fi;
     /* The application acknowledges what it keeps; only then may the relay forget. */
     if
     :: atomic { journal_in[id] == JOURNALLED ->
          assert(shown[id]);
          generation++;
          journal_in[id] = ACKNOWLEDGED }
     :: journal_in[id] != JOURNALLED
     fi;
     relay_holds[id] = false
  od
}

init {
  atomic {
    run PROCESS_1();
    run PROCESS_2()
  }
  _nr_pr == 1;
  /* When all is done nothing is missing. */
  assert(!sends || (number_of[0] != NONE && number_of[1] != NONE && number_of[0] != number_of[1]));
  assert(!receives || (shown[0] && shown[1]))
}
