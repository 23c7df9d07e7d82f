package com.semafore.smx.keystore

import android.security.keystore.KeyGenParameterSpec
import android.security.keystore.KeyInfo
import android.security.keystore.KeyPermanentlyInvalidatedException
import android.security.keystore.KeyProperties
import android.security.keystore.StrongBoxUnavailableException
import java.io.InputStream
import java.io.OutputStream
import java.security.InvalidAlgorithmParameterException
import java.security.Key
import java.security.KeyStoreSpi
import java.security.Provider
import java.security.SecureRandom
import java.security.cert.Certificate
import java.security.spec.AlgorithmParameterSpec
import java.security.spec.KeySpec
import java.util.Collections
import java.util.Date
import java.util.Enumeration
import javax.crypto.Cipher
import javax.crypto.CipherSpi
import javax.crypto.KeyGeneratorSpi
import javax.crypto.SecretKey
import javax.crypto.SecretKeyFactorySpi
import javax.crypto.spec.SecretKeySpec

/** A telephone's hardware and what happened to it. */
object StandInPhone {
    var hasStrongBox = true
    var level = KeyProperties.SECURITY_LEVEL_TRUSTED_ENVIRONMENT
    val keys = HashMap<String, StandInKey>()
    val specs = ArrayList<KeyGenParameterSpec>()

    fun reset() {
        hasStrongBox = true
        level = KeyProperties.SECURITY_LEVEL_TRUSTED_ENVIRONMENT
        keys.clear()
        specs.clear()
    }
}

/** A key that nobody gets the bytes of, as Android's have none. */
class StandInKey(val alias: String, internal val inner: SecretKeySpec, val level: Int) : SecretKey {
    var invalidated = false

    override fun getAlgorithm(): String = "AES"

    override fun getFormat(): String? = null

    override fun getEncoded(): ByteArray? = null
}

/** The provider that stands in for AndroidKeyStore on a JVM: the services that the wrapper asks for. */
class StandInProvider : Provider("AndroidKeyStore", "1", "stands in for Android's") {
    init {
        put("KeyStore.AndroidKeyStore", StandInKeyStore::class.java.name)
        put("KeyGenerator.AES", StandInGenerator::class.java.name)
        put("SecretKeyFactory.AES", StandInFactory::class.java.name)
        put("Cipher.AES/GCM/NoPadding", StandInCipher::class.java.name)
        put("Cipher.AES/GCM/NoPadding SupportedKeyClasses", StandInKey::class.java.name)
    }
}

class StandInKeyStore : KeyStoreSpi() {
    override fun engineGetKey(alias: String, password: CharArray?): Key? = StandInPhone.keys[alias]
    override fun engineContainsAlias(alias: String): Boolean = alias in StandInPhone.keys
    override fun engineDeleteEntry(alias: String) {
        StandInPhone.keys.remove(alias)
    }
    override fun engineLoad(stream: InputStream?, password: CharArray?) = Unit
    override fun engineAliases(): Enumeration<String> = Collections.enumeration(StandInPhone.keys.keys)
    override fun engineSize(): Int = StandInPhone.keys.size
    override fun engineIsKeyEntry(alias: String): Boolean = alias in StandInPhone.keys
    override fun engineIsCertificateEntry(alias: String): Boolean = false
    override fun engineGetCertificateChain(alias: String): Array<Certificate>? = null
    override fun engineGetCertificate(alias: String): Certificate? = null
    override fun engineGetCreationDate(alias: String): Date? = null
    override fun engineGetCertificateAlias(certificate: Certificate): String? = null
    override fun engineSetKeyEntry(alias: String, key: Key, password: CharArray?, chain: Array<Certificate>?): Unit =
        throw UnsupportedOperationException()
    override fun engineSetKeyEntry(alias: String, key: ByteArray, chain: Array<Certificate>?): Unit =
        throw UnsupportedOperationException()
    override fun engineSetCertificateEntry(alias: String, certificate: Certificate): Unit =
        throw UnsupportedOperationException()
    override fun engineStore(stream: OutputStream?, password: CharArray?): Unit =
        throw UnsupportedOperationException()
}

class StandInGenerator : KeyGeneratorSpi() {
    private lateinit var spec: KeyGenParameterSpec

    override fun engineInit(params: AlgorithmParameterSpec, random: SecureRandom?) {
        spec = params as KeyGenParameterSpec
    }
    override fun engineInit(random: SecureRandom?): Unit = throw UnsupportedOperationException()
    override fun engineInit(size: Int, random: SecureRandom?): Unit = throw UnsupportedOperationException()

    override fun engineGenerateKey(): SecretKey {
        StandInPhone.specs.add(spec)
        if (spec.isStrongBoxBacked && !StandInPhone.hasStrongBox) {
            throw StrongBoxUnavailableException("no secure element")
        }
        val bytes = ByteArray(spec.keySize / 8).also { SecureRandom().nextBytes(it) }
        val level = if (spec.isStrongBoxBacked) KeyProperties.SECURITY_LEVEL_STRONGBOX else StandInPhone.level
        val key = StandInKey(spec.keystoreAlias, SecretKeySpec(bytes, "AES"), level)
        StandInPhone.keys[spec.keystoreAlias] = key
        return key
    }
}

class StandInFactory : SecretKeyFactorySpi() {
    override fun engineGetKeySpec(key: SecretKey, spec: Class<*>): KeySpec {
        check(spec == KeyInfo::class.java)
        val level = (key as StandInKey).level
        return keyInfo(key.alias, level)
    }
    override fun engineGenerateSecret(spec: KeySpec): SecretKey = throw UnsupportedOperationException()
    override fun engineTranslateKey(key: SecretKey): SecretKey = throw UnsupportedOperationException()
}

/** Draws its nonce itself and refuses a caller's; refuses a key that was made useless. */
class StandInCipher : CipherSpi() {
    private val inner = Cipher.getInstance("AES/GCM/NoPadding", "SunJCE")

    override fun engineInit(mode: Int, key: Key, random: SecureRandom?) {
        inner.init(mode, usable(key))
    }
    override fun engineInit(mode: Int, key: Key, params: AlgorithmParameterSpec?, random: SecureRandom?) {
        if (mode == Cipher.ENCRYPT_MODE && params != null) {
            throw InvalidAlgorithmParameterException("caller-provided nonce")
        }
        inner.init(mode, usable(key), params)
    }
    override fun engineInit(mode: Int, key: Key, params: java.security.AlgorithmParameters?, random: SecureRandom?): Unit =
        throw UnsupportedOperationException()

    private fun usable(key: Key): Key {
        val standIn = key as StandInKey
        if (standIn.invalidated) {
            throw KeyPermanentlyInvalidatedException("a finger was enrolled")
        }
        return standIn.inner
    }

    override fun engineSetMode(mode: String) = Unit
    override fun engineSetPadding(padding: String) = Unit
    override fun engineGetBlockSize(): Int = inner.blockSize
    override fun engineGetOutputSize(inputLength: Int): Int = inner.getOutputSize(inputLength)
    override fun engineGetIV(): ByteArray = inner.iv
    override fun engineGetParameters(): java.security.AlgorithmParameters = inner.parameters
    override fun engineUpdateAAD(src: ByteArray, offset: Int, len: Int) = inner.updateAAD(src, offset, len)
    override fun engineUpdate(input: ByteArray, offset: Int, len: Int): ByteArray? = inner.update(input, offset, len)
    override fun engineUpdate(input: ByteArray, offset: Int, len: Int, output: ByteArray, at: Int): Int =
        inner.update(input, offset, len, output, at)
    override fun engineDoFinal(input: ByteArray?, offset: Int, len: Int): ByteArray =
        if (input == null) inner.doFinal() else inner.doFinal(input, offset, len)
    override fun engineDoFinal(input: ByteArray, offset: Int, len: Int, output: ByteArray, at: Int): Int =
        inner.doFinal(input, offset, len, output, at)
}

private fun keyInfo(alias: String, level: Int): KeyInfo {
    val hardware = level != KeyProperties.SECURITY_LEVEL_SOFTWARE
    return KeyInfo(
        alias, hardware, KeyProperties.ORIGIN_GENERATED, 256, null, null, null,
        KeyProperties.PURPOSE_ENCRYPT or KeyProperties.PURPOSE_DECRYPT,
        arrayOf(KeyProperties.ENCRYPTION_PADDING_NONE), emptyArray(), emptyArray(),
        arrayOf(KeyProperties.BLOCK_MODE_GCM), false, 0, 0, false, false, false, false, false,
        level, -1,
    )
}
