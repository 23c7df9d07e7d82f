package com.semafore.smx.coroutines

import com.semafore.smx.Bytes
import com.semafore.smx.Device
import com.semafore.smx.SessionStore
import com.semafore.smx.SmxException
import com.semafore.smx.Store
import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.async
import kotlinx.coroutines.awaitAll
import kotlinx.coroutines.joinAll
import kotlinx.coroutines.launch
import kotlinx.coroutines.runBlocking
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertThrows
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import java.util.concurrent.CountDownLatch
import java.util.concurrent.RejectedExecutionException
import java.util.concurrent.TimeUnit
import kotlin.coroutines.cancellation.CancellationException

class SuspendingDeviceTest {
    private val alice = Bytes.ofText("alice")
    private val bob = Bytes.ofText("bob")

    /** A store whose commits can be held. */
    private class GatedStore : SessionStore {
        private val records = HashMap<String, ByteArray>()
        private var generation = 0L
        val begun = CompletableDeferred<Unit>()
        @Volatile var gate: CountDownLatch? = null

        override fun load() = SessionStore.Contents(
            generation, records.map { (id, value) -> SessionStore.Record(id, value.copyOf()) },
        )

        override fun commit(expectedGeneration: Long, changes: List<SessionStore.Change>) {
            gate?.let {
                begun.complete(Unit)
                check(it.await(60, TimeUnit.SECONDS))
            }
            if (expectedGeneration != generation) throw SmxException.StaleState()
            for (change in changes) {
                when (change) {
                    is SessionStore.Change.Put -> records[change.id] = change.value
                    is SessionStore.Change.Delete -> records.remove(change.id)
                }
            }
            generation++
        }
    }

    @Test
    fun `many coroutines send, each message arrives once`() = runBlocking {
        val bobDevice = Device.create(Store.inMemory())
        val bundle = bobDevice.bundle()
        val aliceDevice = Device.create(Store.inMemory())
        val aliceKeys = aliceDevice.keys
        SuspendingDevice(aliceDevice).use { sender ->
            SuspendingDevice(bobDevice).use { receiver ->
                val sent = (0 until 100).map { number ->
                    async(Dispatchers.Default) { sender.send(bob, "$number".toByteArray(), bundle) }
                }.awaitAll()
                val texts = sent.map { message ->
                    async(Dispatchers.Default) {
                        receiver.receive(alice, aliceKeys, message.envelope).use { String(it.plaintext.bytes) }
                    }
                }.awaitAll()
                assertEquals((0 until 100).map(Int::toString).toSet(), texts.toSet())
            }
        }
    }

    @Test
    fun `what has begun is finished, what has not is left out`() = runBlocking {
        val store = GatedStore()
        val native = Store.of(store)
        val device = SuspendingDevice(Device.create(native))
        val gate = CountDownLatch(1)
        store.gate = gate
        val first = launch(Dispatchers.Default) { device.run { it.replenish(1) } }
        store.begun.await()
        val second = launch(Dispatchers.Default) { device.run { it.replenish(10) } }
        second.cancel()
        first.cancel(CancellationException("nobody waits"))
        gate.countDown()
        joinAll(first, second)
        assertEquals(1, device.run { it.oneTimePrekeys.size })
        device.close()
    }

    @Test
    fun `a device that another was faster than reloads`() = runBlocking {
        val native = Store.inMemory()
        Device.create(native).close()
        val other = Device.open(native)
        SuspendingDevice(Device.open(native)).use { device ->
            other.replenish(2)
            assertEquals(1, device.run { it.replenish(1) }.size)
            assertEquals(3, device.run { it.oneTimePrekeys.size })
        }
        other.close()
    }

    @Test
    fun `after close nothing runs`() {
        val inner = Device.create(Store.inMemory())
        val device = SuspendingDevice(inner)
        device.close()
        val refused = assertThrows(Exception::class.java) { runBlocking { device.run { it.keys } } }
        assertTrue(
            refused is IllegalStateException || refused is RejectedExecutionException ||
                refused.cause is RejectedExecutionException,
            "$refused",
        )
    }
}
