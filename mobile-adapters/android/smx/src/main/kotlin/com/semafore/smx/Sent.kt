package com.semafore.smx

/**
 * What sending gave.
 *
 * @property outcome what it did besides
 */
public class Sent internal constructor(bytes: ByteArray?, public val outcome: Outcome) {
    /** Null only for a delivery that was acknowledged before: [Outcome.Delivery.DONE]. */
    public val envelopeOrNull: Envelope? = bytes?.let(Envelope::owning)

    /**
     * What to hand over.
     *
     * @throws IllegalStateException for a delivery that was acknowledged before
     */
    public val envelope: Envelope
        get() = checkNotNull(envelopeOrNull) { "this delivery was acknowledged: there are no bytes" }
}
