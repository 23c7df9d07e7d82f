package com.semafore.smx

/**
 * What a device publishes so that others can write to it first.
 *
 * @property oneTimePrekey null in a bundle without one
 */
public data class Bundle(
    val keys: DeviceKeys,
    val signedPrekey: SignedPrekey,
    val oneTimePrekey: OneTimePrekey? = null,
) {
    /**
     * The byte layout "SMXB", for files and QR codes: at most [Limits.MAX_BUNDLE_SIZE] bytes.
     *
     * @throws SmxException.InvalidArgument for a key id of 0 or more than 64 bytes
     */
    public fun encode(): Bytes {
        NativeLibrary.ensureLoaded()
        return Bytes.owning(Native.bundleEncode(flat()))
    }

    /**
     * Looks at the signature.
     *
     * @throws SmxException.BadSignature when the signing key does not vouch for the other keys
     * @throws SmxException.Malformed for a key id that is none
     */
    public fun verify() {
        NativeLibrary.ensureLoaded()
        Native.bundleVerify(flat())
    }

    internal fun flat(): ByteArray = FlatWriter(Limits.MAX_BUNDLE_SIZE).bundle(this).toByteArray()

    public companion object {
        /**
         * Reads what [encode] wrote. Form only: [verify] looks at the signature.
         *
         * @throws SmxException.Malformed with the place where it stopped
         */
        @JvmStatic
        public fun decode(encoded: Bytes): Bundle {
            NativeLibrary.ensureLoaded()
            return FlatReader(Native.bundleDecode(encoded.array)).bundle()
        }
    }
}
