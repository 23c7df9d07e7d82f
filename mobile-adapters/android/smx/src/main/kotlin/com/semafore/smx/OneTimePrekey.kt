package com.semafore.smx

/**
 * A one-time prekey as it is published.
 *
 * @property keyId 1 to 64 bytes of UTF-8 without control characters
 * @property publicKey 32 bytes
 * @throws SmxException.Malformed for another size of the key
 */
public data class OneTimePrekey(val keyId: Bytes, val publicKey: Bytes) {
    init {
        requireSize(publicKey, Limits.KEY_SIZE)
    }
}
