package com.semafore.smx

import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertThrows
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import java.util.concurrent.CountDownLatch
import java.util.concurrent.TimeUnit
import java.util.concurrent.atomic.AtomicInteger
import kotlin.concurrent.thread

class LifetimeTest {
    private val text = ByteArray(10)

    @Test
    fun `every use after close is an IllegalStateException`() {
        val store = Store.inMemory()
        val device = Device.create(store)
        val session = device.session("bob")
        val bundle = Pair().use { it.bob.bundle() }
        device.close()
        device.close()
        val uses = listOf<() -> Unit>(
            { device.keys }, { device.signedPrekey }, { device.oneTimePrekeys }, { device.bundle() },
            { device.replenish(1) }, { device.rotate() }, { device.rotationDue }, { device.purge() },
            { device.reload() }, { device.generation }, { device.peers },
            { device.pendingDeliveries }, { device.keysOf(Bytes.EMPTY) },
            { device.restartSuggested(bundle.keys) }, { session.send(text, bundle) },
            { session.restart(bundle, text) },
            { device.receive(Bytes.EMPTY, bundle.keys, Bytes.EMPTY) },
            { device.acknowledge(Bytes.EMPTY, PendingDelivery.Direction.INCOMING) },
        )
        for (use in uses) {
            assertThrows(IllegalStateException::class.java) { use() }
        }
        store.close()
        assertThrows(IllegalStateException::class.java) { Device.open(store) }
        assertThrows(IllegalStateException::class.java) { store.rekey() }
    }

    @Test
    fun `a device goes on over a store that was closed first`() {
        val pair = Pair(Store.inMemory().also { it.close() }.let { Store.inMemory() })
        val store = Store.of(MapStore())
        val device = Device.create(store)
        store.close()
        System.gc()
        device.replenish(1)
        assertEquals(1, device.oneTimePrekeys.size)
        device.close()
        pair.close()
    }

    @Test
    fun `close waits for the calls that are under way`() {
        val inCommit = CountDownLatch(1)
        val goOn = CountDownLatch(1)
        val held = object : SessionStore {
            val inner = MapStore()
            var hold = false

            override fun load() = inner.load()

            override fun commit(expectedGeneration: Long, changes: List<SessionStore.Change>) {
                if (hold) {
                    inCommit.countDown()
                    assertTrue(goOn.await(60, TimeUnit.SECONDS))
                }
                inner.commit(expectedGeneration, changes)
            }
        }
        val device = Device.create(Store.of(held))
        held.hold = true
        val made = AtomicInteger()
        val user = thread { made.set(device.replenish(4).size) }
        assertTrue(inCommit.await(60, TimeUnit.SECONDS))
        device.close()
        assertThrows(IllegalStateException::class.java) { device.keys }
        goOn.countDown()
        user.join()
        assertEquals(4, made.get())
    }

    @Test
    fun `a device that its own callback uses is refused, and may be closed there`() {
        var device: Device? = null
        var refused = 0
        val meddling = object : SessionStore {
            val inner = MapStore()

            override fun load() = inner.load()

            override fun commit(expectedGeneration: Long, changes: List<SessionStore.Change>) {
                device?.let {
                    assertThrows(SmxException.InvalidArgument::class.java) { it.generation }
                    refused++
                    it.close()
                }
                inner.commit(expectedGeneration, changes)
            }
        }
        device = Device.create(Store.of(meddling))
        assertEquals(1, device.replenish(1).size)
        assertEquals(1, refused)
        assertThrows(IllegalStateException::class.java) { device.keys }
    }

    @Test
    fun `what nobody closes is freed once, when nobody can reach it`() {
        val freed = AtomicInteger()
        repeat(50) { Reaper.watch(Any(), NativeHandle(it.toLong(), "thing") { freed.incrementAndGet() }) }
        val before = Reaper.watchedCount
        repeat(50) { Device.create(Store.inMemory()) }
        val deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60)
        while ((Reaper.watchedCount > before - 50 || freed.get() < 50) && System.nanoTime() < deadline) {
            System.gc()
            Thread.yield()
        }
        assertEquals(50, freed.get())
        assertTrue(Reaper.watchedCount <= before - 50, "${Reaper.watchedCount} watched, $before before")
    }

    @Test
    fun `devices that are made and closed leave nothing`() {
        val store = Store.of(MapStore())
        Device.create(store).close()
        repeat(300) { Device.open(store).close() }
        val before = residentKib()
        repeat(3000) { Device.open(store).close() }
        val grown = residentKib() - before
        assertTrue(grown < 8192, "3000 devices left $grown KiB")
    }

    @Test
    fun `a device serves several threads at once`() {
        Pair().greet().use { pair ->
            val envelopes = (0 until 4).map { ArrayList<Envelope>() }
            (0 until 4).map { worker ->
                thread { repeat(50) { envelopes[worker].add(pair.toBob.send(text).envelope) } }
            }.forEach(Thread::join)
            val all = envelopes.flatten()
            assertEquals(200, all.map { (it.header as Envelope.ContinuationHeader).number }.toSet().size)
            all.forEach { pair.toAlice.receive(it).close() }
        }
    }

    private fun residentKib(): Long {
        System.gc()
        return java.io.File("/proc/self/status").readLines()
            .first { it.startsWith("VmRSS:") }
            .filter(Char::isDigit).toLong()
    }
}
