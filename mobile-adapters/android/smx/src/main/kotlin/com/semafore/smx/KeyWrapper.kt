package com.semafore.smx

/**
 * Where the platform's key store plugs in: it keeps the 32-byte data key, which seals the records,
 * in a form that only this device can open. An exception becomes [SmxException.KeyUnavailable],
 * with itself as the cause.
 */
public interface KeyWrapper {
    /** At most [Limits.MAX_WRAPPED_KEY_SIZE] bytes. [dataKey] is wiped after the call. */
    public fun wrap(dataKey: ByteArray): ByteArray

    /** The data key, which is wiped once it was read. */
    public fun unwrap(wrapped: ByteArray): ByteArray
}
