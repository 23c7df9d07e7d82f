package com.semafore.smx.keystore

/** Where a key of the Android Keystore lives, the weakest first. */
public enum class KeyProtection {
    /** The system does not say. */
    UNKNOWN,

    /** In the keystore's own process: no hardware protects it. */
    SOFTWARE,

    /** In the processor's trusted execution environment. */
    TRUSTED_ENVIRONMENT,

    /** In a secure element of its own. */
    STRONGBOX,
}
