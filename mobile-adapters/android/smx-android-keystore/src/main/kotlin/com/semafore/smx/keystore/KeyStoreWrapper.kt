package com.semafore.smx.keystore

import android.os.Build
import android.security.keystore.KeyPermanentlyInvalidatedException
import com.semafore.smx.KeyWrapper
import com.semafore.smx.SmxException
import java.security.KeyStore
import java.security.UnrecoverableKeyException
import javax.crypto.Cipher
import javax.crypto.SecretKey
import javax.crypto.spec.GCMParameterSpec

/**
 * Wraps a device's data key with an AES-256-GCM key of the Android Keystore, which never leaves it.
 * Needs API level 23.
 *
 * The wrapping key is made by the first [wrap], never by [unwrap]: a store whose key is gone (it was
 * restored on another phone, or the lock screen was removed) does not open, and says so with
 * [SmxException.KeyUnavailable] and the keystore's exception as its cause. [isInvalidated] tells
 * whether that is for ever; then [delete] the key and start with an empty store.
 */
public class KeyStoreWrapper internal constructor(
    private val alias: String,
    private val options: KeyOptions,
    private val sdk: Int,
) : KeyWrapper {
    /** @param alias names the key within the application */
    @JvmOverloads
    public constructor(alias: String, options: KeyOptions = KeyOptions()) :
        this(alias, options, Build.VERSION.SDK_INT)

    private val keyStore: KeyStore = KeyStore.getInstance(PROVIDER).apply { load(null) }

    /** Where the key lives; null as long as there is none. */
    public val protection: KeyProtection? get() = existing()?.let { protectionOf(it, sdk) }

    /** Did the last key that was made have to do without the secure element it was asked for? */
    public var fellBackFromStrongBox: Boolean = false
        private set

    override fun wrap(dataKey: ByteArray): ByteArray {
        val cipher = Cipher.getInstance(TRANSFORMATION)
        // The keystore draws the nonce: it refuses one of ours.
        cipher.init(Cipher.ENCRYPT_MODE, existing() ?: make())
        cipher.updateAAD(CONTEXT)
        val sealed = cipher.doFinal(dataKey)
        check(cipher.iv.size == NONCE_SIZE) { "the keystore drew a nonce of ${cipher.iv.size} bytes" }
        return byteArrayOf(FORMAT) + cipher.iv + sealed
    }

    override fun unwrap(wrapped: ByteArray): ByteArray {
        if (wrapped.size < 1 + NONCE_SIZE || wrapped[0] != FORMAT) {
            throw UnrecoverableKeyException("not a key that this class wrapped")
        }
        val key = existing() ?: throw UnrecoverableKeyException("the wrapping key is gone")
        val cipher = Cipher.getInstance(TRANSFORMATION)
        cipher.init(Cipher.DECRYPT_MODE, key, GCMParameterSpec(TAG_BITS, wrapped, 1, NONCE_SIZE))
        cipher.updateAAD(CONTEXT)
        return cipher.doFinal(wrapped, 1 + NONCE_SIZE, wrapped.size - 1 - NONCE_SIZE)
    }

    /** Deletes the key: what it wrapped is lost. Without a key nothing happens. */
    public fun delete() {
        if (keyStore.containsAlias(alias)) {
            keyStore.deleteEntry(alias)
        }
    }

    private fun existing(): SecretKey? = keyStore.getKey(alias, null) as SecretKey?

    private fun make(): SecretKey {
        val made = WrappingKey(alias, options, sdk).make()
        fellBackFromStrongBox = made.fellBack
        val reached = protectionOf(made.key, sdk)
        if (reached < options.minimumProtection) {
            delete()
            throw UnrecoverableKeyException("the key would be $reached, ${options.minimumProtection} is asked for")
        }
        return made.key
    }

    public companion object {
        internal const val PROVIDER: String = "AndroidKeyStore"
        internal const val TRANSFORMATION: String = "AES/GCM/NoPadding"
        private const val FORMAT: Byte = 1
        private const val NONCE_SIZE = 12
        private const val TAG_BITS = 128

        /** What this key is used for, bound to everything it wraps. */
        private val CONTEXT = "SemaFore-data-key-v1".toByteArray(Charsets.US_ASCII)

        /** Is the wrapping key useless for ever, because the lock screen or a finger changed? */
        @JvmStatic
        public fun isInvalidated(failure: SmxException): Boolean =
            failure is SmxException.KeyUnavailable &&
                failure.cause is KeyPermanentlyInvalidatedException
    }
}
