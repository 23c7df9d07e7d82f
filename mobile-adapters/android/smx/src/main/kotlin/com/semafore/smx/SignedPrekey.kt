package com.semafore.smx

/**
 * A signed prekey as it is published.
 *
 * @property keyId 1 to 64 bytes of UTF-8 without control characters
 * @property publicKey 32 bytes
 * @property signature 64 bytes
 * @throws SmxException.Malformed for another size of the key or the signature
 */
public data class SignedPrekey(val keyId: Bytes, val publicKey: Bytes, val signature: Bytes) {
    init {
        requireSize(publicKey, Limits.KEY_SIZE)
        requireSize(signature, Limits.SIGNATURE_SIZE)
    }

    /**
     * Does the signing key vouch for the identity key and this prekey?
     *
     * @throws SmxException.BadSignature when it does not
     * @throws SmxException.Malformed for a key id that is none
     */
    public fun verify(owner: DeviceKeys) {
        NativeLibrary.ensureLoaded()
        Native.signedPrekeyVerify(owner.flat(), FlatWriter(256).signedPrekey(this).toByteArray())
    }
}
