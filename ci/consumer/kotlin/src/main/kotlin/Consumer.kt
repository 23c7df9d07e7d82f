import com.semafore.smx.Bytes
import com.semafore.smx.Device
import com.semafore.smx.Envelope
import com.semafore.smx.Smx
import com.semafore.smx.SmxException
import com.semafore.smx.Store
import com.semafore.smx.coroutines.SuspendingDevice
import kotlinx.coroutines.runBlocking

/** What an application makes of an error. */
private fun advice(failure: SmxException): String = when (failure) {
    is SmxException.StaleState -> "reload"
    is SmxException.NoSession, is SmxException.UnknownPrekey -> "fetch a bundle"
    is SmxException.KeyUnavailable -> "unlock"
    else -> failure.name
}

fun main() = runBlocking {
    Smx.init()
    val bob = Device.create(Store.inMemory(), oneTimePrekeys = 1)
    val alice = Device.create(Store.inMemory())
    val aliceKeys = alice.keys
    val bundle = bob.bundle()
    SuspendingDevice(alice).use { sender ->
        try {
            sender.send(Bytes.ofText("bob"), ByteArray(1))
            error("sent without a session")
        } catch (failure: SmxException) {
            check(advice(failure) == "fetch a bundle")
        }
        val sent = sender.send(Bytes.ofText("bob"), "from outside".toByteArray(), bundle)
        check(sent.envelope.kind == Envelope.Kind.BOOTSTRAP)
        bob.session("alice").receive(sent.envelope, aliceKeys).use {
            println("${Smx.version}: ${String(it.plaintext.bytes)}")
        }
    }
    bob.close()
}
