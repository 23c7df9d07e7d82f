package com.semafore.smx.keystore

import android.os.Build
import android.security.keystore.KeyPermanentlyInvalidatedException
import android.security.keystore.KeyProperties
import com.semafore.smx.Bytes
import com.semafore.smx.Device
import com.semafore.smx.SmxException
import com.semafore.smx.Store
import org.junit.jupiter.api.AfterEach
import org.junit.jupiter.api.Assertions.assertArrayEquals
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertNull
import org.junit.jupiter.api.Assertions.assertThrows
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.BeforeEach
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.io.TempDir
import java.io.File
import java.security.Security
import java.security.UnrecoverableKeyException
import javax.crypto.AEADBadTagException

class KeyStoreWrapperTest {
    private val dataKey = ByteArray(32) { it.toByte() }
    private val name = Bytes.ofText("phone")

    @BeforeEach
    fun provide() {
        StandInPhone.reset()
        Security.insertProviderAt(StandInProvider(), 1)
    }

    @AfterEach
    fun withdraw() {
        Security.removeProvider("AndroidKeyStore")
    }

    private fun wrapper(options: KeyOptions = KeyOptions(), sdk: Int = Build.VERSION_CODES.UPSIDE_DOWN_CAKE) =
        KeyStoreWrapper("smx", options, sdk)

    @Test
    fun `the key is AES-256-GCM in the secure element, and wraps what it unwraps`() {
        val wrapper = wrapper()
        assertNull(wrapper.protection)
        val wrapped = wrapper.wrap(dataKey)
        assertArrayEquals(dataKey, wrapper().unwrap(wrapped))
        assertFalse(wrapped.toList().windowed(8).contains(dataKey.toList().take(8)))
        assertEquals(KeyProtection.STRONGBOX, wrapper.protection)
        assertFalse(wrapper.fellBackFromStrongBox)
        val spec = StandInPhone.specs.single()
        assertEquals(256, spec.keySize)
        assertArrayEquals(arrayOf(KeyProperties.BLOCK_MODE_GCM), spec.blockModes)
        assertTrue(spec.isRandomizedEncryptionRequired)
        assertFalse(spec.isUserAuthenticationRequired)
    }

    @Test
    fun `without a secure element the trusted environment serves, and says so`() {
        StandInPhone.hasStrongBox = false
        val wrapper = wrapper()
        assertArrayEquals(dataKey, wrapper.unwrap(wrapper.wrap(dataKey)))
        assertTrue(wrapper.fellBackFromStrongBox)
        assertEquals(KeyProtection.TRUSTED_ENVIRONMENT, wrapper.protection)
        assertEquals(listOf(true, false), StandInPhone.specs.map { it.isStrongBoxBacked })
    }

    @Test
    fun `software is told, too, and can be refused`() {
        StandInPhone.hasStrongBox = false
        StandInPhone.level = KeyProperties.SECURITY_LEVEL_SOFTWARE
        val wrapper = wrapper()
        wrapper.wrap(dataKey)
        assertEquals(KeyProtection.SOFTWARE, wrapper.protection)
        wrapper.delete()
        val strict = wrapper(KeyOptions(minimumProtection = KeyProtection.TRUSTED_ENVIRONMENT))
        assertThrows(UnrecoverableKeyException::class.java) { strict.wrap(dataKey) }
        assertNull(strict.protection, "the weak key was not kept")
    }

    @Test
    fun `systems before 28 are not asked for a secure element, nor before 31 for a level`() {
        val old = wrapper(sdk = Build.VERSION_CODES.O)
        old.wrap(dataKey)
        assertFalse(StandInPhone.specs.single().isStrongBoxBacked)
        assertEquals(KeyProtection.TRUSTED_ENVIRONMENT, old.protection)
    }

    @Test
    fun `the user's authentication is part of the key`() {
        val user = UserAuthentication(validitySeconds = 30, deviceCredential = false)
        wrapper(KeyOptions(unlockedDeviceRequired = true, userAuthentication = user)).wrap(dataKey)
        val spec = StandInPhone.specs.single()
        assertTrue(spec.isUserAuthenticationRequired)
        assertTrue(spec.isUnlockedDeviceRequired)
        assertTrue(spec.isInvalidatedByBiometricEnrollment)
        assertEquals(30, spec.userAuthenticationValidityDurationSeconds)
        assertEquals(KeyProperties.AUTH_BIOMETRIC_STRONG, spec.userAuthenticationType)
        assertThrows(IllegalArgumentException::class.java) { UserAuthentication(0) }
    }

    @Test
    fun `what was changed or cut does not unwrap`() {
        val wrapper = wrapper()
        val wrapped = wrapper.wrap(dataKey)
        for (index in wrapped.indices) {
            val changed = wrapped.copyOf().also { it[index] = (it[index] + 1).toByte() }
            val expected = if (index == 0) UnrecoverableKeyException::class.java else AEADBadTagException::class.java
            assertThrows(expected) { wrapper.unwrap(changed) }
        }
        assertThrows(UnrecoverableKeyException::class.java) { wrapper.unwrap(ByteArray(5)) }
    }

    @Test
    fun `a store over the key store opens again, and not without its key`(@TempDir folder: File) {
        val file = File(folder, "device.db")
        fun open() = Store.sqlite(file).use { Store.sealed(it, wrapper(), name) }
        val keys = open().use { store -> Device.create(store).use { it.keys } }
        open().use { store -> Device.open(store).use { assertEquals(keys, it.keys) } }

        val key = StandInPhone.keys.getValue("smx")
        key.invalidated = true
        val invalidated = assertThrows(SmxException.KeyUnavailable::class.java) { open() }
        assertTrue(invalidated.cause is KeyPermanentlyInvalidatedException)
        assertTrue(KeyStoreWrapper.isInvalidated(invalidated))

        StandInPhone.keys.clear()
        val gone = assertThrows(SmxException.KeyUnavailable::class.java) { open() }
        assertFalse(KeyStoreWrapper.isInvalidated(gone))
        assertTrue(StandInPhone.keys.isEmpty(), "opening made no key of its own")
    }
}
