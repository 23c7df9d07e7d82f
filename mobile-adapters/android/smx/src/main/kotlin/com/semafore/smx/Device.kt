package com.semafore.smx

import java.nio.Buffer
import java.nio.ByteBuffer

/**
 * One device with its keys, prekeys and sessions. Every operation is one atomic commit to its
 * store: nothing it yields leaves before that is durable.
 *
 * Any thread may use it; calls on one device wait for each other. After
 * [SmxException.StaleState] (another process was faster) and [SmxException.StorageFailed] call
 * [reload] and try again: [retrying] does both. A use after [close] is an [IllegalStateException].
 *
 * A label (0 to [Limits.MAX_LABEL_SIZE] bytes) is the application's name of a peer's device. A
 * delivery id (1 to [Limits.MAX_DELIVERY_ID_SIZE] bytes) names a message: its output is kept, in
 * the same commit, until [acknowledge], so that a crash neither loses nor repeats it.
 */
public class Device private constructor(number: Long) : AutoCloseable {
    internal val handle = NativeHandle(number, "device", Native::deviceFree)
    private val watch = Reaper.watch(this, handle)

    /** This device's two public identities. */
    public val keys: DeviceKeys get() = FlatReader(handle.use(Native::deviceKeys)).keys()

    /** The signed prekey to publish. */
    public val signedPrekey: SignedPrekey
        get() = FlatReader(handle.use(Native::deviceSignedPrekey)).signedPrekey()

    /**
     * The one-time prekeys that are left, in the order in which they were made. All are durable
     * and may be published again.
     */
    public val oneTimePrekeys: List<OneTimePrekey>
        get() = FlatReader(handle.use(Native::deviceOneTimePrekeys)).list { oneTimePrekey() }

    /** Is the signed prekey 7 days old, or of unknown age? Then [rotate]. */
    public val rotationDue: Boolean get() = handle.use(Native::deviceRotationDue)

    /** The number of the last commit, as this device knows it. */
    public val generation: Long get() = handle.use(Native::deviceGeneration)

    /** The peer devices that this one has sessions with. */
    public val peers: List<Peer>
        get() = FlatReader(handle.use(Native::devicePeers)).list {
            Peer(shortString(), keys(), count(), count(), flag(), flag())
        }

    /** Outputs that were made and never acknowledged: what to finish after a crash. */
    public val pendingDeliveries: List<PendingDelivery>
        get() = FlatReader(handle.use(Native::devicePendingDeliveries)).list {
            PendingDelivery(
                shortString(),
                shortString(),
                if (flag()) PendingDelivery.Direction.OUTGOING else PendingDelivery.Direction.INCOMING,
            )
        }

    /** A view of one peer's device. */
    public fun session(label: Bytes): Session = Session(this, label)

    /** A view of one peer's device, by a label that is text. */
    public fun session(label: String): Session = Session(this, Bytes.ofText(label))

    /** A bundle to publish, or to hand to one peer. */
    @JvmOverloads
    public fun bundle(kind: BundleKind = BundleKind.PLAIN): Bundle =
        FlatReader(handle.use { Native.deviceBundle(it, kind.number) }).bundle()

    /**
     * Makes [count] one-time prekeys and gives them.
     *
     * @throws SmxException.InvalidArgument for more than [Limits.MAX_PREKEY_BATCH], or more than
     *   [Limits.MAX_ONE_TIME_PREKEYS] in all
     */
    public fun replenish(count: Int): List<OneTimePrekey> {
        require(count >= 0) { "a negative count" }
        return FlatReader(handle.use { Native.deviceReplenish(it, count.toLong()) })
            .list { oneTimePrekey() }
    }

    /** Are fewer than [threshold] one-time prekeys left? */
    public fun lowOnOneTimePrekeys(threshold: Int): Boolean {
        require(threshold >= 0) { "a negative threshold" }
        return handle.use { Native.deviceLowOnOneTimePrekeys(it, threshold.toLong()) }
    }

    /** Makes a new signed prekey; the one it replaces serves 14 days more. */
    public fun rotate(): SignedPrekey =
        FlatReader(handle.use(Native::deviceRotate)).signedPrekey()

    /**
     * Encrypts for the device behind [label]; with a [bundle], where there is no session, for the
     * bundle's device, which the label stands for from then on. The plaintext is the caller's to
     * wipe.
     *
     * @throws SmxException.NoSession without a session and without a bundle
     * @throws SmxException.Malformed for a bundle of a wrong form; so BadSignature, LowOrderPoint
     * @throws SmxException.NoSendingChain a responder has to receive first
     * @throws SmxException.TooLarge over [Limits.MAX_PLAINTEXT_SIZE] bytes
     * @throws SmxException.ChainExhausted
     */
    @JvmOverloads
    public fun send(
        label: Bytes,
        plaintext: ByteArray,
        bundle: Bundle? = null,
        deliveryId: Bytes? = null,
    ): Sent {
        val outcome = ByteArray(Outcome.FLAT_SIZE)
        val output = handle.use {
            Native.deviceSend(
                it, label.array, plaintext, 0, plaintext.size, bundle?.flat(), deliveryId?.array,
                outcome,
            )
        }
        return Sent(output, Outcome(outcome))
    }

    /**
     * The same over direct buffers: from the position of [plaintext] to its limit, into [envelope]
     * at its position; both positions move. Nothing of it touches the heap of the virtual machine.
     * [envelopeBound] tells how much room an envelope may need.
     *
     * @throws SmxException.BufferTooSmall and nothing was done
     */
    @JvmOverloads
    public fun send(
        label: Bytes,
        plaintext: ByteBuffer,
        envelope: ByteBuffer,
        bundle: Bundle? = null,
        deliveryId: Bytes? = null,
    ): Outcome {
        requireDirect(plaintext, envelope)
        val outcome = ByteArray(Outcome.FLAT_SIZE)
        val written = handle.use {
            Native.deviceSendDirect(
                it, label.array, plaintext, plaintext.position(), plaintext.remaining(),
                bundle?.flat(), deliveryId?.array, envelope, envelope.position(),
                envelope.remaining(), outcome,
            )
        }
        return moved(written, plaintext, envelope, outcome)
    }

    /**
     * Decrypts one envelope from a device whose keys the caller took from an authenticated
     * directory entry; the label stands for that pair from then on. Close what it gives.
     *
     * @throws SmxException.Malformed and NoSession, ReplayedBootstrap, UnknownPrekey,
     *   LowOrderPoint, TooManySkipped, DuplicateMessage, DecryptionFailed
     */
    @JvmOverloads
    public fun receive(
        label: Bytes,
        sender: DeviceKeys,
        envelope: Bytes,
        deliveryId: Bytes? = null,
    ): Received {
        val outcome = ByteArray(Outcome.FLAT_SIZE)
        val output = handle.use {
            Native.deviceReceive(
                it, label.array, sender.flat(), envelope.array, 0, envelope.size,
                deliveryId?.array, outcome,
            )
        }
        return Received(output, Outcome(outcome))
    }

    /**
     * The same over direct buffers. [plaintext] needs as much room as the envelope has bytes; wipe
     * it with [Secret.wipe].
     *
     * @throws SmxException.BufferTooSmall and nothing was done
     */
    @JvmOverloads
    public fun receive(
        label: Bytes,
        sender: DeviceKeys,
        envelope: ByteBuffer,
        plaintext: ByteBuffer,
        deliveryId: Bytes? = null,
    ): Outcome {
        requireDirect(envelope, plaintext)
        val outcome = ByteArray(Outcome.FLAT_SIZE)
        val written = handle.use {
            Native.deviceReceiveDirect(
                it, label.array, sender.flat(), envelope, envelope.position(),
                envelope.remaining(), deliveryId?.array, plaintext, plaintext.position(),
                plaintext.remaining(), outcome,
            )
        }
        return moved(written, envelope, plaintext, outcome)
    }

    /**
     * Replaces the session with a peer that no longer understands us: the old one still decrypts
     * and never sends again.
     *
     * @throws SmxException.RestartLimited sooner than the interval allows; otherwise as [send]
     */
    @JvmOverloads
    public fun restart(
        label: Bytes,
        bundle: Bundle,
        plaintext: ByteArray,
        deliveryId: Bytes? = null,
    ): Sent {
        val outcome = ByteArray(Outcome.FLAT_SIZE)
        val output = handle.use {
            Native.deviceRestart(
                it, label.array, plaintext, 0, plaintext.size, bundle.flat(), deliveryId?.array,
                outcome,
            )
        }
        return Sent(output, Outcome(outcome))
    }

    /**
     * Did three frames in a row from this peer fail as a lost session fails? A relay can forge
     * that: the limit of [restart] is the defence.
     */
    public fun restartSuggested(peer: DeviceKeys): Boolean =
        handle.use { Native.deviceRestartSuggested(it, peer.flat()) }

    /** The output of this delivery id was handed over. Unknown ids are fine. */
    public fun acknowledge(deliveryId: Bytes, direction: PendingDelivery.Direction): Unit =
        handle.use {
            Native.deviceAcknowledge(
                it, deliveryId.array, direction == PendingDelivery.Direction.OUTGOING,
            )
        }

    /**
     * The pair of keys that a label stands for.
     *
     * @throws SmxException.NoSession for none
     */
    public fun keysOf(label: Bytes): DeviceKeys =
        FlatReader(handle.use { Native.deviceKeysOf(it, label.array) }).keys()

    /**
     * Lets go what is too old: skipped keys, archived sessions, replaced signed prekeys with their
     * seen bootstraps, acknowledged delivery ids. Call it about once a day.
     */
    public fun purge(): Unit = handle.use(Native::devicePurge)

    /** Reads the state again. */
    public fun reload(): Unit = handle.use(Native::deviceReload)

    /**
     * Runs [operation], and again after [reload] as long as another process was faster.
     *
     * @throws SmxException.StaleState when it was, [attempts] times in a row
     */
    public inline fun <T> retrying(attempts: Int = 16, operation: (Device) -> T): T {
        var left = attempts
        while (true) {
            try {
                return operation(this)
            } catch (stale: SmxException.StaleState) {
                left -= 1
                if (left <= 0) {
                    throw stale
                }
                reload()
            }
        }
    }

    /** Frees the device once the calls that are under way have ended; its state stays in the store. */
    override fun close() {
        Reaper.forget(watch)
        handle.close()
    }

    private fun moved(written: Int, input: ByteBuffer, output: ByteBuffer, outcome: ByteArray): Outcome {
        if (written < DONE) {
            throw SmxException.BufferTooSmall()
        }
        moveTo(input, input.limit())
        if (written > 0) {
            moveTo(output, output.position() + written)
        }
        return Outcome(outcome)
    }

    /** As a Buffer: a ByteBuffer's own `position` is not on every Android. */
    private fun moveTo(buffer: Buffer, position: Int) {
        buffer.position(position)
    }

    private fun requireDirect(input: ByteBuffer, output: ByteBuffer) {
        require(input.isDirect && output.isDirect) { "a buffer is not direct" }
        require(!output.isReadOnly) { "the output is read-only" }
    }

    public companion object {
        private const val DONE = -1

        /**
         * Makes a device in an empty store.
         *
         * @param clock the system's when null
         * @param oneTimePrekeys how many, at most [Limits.MAX_PREKEY_BATCH]
         * @throws SmxException.InvalidArgument when the store is not empty
         */
        @JvmStatic
        @JvmOverloads
        public fun create(store: Store, oneTimePrekeys: Int = 0, clock: Clock? = null): Device {
            require(oneTimePrekeys >= 0) { "a negative count" }
            return Device(
                store.handle.use {
                    Native.deviceCreate(it, clock?.let(::ClockBridge), oneTimePrekeys.toLong())
                },
            )
        }

        /**
         * Opens the device that a store holds.
         *
         * @throws SmxException.InvalidArgument when the store is empty
         * @throws SmxException.StateUnreadable and StateTooNew, StorageCorrupt
         */
        @JvmStatic
        @JvmOverloads
        public fun open(store: Store, clock: Clock? = null): Device =
            Device(store.handle.use { Native.deviceOpen(it, clock?.let(::ClockBridge)) })

        /** The largest envelope of a plaintext of this size; 0 when it is too large to be sent. */
        @JvmStatic
        public fun envelopeBound(plaintextSize: Int): Int {
            require(plaintextSize >= 0) { "a negative size" }
            NativeLibrary.ensureLoaded()
            return Native.envelopeBound(plaintextSize)
        }

        /** For the test library alone, which makes native devices of its own. */
        internal fun adopt(number: Long): Device = Device(number)
    }
}
