package com.semafore.smx

import org.junit.jupiter.api.Assertions.assertArrayEquals
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertSame
import org.junit.jupiter.api.Assertions.assertThrows
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.io.TempDir
import java.io.File

class StoreTest {
    private val text = "text".toByteArray()
    private val name = Bytes.ofText("phone")

    /** Wraps by an exclusive or: enough to see that it is asked. */
    private class XorWrapper(private val mask: Int = 0x55) : KeyWrapper {
        var failure: Exception? = null
        var seen: ByteArray? = null

        override fun wrap(dataKey: ByteArray): ByteArray {
            seen = dataKey
            return masked(dataKey)
        }

        override fun unwrap(wrapped: ByteArray): ByteArray {
            failure?.let { throw it }
            return masked(wrapped)
        }

        private fun masked(bytes: ByteArray) = ByteArray(bytes.size) { (bytes[it].toInt() xor mask).toByte() }
    }

    private class MapCounter : RollbackCounter {
        var value = 0L
        var failure: Exception? = null

        override fun read(): Long = failure?.let { throw it } ?: value

        override fun advance(value: Long) {
            failure?.let { throw it }
            this.value = maxOf(this.value, value)
        }
    }

    @Test
    fun `a device lives on in a file`(@TempDir folder: File) {
        val file = File(folder, "döner.db")
        val keys = Store.sqlite(file).use { store -> Device.create(store).use { it.keys } }
        assertTrue(file.exists())
        Store.sqlite(file).use { store -> Device.open(store).use { assertEquals(keys, it.keys) } }
        Store.sqlite(File(folder, "empty.db")).use { store ->
            assertThrows(SmxException.InvalidArgument::class.java) { Device.open(store) }
        }
        assertThrows(SmxException.StorageFailed::class.java) { Store.sqlite(File(folder, "no/where")) }
    }

    @Test
    fun `a device lives on in the application's store`() {
        val inner = MapStore()
        Pair(bobStore = Store.of(inner)).greet().use { pair ->
            val frame = pair.toBob.send(text).envelope
            Device.open(Store.of(inner)).use { again ->
                assertEquals(pair.bob.keys, again.keys)
                again.session("alice").receive(frame).use { assertArrayEquals(text, it.plaintext.bytes) }
                assertEquals(inner.generation, again.generation)
            }
            assertThrows(SmxException.StaleState::class.java) { pair.bob.replenish(1) }
            assertEquals(1, pair.bob.retrying { it.replenish(1) }.size)
            assertThrows(SmxException.DuplicateMessage::class.java) { pair.toAlice.receive(frame) }
        }
    }

    @Test
    fun `what a store throws is the cause, and nothing happened`() {
        val inner = MapStore()
        val device = Device.create(Store.of(inner))
        val before = device.oneTimePrekeys
        inner.failure = java.io.IOException("the disk is full")
        val failed = assertThrows(SmxException.StorageFailed::class.java) { device.replenish(1) }
        assertSame(inner.failure, failed.cause)
        assertEquals(ErrorCode.STORAGE_FAILED, failed.code)
        inner.failure = SmxException.StorageCorrupt()
        assertThrows(SmxException.StorageCorrupt::class.java) { device.reload() }
        inner.failure = null
        device.reload()
        assertEquals(before, device.oneTimePrekeys)
        device.close()
    }

    @Test
    fun `even an Error of a store becomes a status`() {
        val hostile = object : SessionStore {
            override fun load(): SessionStore.Contents = throw StackOverflowError()

            override fun commit(expectedGeneration: Long, changes: List<SessionStore.Change>) = Unit
        }
        val failed = assertThrows(SmxException.StorageFailed::class.java) {
            Device.create(Store.of(hostile))
        }
        assertTrue(failed.cause is StackOverflowError)
    }

    @Test
    fun `a sealed store opens with its wrapper and name alone`() {
        val inner = MapStore()
        val wrapper = XorWrapper()
        val keys = Store.sealed(Store.of(inner), wrapper, name).use { store ->
            Device.create(store).use { it.keys }
        }
        assertArrayEquals(ByteArray(Limits.KEY_SIZE), wrapper.seen, "the data key was wiped")
        Store.sealed(Store.of(inner), wrapper, name).use { store ->
            Device.open(store).use { assertEquals(keys, it.keys) }
            assertTrue(store.sealsUsed > 0)
            val seals = store.sealsUsed
            store.rekey()
            assertTrue(store.sealsUsed <= seals + 10)
            Device.open(store).use { assertEquals(keys, it.keys) }
        }
        assertThrows(SmxException.StorageCorrupt::class.java) {
            Store.sealed(Store.of(inner), wrapper, Bytes.ofText("tablet"))
        }
        wrapper.failure = IllegalStateException("locked")
        val locked = assertThrows(SmxException.KeyUnavailable::class.java) {
            Store.sealed(Store.of(inner), wrapper, name)
        }
        assertSame(wrapper.failure, locked.cause)
    }

    @Test
    fun `with a counter an older state is refused`() {
        val inner = MapStore()
        val counter = MapCounter()
        val store = Store.sealed(Store.of(inner), XorWrapper(), name, counter)
        val device = Device.create(store)
        val backup = inner.snapshot()
        val at = inner.generation
        device.replenish(1)
        assertTrue(counter.value > 0)
        counter.failure = java.io.IOException("no counter")
        val failed = assertThrows(SmxException.CounterFailed::class.java) { device.replenish(1) }
        assertSame(counter.failure, failed.cause)
        counter.failure = null
        device.close()
        store.close()
        inner.restore(backup, at)
        assertThrows(SmxException.StaleState::class.java) {
            Device.open(Store.sealed(Store.of(inner), XorWrapper(), name, counter))
        }
    }

    @Test
    fun `what a clock throws is the cause`() {
        val broken = IllegalStateException("no time")
        val failed = assertThrows(SmxException.ClockFailed::class.java) {
            Device.create(Store.inMemory(), clock = { throw broken })
        }
        assertSame(broken, failed.cause)
    }
}
