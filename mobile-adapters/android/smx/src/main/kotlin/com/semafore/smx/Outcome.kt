package com.semafore.smx

/** What a message did besides. */
public class Outcome internal constructor(private val flat: ByteArray) {
    /** How an output relates to the delivery id that it was asked for under. */
    public enum class Delivery {
        /** Made by this call. */
        FRESH,

        /** Made by an earlier call and never acknowledged: the same bytes. */
        REPEATED,

        /** Made by an earlier call and acknowledged: no bytes. */
        DONE,
    }

    /** The pair of keys that the message is for, or from. */
    public val peer: DeviceKeys get() = FlatReader(flat).keys()

    public val delivery: Delivery get() = Delivery.entries[flat[DELIVERY].toInt()]

    public val sessionStarted: Boolean get() = event(1)

    /** On receipt: the peer lost its state or restarted. Tell the user. */
    public val sessionReplaced: Boolean get() = event(2)

    public val oneTimePrekeyUsed: Boolean get() = event(4)

    /** The label stood for other keys until now. Tell the user. */
    public val peerKeysChanged: Boolean get() = event(8)

    private fun event(bit: Int): Boolean = flat[EVENTS].toInt() and bit != 0

    override fun toString(): String =
        "Outcome($delivery, sessionStarted=$sessionStarted, sessionReplaced=$sessionReplaced, " +
            "oneTimePrekeyUsed=$oneTimePrekeyUsed, peerKeysChanged=$peerKeysChanged)"

    internal companion object {
        private const val DELIVERY = 2 * Limits.KEY_SIZE
        private const val EVENTS = DELIVERY + 1

        /** The size of the array that native code writes it to. */
        const val FLAT_SIZE: Int = EVENTS + 1
    }
}
