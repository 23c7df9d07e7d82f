package com.semafore.smx

/** Which bundle a device makes. */
public enum class BundleKind(internal val number: Int) {
    /** Without a one-time prekey. */
    PLAIN(0),

    /** With a one-time prekey that was made for it, so that no other bundle carries it. */
    ONE_TIME(1),
}
