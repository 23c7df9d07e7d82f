package com.semafore.smx.testing

import com.semafore.smx.Bytes
import com.semafore.smx.Device
import com.semafore.smx.FlatReader
import com.semafore.smx.FlatWriter
import com.semafore.smx.OneTimePrekey
import com.semafore.smx.SignedPrekey
import com.semafore.smx.Smx

/**
 * What only tests and drivers may do. [load] comes before every other use of the library: it puts
 * libsmx-jni-testing in the place of libsmx-jni.
 */
public object SmxTesting {
    private const val NO_TIME = -1L
    private const val PREKEY_SIZE = 100

    private val loaded: Unit by lazy { System.loadLibrary("smx-jni-testing") }

    /** Loads the library and prepares it. */
    public fun load(acceptVariableTimeAes: Boolean = false) {
        loaded
        Smx.init(acceptVariableTimeAes)
    }

    /** A device of given keys: signed prekeys oldest first, at least one; no time is known for null. */
    public fun deviceOf(
        identityPrivate: ByteArray,
        signingPrivate: ByteArray,
        signedPrekeys: List<PrivatePrekey>,
        oneTimePrekeys: List<PrivatePrekey>,
        now: Long?,
    ): Device = Device.adopt(
        TestingNative.deviceCreate(
            identityPrivate, signingPrivate, flat(signedPrekeys), flat(oneTimePrekeys),
            now ?: NO_TIME,
        ),
    )

    /** A device that draws its keys. */
    public fun deviceDrawn(oneTimePrekeys: Long, now: Long?): Device =
        Device.adopt(TestingNative.deviceDraw(oneTimePrekeys, now ?: NO_TIME))

    /** What the clock of such a device tells from now on. */
    public fun setTime(device: Device, now: Long): Unit =
        device.handle.use { TestingNative.setTime(it, now) }

    /** From now on draws come from these values alone, and one that is not among them fails. */
    public fun inject(device: Device, values: Map<Draw, ByteArray>): Unit = device.handle.use {
        TestingNative.clearInjected(it)
        TestingNative.injectOnly(it)
        for ((draw, value) in values) {
            TestingNative.inject(it, draw.number, value)
        }
    }

    /** Back to the generator. */
    public fun clearInjected(device: Device): Unit = device.handle.use(TestingNative::clearInjected)

    /** [Device.rotate] with a given key. */
    public fun rotate(device: Device, prekey: PrivatePrekey): SignedPrekey = FlatReader(
        device.handle.use { TestingNative.rotate(it, flat(listOf(prekey))) },
    ).signedPrekey()

    /** [Device.replenish] with given keys. */
    public fun replenish(device: Device, prekeys: List<PrivatePrekey>): List<OneTimePrekey> =
        FlatReader(device.handle.use { TestingNative.replenish(it, flat(prekeys)) })
            .list { oneTimePrekey() }

    /** The ids of the signed prekeys, newest first. */
    public fun signedPrekeyIds(device: Device): List<Bytes> =
        FlatReader(device.handle.use(TestingNative::signedPrekeyIds)).list { keyId() }

    /** SHA-256 over the device's whole state. */
    public fun stateDigest(device: Device): Bytes =
        Bytes.of(device.handle.use(TestingNative::stateDigest))

    /** Ed25519 with a bare 32-byte seed. */
    public fun ed25519Sign(privateKey: ByteArray, message: ByteArray): Bytes =
        Bytes.of(TestingNative.ed25519Sign(privateKey, message))

    /** The strict verification of the protocol. */
    public fun ed25519Verify(publicKey: Bytes, message: ByteArray, signature: Bytes): Unit =
        TestingNative.ed25519Verify(publicKey.toByteArray(), message, signature.toByteArray())

    /** The signature of a signed prekey. */
    public fun signedPrekeySign(
        signingPrivate: ByteArray,
        identityKey: Bytes,
        publicKey: Bytes,
        keyId: Bytes,
    ): Bytes = Bytes.of(
        TestingNative.signedPrekeySign(
            signingPrivate, identityKey.toByteArray(), publicKey.toByteArray(),
            FlatWriter(PREKEY_SIZE).keyId(keyId).toByteArray(),
        ),
    )

    private fun flat(prekeys: List<PrivatePrekey>): ByteArray {
        val writer = FlatWriter(4 + prekeys.size * PREKEY_SIZE).u32(prekeys.size)
        for (prekey in prekeys) {
            writer.keyId(prekey.keyId).array(prekey.privateKey)
        }
        return writer.toByteArray()
    }
}
