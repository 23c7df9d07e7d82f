package com.semafore.smx

/**
 * What receiving gave. Closing it wipes the plaintext.
 *
 * @property outcome what it did besides
 */
public class Received internal constructor(bytes: ByteArray?, public val outcome: Outcome) : AutoCloseable {
    /** Null only for a delivery that was acknowledged before: [Outcome.Delivery.DONE]. */
    public val plaintextOrNull: Secret? = bytes?.let(Secret::owning)

    /**
     * What the peer wrote.
     *
     * @throws IllegalStateException for a delivery that was acknowledged before
     */
    public val plaintext: Secret
        get() = checkNotNull(plaintextOrNull) { "this delivery was acknowledged: there are no bytes" }

    override fun close() {
        plaintextOrNull?.close()
    }
}
