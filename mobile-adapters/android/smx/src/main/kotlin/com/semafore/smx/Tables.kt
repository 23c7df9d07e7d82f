// Generated from the headers of core/include/smx by ci/checks/tables.py: not for editing.
package com.semafore.smx

/** Errors: one name and one number on every platform. */
public object ErrorCode {
    public const val OK: Int = 0

    /** The bytes do not have the form that the protocol demands; they were damaged, cut off or made
     * by something else. */
    public const val MALFORMED: Int = 1

    /** The signature is not one that this signing key made over these bytes; do not use the bundle
     * or message. */
    public const val BAD_SIGNATURE: Int = 2

    /** A Diffie-Hellman output was all zero because a public key is a point of low order; no honest
     * device sends such a key. */
    public const val LOW_ORDER_POINT: Int = 3

    /** The envelope names a prekey that this device no longer holds or never had; the sender needs
     * a fresh bundle. */
    public const val UNKNOWN_PREKEY: Int = 4

    /** The authentication tag does not match: the message was altered, or is meant for other keys.
     * */
    public const val DECRYPTION_FAILED: Int = 5

    /** No key is left for this message: it was received before, or its key was evicted or expired.
     * */
    public const val DUPLICATE_MESSAGE: Int = 6

    /** Opening this message would skip more messages than one chain may skip. */
    public const val TOO_MANY_SKIPPED: Int = 7

    /** This bootstrap was seen before, or so many were seen from its sender that it cannot be shown
     * to be fresh. */
    public const val REPLAYED_BOOTSTRAP: Int = 8

    /** There is no session with this peer device; start one with its prekey bundle. */
    public const val NO_SESSION: Int = 9

    /** This session cannot send before it has received its first message. */
    public const val NO_SENDING_CHAIN: Int = 10

    /** The sending chain has used its last message number; it can send again once the peer has
     * answered. */
    public const val CHAIN_EXHAUSTED: Int = 11

    /** The plaintext is longer than one message may be. */
    public const val TOO_LARGE: Int = 12

    /** The stored state has moved on under this operation, or is older than the device has seen;
     * load it again and repeat. */
    public const val STALE_STATE: Int = 13

    /** The session with this peer was restarted too recently; wait for its interval to pass. */
    public const val RESTART_LIMITED: Int = 14

    /** An argument is outside what the function documents; the caller has a defect. */
    public const val INVALID_ARGUMENT: Int = 64

    /** The library was not initialised, or that failed; initialise it before anything else. */
    public const val NOT_INITIALISED: Int = 65

    /** This CPU has no AES and carry-less multiply instructions, or they are masked, and without
     * them AES-GCM looks up tables by secret values, which others on the machine can time; accept
     * that (accept_variable_time_aes) only where nobody can. */
    public const val CPU_UNSUPPORTED: Int = 66

    /** The random generator gave no value for this draw. */
    public const val RANDOM_FAILED: Int = 67

    /** Memory could not be had; nothing was changed. */
    public const val OUT_OF_MEMORY: Int = 68

    /** Guarded memory could not be locked against being swapped out; raise the limit on locked
     * memory (ulimit -l). */
    public const val MEMORY_LOCK_FAILED: Int = 69

    /** The store could not read or write; nothing was released. */
    public const val STORAGE_FAILED: Int = 70

    /** What the store holds is damaged or was not written by this library. */
    public const val STORAGE_CORRUPT: Int = 71

    /** The encoded state is truncated, extended or damaged. */
    public const val STATE_UNREADABLE: Int = 72

    /** The encoded state was written by a later version of this library; update before opening it.
     * */
    public const val STATE_TOO_NEW: Int = 73

    /** The key store did not unwrap the key that the stored state is sealed under. */
    public const val KEY_UNAVAILABLE: Int = 74

    /** This key has sealed as often as one key safely may; rotate it. */
    public const val SEAL_LIMIT: Int = 75

    /** The rollback counter could not be read or advanced. */
    public const val COUNTER_FAILED: Int = 76

    /** The caller's buffer is smaller than the output may become; nothing was done, and the size
     * that is enough was told. */
    public const val BUFFER_TOO_SMALL: Int = 77

    /** The application's clock could not be read. */
    public const val CLOCK_FAILED: Int = 78

    /** The one name of a number; "unknown" for one that is not of the table. */
    public fun nameOf(code: Int): String = when (code) {
        OK -> "ok"
        MALFORMED -> "malformed"
        BAD_SIGNATURE -> "bad_signature"
        LOW_ORDER_POINT -> "low_order_point"
        UNKNOWN_PREKEY -> "unknown_prekey"
        DECRYPTION_FAILED -> "decryption_failed"
        DUPLICATE_MESSAGE -> "duplicate_message"
        TOO_MANY_SKIPPED -> "too_many_skipped"
        REPLAYED_BOOTSTRAP -> "replayed_bootstrap"
        NO_SESSION -> "no_session"
        NO_SENDING_CHAIN -> "no_sending_chain"
        CHAIN_EXHAUSTED -> "chain_exhausted"
        TOO_LARGE -> "too_large"
        STALE_STATE -> "stale_state"
        RESTART_LIMITED -> "restart_limited"
        INVALID_ARGUMENT -> "invalid_argument"
        NOT_INITIALISED -> "not_initialised"
        CPU_UNSUPPORTED -> "cpu_unsupported"
        RANDOM_FAILED -> "random_failed"
        OUT_OF_MEMORY -> "out_of_memory"
        MEMORY_LOCK_FAILED -> "memory_lock_failed"
        STORAGE_FAILED -> "storage_failed"
        STORAGE_CORRUPT -> "storage_corrupt"
        STATE_UNREADABLE -> "state_unreadable"
        STATE_TOO_NEW -> "state_too_new"
        KEY_UNAVAILABLE -> "key_unavailable"
        SEAL_LIMIT -> "seal_limit"
        COUNTER_FAILED -> "counter_failed"
        BUFFER_TOO_SMALL -> "buffer_too_small"
        CLOCK_FAILED -> "clock_failed"
        else -> "unknown"
    }

    /** A sentence for people, without any value of the failing call. */
    public fun descriptionOf(code: Int): String = when (code) {
        OK -> "Done."
        MALFORMED ->
            "The bytes do not have the form that the protocol demands; they were damaged, cut" +
                " off or made by something else."
        BAD_SIGNATURE ->
            "The signature is not one that this signing key made over these bytes; do not use" +
                " the bundle or message."
        LOW_ORDER_POINT ->
            "A Diffie-Hellman output was all zero because a public key is a point of low " +
                "order; no honest device sends such a key."
        UNKNOWN_PREKEY ->
            "The envelope names a prekey that this device no longer holds or never had; the " +
                "sender needs a fresh bundle."
        DECRYPTION_FAILED ->
            "The authentication tag does not match: the message was altered, or is meant for " +
                "other keys."
        DUPLICATE_MESSAGE ->
            "No key is left for this message: it was received before, or its key was evicted " +
                "or expired."
        TOO_MANY_SKIPPED ->
            "Opening this message would skip more messages than one chain may skip."
        REPLAYED_BOOTSTRAP ->
            "This bootstrap was seen before, or so many were seen from its sender that it " +
                "cannot be shown to be fresh."
        NO_SESSION ->
            "There is no session with this peer device; start one with its prekey bundle."
        NO_SENDING_CHAIN ->
            "This session cannot send before it has received its first message."
        CHAIN_EXHAUSTED ->
            "The sending chain has used its last message number; it can send again once the " +
                "peer has answered."
        TOO_LARGE ->
            "The plaintext is longer than one message may be."
        STALE_STATE ->
            "The stored state has moved on under this operation, or is older than the device " +
                "has seen; load it again and repeat."
        RESTART_LIMITED ->
            "The session with this peer was restarted too recently; wait for its interval to " +
                "pass."
        INVALID_ARGUMENT ->
            "An argument is outside what the function documents; the caller has a defect."
        NOT_INITIALISED ->
            "The library was not initialised, or that failed; initialise it before anything " +
                "else."
        CPU_UNSUPPORTED ->
            "This CPU has no AES and carry-less multiply instructions, or they are masked, " +
                "and without them AES-GCM looks up tables by secret values, which others on the " +
                "machine can time; accept that (accept_variable_time_aes) only where nobody can."
        RANDOM_FAILED ->
            "The random generator gave no value for this draw."
        OUT_OF_MEMORY ->
            "Memory could not be had; nothing was changed."
        MEMORY_LOCK_FAILED ->
            "Guarded memory could not be locked against being swapped out; raise the limit on" +
                " locked memory (ulimit -l)."
        STORAGE_FAILED ->
            "The store could not read or write; nothing was released."
        STORAGE_CORRUPT ->
            "What the store holds is damaged or was not written by this library."
        STATE_UNREADABLE ->
            "The encoded state is truncated, extended or damaged."
        STATE_TOO_NEW ->
            "The encoded state was written by a later version of this library; update before " +
                "opening it."
        KEY_UNAVAILABLE ->
            "The key store did not unwrap the key that the stored state is sealed under."
        SEAL_LIMIT ->
            "This key has sealed as often as one key safely may; rotate it."
        COUNTER_FAILED ->
            "The rollback counter could not be read or advanced."
        BUFFER_TOO_SMALL ->
            "The caller's buffer is smaller than the output may become; nothing was done, and" +
                " the size that is enough was told."
        CLOCK_FAILED ->
            "The application's clock could not be read."
        else -> "An error of no known number."
    }
}

/** Limits: sizes in bytes, counts, and times in seconds. */
public object Limits {
    public const val KEY_SIZE: Int = 32
    public const val SIGNATURE_SIZE: Int = 64
    public const val NONCE_SIZE: Int = 12
    public const val TAG_SIZE: Int = 16
    public const val DIGEST_SIZE: Int = 32
    public const val MAX_KEY_ID_SIZE: Int = 64
    public const val FRAME_HEADER_SIZE: Int = 45
    public const val MAX_PLAINTEXT_SIZE: Int = 65536
    public const val MAX_FRAME_SIZE: Int = 65597
    public const val MAX_ENVELOPE_SIZE: Int = 65794
    public const val MAX_BUNDLE_SIZE: Int = 330
    public const val MAX_LABEL_SIZE: Int = 255
    public const val MAX_DELIVERY_ID_SIZE: Int = 64
    public const val MAX_PREKEY_BATCH: Int = 1000
    public const val MAX_ONE_TIME_PREKEYS: Int = 10000
    public const val MAX_WRAPPED_KEY_SIZE: Int = 4096
    public const val MAX_SEALS_PER_KEY: Long = 4294967296L
    public const val MAX_ARCHIVED_SESSIONS: Int = 40
    public const val MAX_SKIPPED_KEYS: Int = 2000
    public const val FAILURES_BEFORE_RESTART: Int = 3
    public const val SIGNED_PREKEY_ROTATION_SECONDS: Int = 604800
    public const val REPLACED_PREKEY_LIFETIME_SECONDS: Int = 1209600
    public const val SKIPPED_KEY_LIFETIME_SECONDS: Int = 604800
    public const val ARCHIVED_SESSION_LIFETIME_SECONDS: Int = 2592000
    public const val DELIVERY_ID_LIFETIME_SECONDS: Int = 604800
}

/** Where a decoder stopped: the field it was reading. */
public object FieldName {
    public const val MAGIC: String = "magic"
    public const val VERSION: String = "version"
    public const val FLAGS: String = "flags"
    public const val EPHEMERAL_KEY: String = "ephemeral_key"
    public const val SPK_KEY_ID_LENGTH: String = "spk_key_id_length"
    public const val SPK_KEY_ID: String = "spk_key_id"
    public const val OPK_KEY_ID_LENGTH: String = "opk_key_id_length"
    public const val OPK_KEY_ID: String = "opk_key_id"
    public const val NONCE: String = "nonce"
    public const val CIPHERTEXT: String = "ciphertext"
    public const val RATCHET_KEY: String = "ratchet_key"
    public const val PN: String = "pn"
    public const val N: String = "n"
    public const val IDENTITY_KEY: String = "identity_key"
    public const val SIGNING_KEY: String = "signing_key"
    public const val SPK_PUBLIC_KEY: String = "spk_public_key"
    public const val SPK_SIGNATURE: String = "spk_signature"
    public const val OPK_PUBLIC_KEY: String = "opk_public_key"
    public const val END: String = "end"
}

/** Why a decoder stopped. */
public object FaultKind {
    public const val TRUNCATED: String = "truncated"
    public const val TRAILING_BYTES: String = "trailing_bytes"
    public const val TOO_LONG: String = "too_long"
    public const val WRONG_MAGIC: String = "wrong_magic"
    public const val UNKNOWN_VERSION: String = "unknown_version"
    public const val UNKNOWN_FLAGS: String = "unknown_flags"
    public const val FLAGS_CONTRADICT_LENGTH: String = "flags_contradict_length"
    public const val LENGTH_OUT_OF_RANGE: String = "length_out_of_range"
    public const val INVALID_UTF8: String = "invalid_utf8"
    public const val CONTROL_CHARACTER: String = "control_character"
    public const val RESERVED_NUMBER: String = "reserved_number"
}
