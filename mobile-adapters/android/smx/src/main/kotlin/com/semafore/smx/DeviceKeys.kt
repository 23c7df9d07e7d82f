package com.semafore.smx

/**
 * A device's two public identities, 32 bytes each.
 *
 * @property identityKey the X25519 identity key
 * @property signingKey the Ed25519 signing key
 * @throws SmxException.Malformed for another size
 */
public data class DeviceKeys(val identityKey: Bytes, val signingKey: Bytes) {
    init {
        requireSize(identityKey, Limits.KEY_SIZE)
        requireSize(signingKey, Limits.KEY_SIZE)
    }

    internal fun flat(): ByteArray = FlatWriter(2 * Limits.KEY_SIZE).keys(this).toByteArray()
}

/** A byte string of a wrong fixed length is malformed, on every platform. */
internal fun requireSize(bytes: Bytes, size: Int) {
    if (bytes.size != size) {
        throw SmxException.Malformed()
    }
}
