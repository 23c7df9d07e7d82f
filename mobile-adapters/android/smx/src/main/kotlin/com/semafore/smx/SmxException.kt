package com.semafore.smx

/**
 * Why nothing was done. One class for each row of the error table ([ErrorCode]); a failed call has
 * changed nothing. Neither the message nor any property holds a secret.
 *
 * @property code the number that every platform uses for this error
 * @property name its name, such as "decryption_failed"
 */
public sealed class SmxException(
    public val code: Int,
    detail: String? = null,
    cause: Throwable? = null,
) : RuntimeException(text(code, detail), cause) {
    public val name: String get() = ErrorCode.nameOf(code)

    /**
     * The bytes do not have the form that the protocol demands; they were damaged, cut off or made
     * by something else.
     *
     * @property fault where a decoder stopped, when one did
     */
    public class Malformed @JvmOverloads constructor(public val fault: DecodingFault? = null) :
        SmxException(ErrorCode.MALFORMED, fault?.toString())

    /**
     * The signature is not one that this signing key made over these bytes; do not use the
     * bundle or message.
     */
    public class BadSignature : SmxException(ErrorCode.BAD_SIGNATURE)

    /**
     * A Diffie-Hellman output was all zero because a public key is a point of low order; no
     * honest device sends such a key.
     */
    public class LowOrderPoint : SmxException(ErrorCode.LOW_ORDER_POINT)

    /**
     * The envelope names a prekey that this device no longer holds or never had; the sender
     * needs a fresh bundle.
     */
    public class UnknownPrekey : SmxException(ErrorCode.UNKNOWN_PREKEY)

    /**
     * The authentication tag does not match: the message was altered, or is meant for other
     * keys.
     */
    public class DecryptionFailed : SmxException(ErrorCode.DECRYPTION_FAILED)

    /**
     * No key is left for this message: it was received before, or its key was evicted or
     * expired.
     */
    public class DuplicateMessage : SmxException(ErrorCode.DUPLICATE_MESSAGE)

    /** Opening this message would skip more messages than one chain may skip. */
    public class TooManySkipped : SmxException(ErrorCode.TOO_MANY_SKIPPED)

    /**
     * This bootstrap was seen before, or so many were seen from its sender that it cannot be
     * shown to be fresh.
     */
    public class ReplayedBootstrap : SmxException(ErrorCode.REPLAYED_BOOTSTRAP)

    /** There is no session with this peer device; start one with its prekey bundle. */
    public class NoSession : SmxException(ErrorCode.NO_SESSION)

    /** This session cannot send before it has received its first message. */
    public class NoSendingChain : SmxException(ErrorCode.NO_SENDING_CHAIN)

    /**
     * The sending chain has used its last message number; it can send again once the peer has
     * answered.
     */
    public class ChainExhausted : SmxException(ErrorCode.CHAIN_EXHAUSTED)

    /** The plaintext is longer than one message may be. */
    public class TooLarge : SmxException(ErrorCode.TOO_LARGE)

    /**
     * The stored state has moved on under this operation, or is older than the device has
     * seen; load it again and repeat.
     */
    public class StaleState @JvmOverloads constructor(cause: Throwable? = null) :
        SmxException(ErrorCode.STALE_STATE, cause = cause)

    /** The session with this peer was restarted too recently; wait for its interval to pass. */
    public class RestartLimited : SmxException(ErrorCode.RESTART_LIMITED)

    /** An argument is outside what the function documents; the caller has a defect. */
    public class InvalidArgument : SmxException(ErrorCode.INVALID_ARGUMENT)

    /** The library was not initialised, or that failed; initialise it before anything else. */
    public class NotInitialised : SmxException(ErrorCode.NOT_INITIALISED)

    /**
     * This CPU has no AES and carry-less multiply instructions, or they are masked, and
     * without them AES-GCM looks up tables by secret values, which others on the machine can
     * time; accept that (accept_variable_time_aes) only where nobody can.
     */
    public class CpuUnsupported : SmxException(ErrorCode.CPU_UNSUPPORTED)

    /** The random generator gave no value for this draw. */
    public class RandomFailed : SmxException(ErrorCode.RANDOM_FAILED)

    /** Memory could not be had; nothing was changed. */
    public class OutOfMemory : SmxException(ErrorCode.OUT_OF_MEMORY)

    /**
     * Guarded memory could not be locked against being swapped out; raise the limit on locked
     * memory (ulimit -l).
     */
    public class MemoryLockFailed : SmxException(ErrorCode.MEMORY_LOCK_FAILED)

    /** The store could not read or write; nothing was released. */
    public class StorageFailed @JvmOverloads constructor(cause: Throwable? = null) :
        SmxException(ErrorCode.STORAGE_FAILED, cause = cause)

    /** What the store holds is damaged or was not written by this library. */
    public class StorageCorrupt @JvmOverloads constructor(cause: Throwable? = null) :
        SmxException(ErrorCode.STORAGE_CORRUPT, cause = cause)

    /** The encoded state is truncated, extended or damaged. */
    public class StateUnreadable : SmxException(ErrorCode.STATE_UNREADABLE)

    /**
     * The encoded state was written by a later version of this library; update before opening
     * it.
     */
    public class StateTooNew : SmxException(ErrorCode.STATE_TOO_NEW)

    /** The key store did not unwrap the key that the stored state is sealed under. */
    public class KeyUnavailable @JvmOverloads constructor(cause: Throwable? = null) :
        SmxException(ErrorCode.KEY_UNAVAILABLE, cause = cause)

    /** This key has sealed as often as one key safely may; rotate it. */
    public class SealLimit : SmxException(ErrorCode.SEAL_LIMIT)

    /** The rollback counter could not be read or advanced. */
    public class CounterFailed @JvmOverloads constructor(cause: Throwable? = null) :
        SmxException(ErrorCode.COUNTER_FAILED, cause = cause)

    /**
     * The caller's buffer is smaller than the output may become; nothing was done, and the
     * size that is enough was told.
     */
    public class BufferTooSmall : SmxException(ErrorCode.BUFFER_TOO_SMALL)

    /** The application's clock could not be read. */
    public class ClockFailed @JvmOverloads constructor(cause: Throwable? = null) :
        SmxException(ErrorCode.CLOCK_FAILED, cause = cause)

    /** A number that the table of this version does not have: the native library is a later one. */
    public class Unknown(code: Int) : SmxException(code)

    public companion object {
        /** The exception of a number of the table. */
        @JvmStatic
        @JvmOverloads
        public fun of(code: Int, cause: Throwable? = null): SmxException = when (code) {
            ErrorCode.MALFORMED -> Malformed()
            ErrorCode.BAD_SIGNATURE -> BadSignature()
            ErrorCode.LOW_ORDER_POINT -> LowOrderPoint()
            ErrorCode.UNKNOWN_PREKEY -> UnknownPrekey()
            ErrorCode.DECRYPTION_FAILED -> DecryptionFailed()
            ErrorCode.DUPLICATE_MESSAGE -> DuplicateMessage()
            ErrorCode.TOO_MANY_SKIPPED -> TooManySkipped()
            ErrorCode.REPLAYED_BOOTSTRAP -> ReplayedBootstrap()
            ErrorCode.NO_SESSION -> NoSession()
            ErrorCode.NO_SENDING_CHAIN -> NoSendingChain()
            ErrorCode.CHAIN_EXHAUSTED -> ChainExhausted()
            ErrorCode.TOO_LARGE -> TooLarge()
            ErrorCode.STALE_STATE -> StaleState(cause)
            ErrorCode.RESTART_LIMITED -> RestartLimited()
            ErrorCode.INVALID_ARGUMENT -> InvalidArgument()
            ErrorCode.NOT_INITIALISED -> NotInitialised()
            ErrorCode.CPU_UNSUPPORTED -> CpuUnsupported()
            ErrorCode.RANDOM_FAILED -> RandomFailed()
            ErrorCode.OUT_OF_MEMORY -> OutOfMemory()
            ErrorCode.MEMORY_LOCK_FAILED -> MemoryLockFailed()
            ErrorCode.STORAGE_FAILED -> StorageFailed(cause)
            ErrorCode.STORAGE_CORRUPT -> StorageCorrupt(cause)
            ErrorCode.STATE_UNREADABLE -> StateUnreadable()
            ErrorCode.STATE_TOO_NEW -> StateTooNew()
            ErrorCode.KEY_UNAVAILABLE -> KeyUnavailable(cause)
            ErrorCode.SEAL_LIMIT -> SealLimit()
            ErrorCode.COUNTER_FAILED -> CounterFailed(cause)
            ErrorCode.BUFFER_TOO_SMALL -> BufferTooSmall()
            ErrorCode.CLOCK_FAILED -> ClockFailed(cause)
            else -> Unknown(code)
        }

        private fun text(code: Int, detail: String?): String {
            val sentence = "${ErrorCode.nameOf(code)}: ${ErrorCode.descriptionOf(code)}"
            return if (detail == null) sentence else "$sentence ($detail)"
        }
    }
}
