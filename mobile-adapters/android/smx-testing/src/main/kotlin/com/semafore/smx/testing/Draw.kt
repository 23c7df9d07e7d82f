package com.semafore.smx.testing

/** The random values that a device draws when it sends and receives. */
public enum class Draw(internal val number: Int) {
    /** 32 bytes. */
    EPHEMERAL_PRIVATE(1),

    /** 32 bytes. */
    RATCHET_PRIVATE(2),

    /** 12 bytes. */
    NONCE(3),
}
