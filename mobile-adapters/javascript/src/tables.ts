// Generated from the headers of core/include/smx by ci/checks/tables.py: not for editing.

/** Errors: one name and one number on every platform. */
export const errorNumbers = {
  /** The bytes do not have the form that the protocol demands; they were damaged, cut off or made
   * by something else. */
  malformed: 1,
  /** The signature is not one that this signing key made over these bytes; do not use the bundle or
   * message. */
  bad_signature: 2,
  /** A Diffie-Hellman output was all zero because a public key is a point of low order; no honest
   * device sends such a key. */
  low_order_point: 3,
  /** The envelope names a prekey that this device no longer holds or never had; the sender needs a
   * fresh bundle. */
  unknown_prekey: 4,
  /** The authentication tag does not match: the message was altered, or is meant for other keys. */
  decryption_failed: 5,
  /** No key is left for this message: it was received before, or its key was evicted or expired. */
  duplicate_message: 6,
  /** Opening this message would skip more messages than one chain may skip. */
  too_many_skipped: 7,
  /** This bootstrap was seen before, or so many were seen from its sender that it cannot be shown
   * to be fresh. */
  replayed_bootstrap: 8,
  /** There is no session with this peer device; start one with its prekey bundle. */
  no_session: 9,
  /** This session cannot send before it has received its first message. */
  no_sending_chain: 10,
  /** The sending chain has used its last message number; it can send again once the peer has
   * answered. */
  chain_exhausted: 11,
  /** The plaintext is longer than one message may be. */
  too_large: 12,
  /** The stored state has moved on under this operation, or is older than the device has seen; load
   * it again and repeat. */
  stale_state: 13,
  /** The session with this peer was restarted too recently; wait for its interval to pass. */
  restart_limited: 14,
  /** An argument is outside what the function documents; the caller has a defect. */
  invalid_argument: 64,
  /** The library was not initialised, or that failed; initialise it before anything else. */
  not_initialised: 65,
  /** This CPU has no AES and carry-less multiply instructions, or they are masked, and without them
   * AES-GCM looks up tables by secret values, which others on the machine can time; accept that
   * (accept_variable_time_aes) only where nobody can. */
  cpu_unsupported: 66,
  /** The random generator gave no value for this draw. */
  random_failed: 67,
  /** Memory could not be had; nothing was changed. */
  out_of_memory: 68,
  /** Guarded memory could not be locked against being swapped out; raise the limit on locked memory
   * (ulimit -l). */
  memory_lock_failed: 69,
  /** The store could not read or write; nothing was released. */
  storage_failed: 70,
  /** What the store holds is damaged or was not written by this library. */
  storage_corrupt: 71,
  /** The encoded state is truncated, extended or damaged. */
  state_unreadable: 72,
  /** The encoded state was written by a later version of this library; update before opening it. */
  state_too_new: 73,
  /** The key store did not unwrap the key that the stored state is sealed under. */
  key_unavailable: 74,
  /** This key has sealed as often as one key safely may; rotate it. */
  seal_limit: 75,
  /** The rollback counter could not be read or advanced. */
  counter_failed: 76,
  /** The caller's buffer is smaller than the output may become; nothing was done, and the size that
   * is enough was told. */
  buffer_too_small: 77,
  /** The application's clock could not be read. */
  clock_failed: 78,
} as const;

export type ErrorName = keyof typeof errorNumbers;

/** Sentences for people, without any value of the failing call. */
export const errorDescriptions: Readonly<Record<ErrorName, string>> = {
  malformed:
    'The bytes do not have the form that the protocol demands; they were damaged, cut off ' +
    'or made by something else.',
  bad_signature:
    'The signature is not one that this signing key made over these bytes; do not use the ' +
    'bundle or message.',
  low_order_point:
    'A Diffie-Hellman output was all zero because a public key is a point of low order; no ' +
    'honest device sends such a key.',
  unknown_prekey:
    'The envelope names a prekey that this device no longer holds or never had; the sender ' +
    'needs a fresh bundle.',
  decryption_failed:
    'The authentication tag does not match: the message was altered, or is meant for other ' +
    'keys.',
  duplicate_message:
    'No key is left for this message: it was received before, or its key was evicted or ' +
    'expired.',
  too_many_skipped:
    'Opening this message would skip more messages than one chain may skip.',
  replayed_bootstrap:
    'This bootstrap was seen before, or so many were seen from its sender that it cannot be' +
    ' shown to be fresh.',
  no_session:
    'There is no session with this peer device; start one with its prekey bundle.',
  no_sending_chain:
    'This session cannot send before it has received its first message.',
  chain_exhausted:
    'The sending chain has used its last message number; it can send again once the peer ' +
    'has answered.',
  too_large:
    'The plaintext is longer than one message may be.',
  stale_state:
    'The stored state has moved on under this operation, or is older than the device has ' +
    'seen; load it again and repeat.',
  restart_limited:
    'The session with this peer was restarted too recently; wait for its interval to pass.',
  invalid_argument:
    'An argument is outside what the function documents; the caller has a defect.',
  not_initialised:
    'The library was not initialised, or that failed; initialise it before anything else.',
  cpu_unsupported:
    'This CPU has no AES and carry-less multiply instructions, or they are masked, and ' +
    'without them AES-GCM looks up tables by secret values, which others on the machine can' +
    ' time; accept that (accept_variable_time_aes) only where nobody can.',
  random_failed:
    'The random generator gave no value for this draw.',
  out_of_memory:
    'Memory could not be had; nothing was changed.',
  memory_lock_failed:
    'Guarded memory could not be locked against being swapped out; raise the limit on ' +
    'locked memory (ulimit -l).',
  storage_failed:
    'The store could not read or write; nothing was released.',
  storage_corrupt:
    'What the store holds is damaged or was not written by this library.',
  state_unreadable:
    'The encoded state is truncated, extended or damaged.',
  state_too_new:
    'The encoded state was written by a later version of this library; update before ' +
    'opening it.',
  key_unavailable:
    'The key store did not unwrap the key that the stored state is sealed under.',
  seal_limit:
    'This key has sealed as often as one key safely may; rotate it.',
  counter_failed:
    'The rollback counter could not be read or advanced.',
  buffer_too_small:
    "The caller's buffer is smaller than the output may become; nothing was done, and the " +
    'size that is enough was told.',
  clock_failed:
    "The application's clock could not be read.",
};

/** Limits: sizes in bytes, counts, and times in seconds. */
export const limits = {
  keySize: 32,
  signatureSize: 64,
  nonceSize: 12,
  tagSize: 16,
  digestSize: 32,
  maxKeyIdSize: 64,
  frameHeaderSize: 45,
  maxPlaintextSize: 65536,
  maxFrameSize: 65597,
  maxEnvelopeSize: 65794,
  maxBundleSize: 330,
  maxLabelSize: 255,
  maxDeliveryIdSize: 64,
  maxPrekeyBatch: 1000,
  maxOneTimePrekeys: 10000,
  maxWrappedKeySize: 4096,
  maxSealsPerKey: 4294967296,
  maxArchivedSessions: 40,
  maxSkippedKeys: 2000,
  failuresBeforeRestart: 3,
  signedPrekeyRotationSeconds: 604800,
  replacedPrekeyLifetimeSeconds: 1209600,
  skippedKeyLifetimeSeconds: 604800,
  archivedSessionLifetimeSeconds: 2592000,
  deliveryIdLifetimeSeconds: 604800,
} as const;

/** Where a decoder stopped: the fields of the wire formats. */
export const fieldNames = [
  'magic',
  'version',
  'flags',
  'ephemeral_key',
  'spk_key_id_length',
  'spk_key_id',
  'opk_key_id_length',
  'opk_key_id',
  'nonce',
  'ciphertext',
  'ratchet_key',
  'pn',
  'n',
  'identity_key',
  'signing_key',
  'spk_public_key',
  'spk_signature',
  'opk_public_key',
  'end',
] as const;
export type FieldName = (typeof fieldNames)[number];

/** Why a decoder stopped. */
export const faultKinds = [
  'truncated',
  'trailing_bytes',
  'too_long',
  'wrong_magic',
  'unknown_version',
  'unknown_flags',
  'flags_contradict_length',
  'length_out_of_range',
  'invalid_utf8',
  'control_character',
  'reserved_number',
] as const;
export type FaultKind = (typeof faultKinds)[number];
