import com.semafore.smx.Bytes
import com.semafore.smx.Device
import com.semafore.smx.KeyWrapper
import com.semafore.smx.Smx
import com.semafore.smx.Store
import java.io.File
import java.security.SecureRandom
import javax.crypto.Cipher
import javax.crypto.spec.GCMParameterSpec
import javax.crypto.spec.SecretKeySpec

/** Stands in for KeyStoreWrapper("smx") of smx-android-keystore, which needs a telephone. */
class JvmWrapper : KeyWrapper {
    private val key = SecretKeySpec(ByteArray(32).also { SecureRandom().nextBytes(it) }, "AES")

    override fun wrap(dataKey: ByteArray): ByteArray {
        val cipher = Cipher.getInstance("AES/GCM/NoPadding").apply { init(Cipher.ENCRYPT_MODE, key) }
        return cipher.iv + cipher.doFinal(dataKey)
    }

    override fun unwrap(wrapped: ByteArray): ByteArray {
        val cipher = Cipher.getInstance("AES/GCM/NoPadding")
        cipher.init(Cipher.DECRYPT_MODE, key, GCMParameterSpec(128, wrapped, 0, 12))
        return cipher.doFinal(wrapped, 12, wrapped.size - 12)
    }
}

fun main() {
    Smx.init()
    val folder = File.createTempFile("smx", "").also { it.delete() }.also { it.mkdir() }
    val wrapper = JvmWrapper()
    fun store(name: String) = Store.sqlite(File(folder, "$name.db")).use { file ->
        Store.sealed(file, wrapper, Bytes.ofText(name)) // the device's state, sealed
    }

    val alice = Device.create(store("alice"))
    val bob = Device.create(store("bob"), oneTimePrekeys = 10)

    // Bob publishes a bundle; Alice checks it and writes to him first.
    val bundle = bob.bundle().also { it.verify() }
    val sent = alice.session("bob").send("Hello, Bob".toByteArray(), bundle)
    val aliceKeys = alice.keys // from the directory, in an application
    bob.close()

    // Bob's application starts again and finds the message.
    Device.open(store("bob")).use { again ->
        again.session("alice").receive(sent.envelope, aliceKeys).use { received ->
            println(String(received.plaintext.bytes))
        }
    }
    alice.close()
    folder.deleteRecursively()
}
