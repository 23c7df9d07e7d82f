#ifndef SMX_TABLES_H
#define SMX_TABLES_H

/* Generated from the headers of core/include/smx by ci/checks/tables.py: not for editing. */
/* clang-format off */

/* Errors: one name and one number on every platform (docs/spec/errors.md). */
#define SMX_OK 0
/* The bytes do not have the form that the protocol demands; they were damaged, cut off or made
 * by something else. */
#define SMX_MALFORMED 1
/* The signature is not one that this signing key made over these bytes; do not use the bundle or
 * message. */
#define SMX_BAD_SIGNATURE 2
/* A Diffie-Hellman output was all zero because a public key is a point of low order; no honest
 * device sends such a key. */
#define SMX_LOW_ORDER_POINT 3
/* The envelope names a prekey that this device no longer holds or never had; the sender needs a
 * fresh bundle. */
#define SMX_UNKNOWN_PREKEY 4
/* The authentication tag does not match: the message was altered, or is meant for other keys. */
#define SMX_DECRYPTION_FAILED 5
/* No key is left for this message: it was received before, or its key was evicted or expired. */
#define SMX_DUPLICATE_MESSAGE 6
/* Opening this message would skip more messages than one chain may skip. */
#define SMX_TOO_MANY_SKIPPED 7
/* This bootstrap was seen before, or so many were seen from its sender that it cannot be shown
 * to be fresh. */
#define SMX_REPLAYED_BOOTSTRAP 8
/* There is no session with this peer device; start one with its prekey bundle. */
#define SMX_NO_SESSION 9
/* This session cannot send before it has received its first message. */
#define SMX_NO_SENDING_CHAIN 10
/* The sending chain has used its last message number; it can send again once the peer has
 * answered. */
#define SMX_CHAIN_EXHAUSTED 11
/* The plaintext is longer than one message may be. */
#define SMX_TOO_LARGE 12
/* The stored state has moved on under this operation, or is older than the device has seen; load
 * it again and repeat. */
#define SMX_STALE_STATE 13
/* The session with this peer was restarted too recently; wait for its interval to pass. */
#define SMX_RESTART_LIMITED 14
/* An argument is outside what the function documents; the caller has a defect. */
#define SMX_INVALID_ARGUMENT 64
/* The library was not initialised, or that failed; initialise it before anything else. */
#define SMX_NOT_INITIALISED 65
/* This CPU has no AES and carry-less multiply instructions, or they are masked, and without them
 * AES-GCM looks up tables by secret values, which others on the machine can time; accept that
 * (accept_variable_time_aes) only where nobody can. */
#define SMX_CPU_UNSUPPORTED 66
/* The random generator gave no value for this draw. */
#define SMX_RANDOM_FAILED 67
/* Memory could not be had; nothing was changed. */
#define SMX_OUT_OF_MEMORY 68
/* Guarded memory could not be locked against being swapped out; raise the limit on locked memory
 * (ulimit -l). */
#define SMX_MEMORY_LOCK_FAILED 69
/* The store could not read or write; nothing was released. */
#define SMX_STORAGE_FAILED 70
/* What the store holds is damaged or was not written by this library. */
#define SMX_STORAGE_CORRUPT 71
/* The encoded state is truncated, extended or damaged. */
#define SMX_STATE_UNREADABLE 72
/* The encoded state was written by a later version of this library; update before opening it. */
#define SMX_STATE_TOO_NEW 73
/* The key store did not unwrap the key that the stored state is sealed under. */
#define SMX_KEY_UNAVAILABLE 74
/* This key has sealed as often as one key safely may; rotate it. */
#define SMX_SEAL_LIMIT 75
/* The rollback counter could not be read or advanced. */
#define SMX_COUNTER_FAILED 76
/* The caller's buffer is smaller than the output may become; nothing was done, and the size that
 * is enough was told. */
#define SMX_BUFFER_TOO_SMALL 77
/* The application's clock could not be read. */
#define SMX_CLOCK_FAILED 78

/* Limits: sizes in bytes, counts, and times in seconds. */
#define SMX_KEY_SIZE 32
#define SMX_SIGNATURE_SIZE 64
#define SMX_NONCE_SIZE 12
#define SMX_TAG_SIZE 16
#define SMX_DIGEST_SIZE 32
#define SMX_MAX_KEY_ID_SIZE 64
#define SMX_FRAME_HEADER_SIZE 45
#define SMX_MAX_PLAINTEXT_SIZE 65536
#define SMX_MAX_FRAME_SIZE 65597
#define SMX_MAX_ENVELOPE_SIZE 65794
#define SMX_MAX_BUNDLE_SIZE 330
#define SMX_MAX_LABEL_SIZE 255
#define SMX_MAX_DELIVERY_ID_SIZE 64
#define SMX_MAX_PREKEY_BATCH 1000
#define SMX_MAX_ONE_TIME_PREKEYS 10000
#define SMX_MAX_WRAPPED_KEY_SIZE 4096
#define SMX_MAX_SEALS_PER_KEY UINT64_C(4294967296)
#define SMX_MAX_ARCHIVED_SESSIONS 40
#define SMX_MAX_SKIPPED_KEYS 2000
#define SMX_FAILURES_BEFORE_RESTART 3
#define SMX_SIGNED_PREKEY_ROTATION_SECONDS 604800
#define SMX_REPLACED_PREKEY_LIFETIME_SECONDS 1209600
#define SMX_SKIPPED_KEY_LIFETIME_SECONDS 604800
#define SMX_ARCHIVED_SESSION_LIFETIME_SECONDS 2592000
#define SMX_DELIVERY_ID_LIFETIME_SECONDS 604800

/* Where a decoder stopped: the names that smx_fault.field has ... */
#define SMX_FIELD_MAGIC "magic"
#define SMX_FIELD_VERSION "version"
#define SMX_FIELD_FLAGS "flags"
#define SMX_FIELD_EPHEMERAL_KEY "ephemeral_key"
#define SMX_FIELD_SPK_KEY_ID_LENGTH "spk_key_id_length"
#define SMX_FIELD_SPK_KEY_ID "spk_key_id"
#define SMX_FIELD_OPK_KEY_ID_LENGTH "opk_key_id_length"
#define SMX_FIELD_OPK_KEY_ID "opk_key_id"
#define SMX_FIELD_NONCE "nonce"
#define SMX_FIELD_CIPHERTEXT "ciphertext"
#define SMX_FIELD_RATCHET_KEY "ratchet_key"
#define SMX_FIELD_PN "pn"
#define SMX_FIELD_N "n"
#define SMX_FIELD_IDENTITY_KEY "identity_key"
#define SMX_FIELD_SIGNING_KEY "signing_key"
#define SMX_FIELD_SPK_PUBLIC_KEY "spk_public_key"
#define SMX_FIELD_SPK_SIGNATURE "spk_signature"
#define SMX_FIELD_OPK_PUBLIC_KEY "opk_public_key"
#define SMX_FIELD_END "end"

/* ... and smx_fault.kind. */
#define SMX_FAULT_TRUNCATED "truncated"
#define SMX_FAULT_TRAILING_BYTES "trailing_bytes"
#define SMX_FAULT_TOO_LONG "too_long"
#define SMX_FAULT_WRONG_MAGIC "wrong_magic"
#define SMX_FAULT_UNKNOWN_VERSION "unknown_version"
#define SMX_FAULT_UNKNOWN_FLAGS "unknown_flags"
#define SMX_FAULT_FLAGS_CONTRADICT_LENGTH "flags_contradict_length"
#define SMX_FAULT_LENGTH_OUT_OF_RANGE "length_out_of_range"
#define SMX_FAULT_INVALID_UTF8 "invalid_utf8"
#define SMX_FAULT_CONTROL_CHARACTER "control_character"
#define SMX_FAULT_RESERVED_NUMBER "reserved_number"

#endif
