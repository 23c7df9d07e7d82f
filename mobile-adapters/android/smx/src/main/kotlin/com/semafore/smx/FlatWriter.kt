package com.semafore.smx

/** Writes the flat form in which native code takes structures: see flat.h of the glue. */
internal class FlatWriter(capacity: Int) {
    private var output = ByteArray(capacity)
    private var size = 0

    fun u8(value: Int): FlatWriter {
        reserve(1)
        output[size++] = value.toByte()
        return this
    }

    fun u32(value: Int): FlatWriter =
        u8(value ushr 24).u8(value ushr 16).u8(value ushr 8).u8(value)

    fun u64(value: Long): FlatWriter = u32((value ushr 32).toInt()).u32(value.toInt())

    fun array(bytes: ByteArray): FlatWriter {
        reserve(bytes.size)
        bytes.copyInto(output, size)
        size += bytes.size
        return this
    }

    fun bytes(bytes: Bytes): FlatWriter = array(bytes.array)

    /** An id that is too long is told as such; native code refuses it, and needs no byte of it. */
    fun keyId(id: Bytes): FlatWriter =
        if (id.size <= Limits.MAX_KEY_ID_SIZE) {
            u8(id.size).bytes(id)
        } else {
            u8(TOO_LONG).array(ByteArray(TOO_LONG))
        }

    fun keys(keys: DeviceKeys): FlatWriter = bytes(keys.identityKey).bytes(keys.signingKey)

    fun signedPrekey(prekey: SignedPrekey): FlatWriter =
        keyId(prekey.keyId).bytes(prekey.publicKey).bytes(prekey.signature)

    fun bundle(bundle: Bundle): FlatWriter {
        keys(bundle.keys).signedPrekey(bundle.signedPrekey)
        val oneTime = bundle.oneTimePrekey ?: return u8(0)
        return u8(1).keyId(oneTime.keyId).bytes(oneTime.publicKey)
    }

    /** What was written; nothing can be written afterwards. */
    fun toByteArray(): ByteArray = if (size == output.size) output else trimmed()

    private fun trimmed(): ByteArray {
        val result = output.copyOf(size)
        output.fill(0)
        return result
    }

    /** Larger, and without a copy left behind. */
    private fun reserve(more: Int) {
        if (size + more > output.size) {
            val larger = output.copyOf(maxOf(2 * output.size, size + more))
            output.fill(0)
            output = larger
        }
    }

    private companion object {
        const val TOO_LONG = Limits.MAX_KEY_ID_SIZE + 1
    }
}
