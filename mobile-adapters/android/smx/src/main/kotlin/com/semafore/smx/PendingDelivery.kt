package com.semafore.smx

/**
 * An output that was made and never acknowledged.
 *
 * @property label the peer it is for, or from
 */
public data class PendingDelivery(val id: Bytes, val label: Bytes, val direction: Direction) {
    /** Ids of sent and of received messages are separate. */
    public enum class Direction {
        /** An envelope to send. */
        OUTGOING,

        /** A plaintext that was received. */
        INCOMING,
    }
}
