package com.semafore.smx.keystore

import android.os.Build
import android.security.keystore.KeyGenParameterSpec
import android.security.keystore.KeyInfo
import android.security.keystore.KeyProperties
import android.security.keystore.StrongBoxUnavailableException
import javax.crypto.KeyGenerator
import javax.crypto.SecretKey
import javax.crypto.SecretKeyFactory

/** Makes a wrapping key: in the secure element if there is one and it is wanted. */
internal class WrappingKey(
    private val alias: String,
    private val options: KeyOptions,
    private val sdk: Int,
) {
    class Made(val key: SecretKey, val fellBack: Boolean)

    fun make(): Made {
        if (!options.preferStrongBox || sdk < Build.VERSION_CODES.P) {
            return Made(generate(strongBox = false), fellBack = false)
        }
        return try {
            Made(generate(strongBox = true), fellBack = false)
        } catch (_: StrongBoxUnavailableException) {
            Made(generate(strongBox = false), fellBack = true)
        }
    }

    private fun generate(strongBox: Boolean): SecretKey {
        val generator = KeyGenerator.getInstance(KeyProperties.KEY_ALGORITHM_AES, KeyStoreWrapper.PROVIDER)
        generator.init(spec(strongBox))
        return generator.generateKey()
    }

    private fun spec(strongBox: Boolean): KeyGenParameterSpec {
        val purposes = KeyProperties.PURPOSE_ENCRYPT or KeyProperties.PURPOSE_DECRYPT
        val builder = KeyGenParameterSpec.Builder(alias, purposes)
            .setBlockModes(KeyProperties.BLOCK_MODE_GCM)
            .setEncryptionPaddings(KeyProperties.ENCRYPTION_PADDING_NONE)
            .setKeySize(KEY_BITS)
        if (sdk >= Build.VERSION_CODES.P) {
            builder.setIsStrongBoxBacked(strongBox)
            builder.setUnlockedDeviceRequired(options.unlockedDeviceRequired)
        }
        options.userAuthentication?.let { builder.ask(it) }
        return builder.build()
    }

    private fun KeyGenParameterSpec.Builder.ask(user: UserAuthentication) {
        setUserAuthenticationRequired(true)
        if (sdk >= Build.VERSION_CODES.N) {
            setInvalidatedByBiometricEnrollment(user.invalidatedByEnrollment)
        }
        if (sdk >= Build.VERSION_CODES.R) {
            val credential = if (user.deviceCredential) KeyProperties.AUTH_DEVICE_CREDENTIAL else 0
            setUserAuthenticationParameters(
                user.validitySeconds, KeyProperties.AUTH_BIOMETRIC_STRONG or credential,
            )
        } else {
            // With a validity, systems before 30 take the credential as well as biometrics.
            @Suppress("DEPRECATION")
            setUserAuthenticationValidityDurationSeconds(user.validitySeconds)
        }
    }

    private companion object {
        const val KEY_BITS = 256
    }
}

/** What the keystore says about a key. */
internal fun protectionOf(key: SecretKey, sdk: Int): KeyProtection {
    val factory = SecretKeyFactory.getInstance(key.algorithm, KeyStoreWrapper.PROVIDER)
    val info = factory.getKeySpec(key, KeyInfo::class.java) as KeyInfo
    if (sdk < Build.VERSION_CODES.S) {
        // Systems before 31 tell a secure element and a trusted environment apart for nobody.
        @Suppress("DEPRECATION")
        return if (info.isInsideSecureHardware) KeyProtection.TRUSTED_ENVIRONMENT else KeyProtection.SOFTWARE
    }
    return when (info.securityLevel) {
        KeyProperties.SECURITY_LEVEL_STRONGBOX -> KeyProtection.STRONGBOX
        KeyProperties.SECURITY_LEVEL_TRUSTED_ENVIRONMENT -> KeyProtection.TRUSTED_ENVIRONMENT
        KeyProperties.SECURITY_LEVEL_SOFTWARE -> KeyProtection.SOFTWARE
        else -> KeyProtection.UNKNOWN
    }
}
