package com.semafore.smx

/** Reads the flat form in which native code gives structures: see flat.h of the glue. */
internal class FlatReader(private val input: ByteArray) {
    private var at = 0

    fun u8(): Int = input[at++].toInt() and 0xff

    fun flag(): Boolean = u8() != 0

    fun u16(): Int = u8() shl 8 or u8()

    fun u32(): Long = (u16().toLong() shl 16) or u16().toLong()

    fun count(): Int = u32().toInt()

    fun array(size: Int): ByteArray {
        val start = at
        at += size
        return input.copyOfRange(start, at)
    }

    fun bytes(size: Int): Bytes = Bytes.owning(array(size))

    fun keyId(): Bytes = bytes(u8())

    fun shortString(): Bytes = bytes(u16())

    fun keys(): DeviceKeys = DeviceKeys(bytes(Limits.KEY_SIZE), bytes(Limits.KEY_SIZE))

    fun signedPrekey(): SignedPrekey =
        SignedPrekey(keyId(), bytes(Limits.KEY_SIZE), bytes(Limits.SIGNATURE_SIZE))

    fun oneTimePrekey(): OneTimePrekey = OneTimePrekey(keyId(), bytes(Limits.KEY_SIZE))

    fun bundle(): Bundle = Bundle(keys(), signedPrekey(), if (flag()) oneTimePrekey() else null)

    fun <T> list(read: FlatReader.() -> T): List<T> = List(count()) { read() }
}
