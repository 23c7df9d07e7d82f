package com.semafore.smx.coroutines

import com.semafore.smx.Bundle
import com.semafore.smx.Bytes
import com.semafore.smx.Device
import com.semafore.smx.DeviceKeys
import com.semafore.smx.Envelope
import com.semafore.smx.Received
import com.semafore.smx.Sent
import kotlinx.coroutines.CoroutineDispatcher
import kotlinx.coroutines.NonCancellable
import kotlinx.coroutines.asCoroutineDispatcher
import kotlinx.coroutines.currentCoroutineContext
import kotlinx.coroutines.ensureActive
import kotlinx.coroutines.withContext
import java.util.concurrent.Executors

/**
 * A [Device] for coroutines: every operation runs on one thread of its own, in the order in which
 * they were asked for, so that no caller's thread waits for the disk.
 *
 * An operation that has begun is finished even when its coroutine is cancelled, because it is a
 * commit; one that has not begun is left out. Use delivery ids where a result must survive the
 * cancellation of who waits for it.
 */
public class SuspendingDevice(private val device: Device) : AutoCloseable {
    private val executor = Executors.newSingleThreadExecutor { work ->
        Thread(work, "smx-device").apply { isDaemon = true }
    }
    private val dispatcher: CoroutineDispatcher = executor.asCoroutineDispatcher()

    /**
     * Any operations of the device, together and undivided; tried again after a reload when another
     * process was faster, so the block must be one that may run again.
     */
    public suspend fun <T> run(operation: (Device) -> T): T {
        currentCoroutineContext().ensureActive()
        return withContext(dispatcher) {
            ensureActive()
            withContext(NonCancellable) { device.retrying(operation = operation) }
        }
    }

    /** See [Device.send]. */
    public suspend fun send(
        label: Bytes,
        plaintext: ByteArray,
        bundle: Bundle? = null,
        deliveryId: Bytes? = null,
    ): Sent = run { it.send(label, plaintext, bundle, deliveryId) }

    /** See [Device.receive]. */
    public suspend fun receive(
        label: Bytes,
        sender: DeviceKeys,
        envelope: Envelope,
        deliveryId: Bytes? = null,
    ): Received = run { it.receive(label, sender, envelope.bytes, deliveryId) }

    /** Closes the device, too, after what was asked for before. */
    override fun close() {
        executor.execute(device::close)
        executor.shutdown()
    }
}
