package com.semafore.smx

import java.nio.ByteBuffer

/**
 * The native methods, which libsmx-jni registers when it is loaded. Structures cross as the flat
 * byte arrays of [FlatReader] and [FlatWriter]; failures come as [SmxException].
 */
internal object Native {
    @JvmStatic external fun version(): String
    @JvmStatic external fun abiVersion(): Int
    @JvmStatic external fun init(flags: Int)
    @JvmStatic external fun cpuReport(): Int
    @JvmStatic external fun statusName(status: Int): String
    @JvmStatic external fun statusDescription(status: Int): String
    @JvmStatic external fun wipeDirect(buffer: ByteBuffer, offset: Int, length: Int)

    @JvmStatic external fun bundleDecode(encoded: ByteArray): ByteArray
    @JvmStatic external fun bundleEncode(flat: ByteArray): ByteArray
    @JvmStatic external fun bundleVerify(flat: ByteArray)
    @JvmStatic external fun signedPrekeyVerify(owner: ByteArray, flat: ByteArray)
    @JvmStatic external fun envelopeDecode(envelope: ByteArray): ByteArray
    @JvmStatic external fun frameDecode(frame: ByteArray): ByteArray

    @JvmStatic external fun storeOpenMemory(): Long
    @JvmStatic external fun storeOpenSqlite(path: ByteArray): Long
    @JvmStatic external fun storeOpenCallbacks(bridge: StoreBridge): Long
    @JvmStatic external fun storeOpenSealed(
        inner: Long,
        wrap: KeyWrapBridge,
        counter: CounterBridge?,
        name: ByteArray,
    ): Long
    @JvmStatic external fun storeRekey(store: Long)
    @JvmStatic external fun storeSealsUsed(store: Long): Long
    @JvmStatic external fun storeFree(store: Long)

    @JvmStatic external fun deviceCreate(store: Long, clock: ClockBridge?, oneTimePrekeys: Long): Long
    @JvmStatic external fun deviceOpen(store: Long, clock: ClockBridge?): Long
    @JvmStatic external fun deviceFree(device: Long)
    @JvmStatic external fun deviceReload(device: Long)
    @JvmStatic external fun deviceGeneration(device: Long): Long
    @JvmStatic external fun deviceKeys(device: Long): ByteArray
    @JvmStatic external fun deviceSignedPrekey(device: Long): ByteArray
    @JvmStatic external fun deviceOneTimePrekeys(device: Long): ByteArray
    @JvmStatic external fun deviceReplenish(device: Long, count: Long): ByteArray
    @JvmStatic external fun deviceLowOnOneTimePrekeys(device: Long, threshold: Long): Boolean
    @JvmStatic external fun deviceRotationDue(device: Long): Boolean
    @JvmStatic external fun deviceRotate(device: Long): ByteArray
    @JvmStatic external fun deviceBundle(device: Long, kind: Int): ByteArray
    @JvmStatic external fun devicePurge(device: Long)

    /** The output, or null for a delivery that is done; [outcome] is written. */
    @JvmStatic external fun deviceSend(
        device: Long,
        label: ByteArray,
        plaintext: ByteArray,
        offset: Int,
        length: Int,
        bundle: ByteArray?,
        deliveryId: ByteArray?,
        outcome: ByteArray,
    ): ByteArray?
    @JvmStatic external fun deviceRestart(
        device: Long,
        label: ByteArray,
        plaintext: ByteArray,
        offset: Int,
        length: Int,
        bundle: ByteArray,
        deliveryId: ByteArray?,
        outcome: ByteArray,
    ): ByteArray?
    @JvmStatic external fun deviceReceive(
        device: Long,
        label: ByteArray,
        sender: ByteArray,
        envelope: ByteArray,
        offset: Int,
        length: Int,
        deliveryId: ByteArray?,
        outcome: ByteArray,
    ): ByteArray?

    /**
     * The number of bytes written; -1 for a delivery that is done; where the room is not enough,
     * -2 less the size that would be.
     */
    @JvmStatic external fun deviceSendDirect(
        device: Long,
        label: ByteArray,
        plaintext: ByteBuffer,
        offset: Int,
        length: Int,
        bundle: ByteArray?,
        deliveryId: ByteArray?,
        output: ByteBuffer,
        outputOffset: Int,
        outputLength: Int,
        outcome: ByteArray,
    ): Int
    @JvmStatic external fun deviceReceiveDirect(
        device: Long,
        label: ByteArray,
        sender: ByteArray,
        envelope: ByteBuffer,
        offset: Int,
        length: Int,
        deliveryId: ByteArray?,
        output: ByteBuffer,
        outputOffset: Int,
        outputLength: Int,
        outcome: ByteArray,
    ): Int
    @JvmStatic external fun envelopeBound(plaintextSize: Int): Int

    @JvmStatic external fun deviceRestartSuggested(device: Long, peer: ByteArray): Boolean
    @JvmStatic external fun deviceAcknowledge(device: Long, deliveryId: ByteArray, outgoing: Boolean)
    @JvmStatic external fun devicePendingDeliveries(device: Long): ByteArray
    @JvmStatic external fun devicePeers(device: Long): ByteArray
    @JvmStatic external fun deviceKeysOf(device: Long, label: ByteArray): ByteArray

    /** Called from native code with a status that is not OK. */
    @JvmStatic
    fun fail(status: Int) {
        throw SmxException.of(status, CallbackFailure.take(status))
    }

    /** The same, with the place where a decoder stopped. */
    @JvmStatic
    fun failDecoding(offset: Long, field: String, kind: String) {
        throw SmxException.Malformed(DecodingFault(offset, field, kind))
    }
}
