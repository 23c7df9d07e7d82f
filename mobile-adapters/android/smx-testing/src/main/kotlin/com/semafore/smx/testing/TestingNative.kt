package com.semafore.smx.testing

/** The native methods that libsmx-jni-testing has besides those of libsmx-jni. */
internal object TestingNative {
    @JvmStatic external fun deviceCreate(
        identity: ByteArray,
        signing: ByteArray,
        signedPrekeys: ByteArray,
        oneTimePrekeys: ByteArray,
        now: Long,
    ): Long
    @JvmStatic external fun deviceDraw(oneTimePrekeys: Long, now: Long): Long
    @JvmStatic external fun setTime(device: Long, now: Long)
    @JvmStatic external fun injectOnly(device: Long)
    @JvmStatic external fun inject(device: Long, draw: Int, value: ByteArray)
    @JvmStatic external fun clearInjected(device: Long)
    @JvmStatic external fun rotate(device: Long, prekey: ByteArray): ByteArray
    @JvmStatic external fun replenish(device: Long, prekeys: ByteArray): ByteArray
    @JvmStatic external fun signedPrekeyIds(device: Long): ByteArray
    @JvmStatic external fun stateDigest(device: Long): ByteArray
    @JvmStatic external fun ed25519Sign(privateKey: ByteArray, message: ByteArray): ByteArray
    @JvmStatic external fun ed25519Verify(publicKey: ByteArray, message: ByteArray, signature: ByteArray)
    @JvmStatic external fun signedPrekeySign(
        signingPrivate: ByteArray,
        identityKey: ByteArray,
        publicKey: ByteArray,
        keyId: ByteArray,
    ): ByteArray
}
