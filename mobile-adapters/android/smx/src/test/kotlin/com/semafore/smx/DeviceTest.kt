package com.semafore.smx

import org.junit.jupiter.api.Assertions.assertArrayEquals
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertNotEquals
import org.junit.jupiter.api.Assertions.assertNull
import org.junit.jupiter.api.Assertions.assertThrows
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import java.nio.ByteBuffer

class DeviceTest {
    private val text = "text".toByteArray()

    @Test
    fun `the first messages are envelopes, and frames after the answer`() {
        Pair().use { pair ->
            val first = pair.toBob.send(text, pair.bob.bundle(BundleKind.ONE_TIME))
            assertEquals(Envelope.Kind.BOOTSTRAP, first.envelope.kind)
            assertTrue(first.outcome.sessionStarted)
            assertTrue(first.outcome.oneTimePrekeyUsed)
            assertEquals(pair.bob.keys, first.outcome.peer)
            pair.deliver("text", first.envelope)
            assertTrue(pair.alice.peers.single().awaitingFirstReply)

            val answer = pair.toAlice.send("answer".toByteArray())
            assertEquals(Envelope.Kind.CONTINUATION, answer.envelope.kind)
            pair.toBob.receive(answer.envelope).use {
                assertFalse(it.outcome.sessionStarted)
                assertArrayEquals("answer".toByteArray(), it.plaintext.bytes)
            }
            assertEquals(Envelope.Kind.CONTINUATION, pair.toBob.send(text).envelope.kind)
            assertFalse(pair.alice.peers.single().awaitingFirstReply)
        }
    }

    @Test
    fun `headers tell what the bundle said`() {
        Pair().use { pair ->
            val bundle = pair.bob.bundle(BundleKind.ONE_TIME)
            val header = pair.toBob.send(text, bundle).envelope.header as Envelope.BootstrapHeader
            assertEquals(bundle.signedPrekey.keyId, header.signedPrekeyId)
            assertEquals(bundle.oneTimePrekey?.keyId, header.oneTimePrekeyId)
            val plain = pair.alice.send(Bytes.ofText("bob"), text, pair.bob.bundle()).envelope
            assertEquals(header.ephemeralKey, (plain.header as Envelope.BootstrapHeader).ephemeralKey)
        }
    }

    @Test
    fun `each message opens once, and an altered one never`() {
        Pair().greet().use { pair ->
            val frame = pair.toBob.send(text).envelope
            val altered = frame.toByteArray().also { it[it.size - 1] = (it[it.size - 1] + 1).toByte() }
            assertThrows(SmxException.DecryptionFailed::class.java) {
                pair.toAlice.receive(Envelope.of(altered))
            }
            pair.deliver("text", frame)
            assertThrows(SmxException.DuplicateMessage::class.java) { pair.toAlice.receive(frame) }
        }
    }

    @Test
    fun `direct buffers give the same messages and move`() {
        Pair().greet().use { pair ->
            val plaintext = ByteBuffer.allocateDirect(16).put(text).flip() as ByteBuffer
            val wire = ByteBuffer.allocateDirect(Device.envelopeBound(text.size) + 3)
            wire.position(3)
            pair.alice.send(Bytes.ofText("bob"), plaintext, wire)
            assertFalse(plaintext.hasRemaining())
            wire.flip().position(3)
            val copy = ByteArray(wire.remaining()).also { wire.duplicate().get(it) }
            assertEquals(Envelope.Kind.CONTINUATION, Envelope.of(copy).kind)

            val output = ByteBuffer.allocateDirect(wire.remaining() + 5)
            output.position(5)
            val outcome = pair.bob.receive(Bytes.ofText("alice"), pair.alice.keys, wire, output)
            assertEquals(pair.alice.keys, outcome.peer)
            assertEquals(5 + text.size, output.position())
            output.flip().position(5)
            assertArrayEquals(text, ByteArray(output.remaining()).also { output.duplicate().get(it) })
            Secret.wipe(output)
            assertArrayEquals(ByteArray(text.size), ByteArray(text.size).also { output.get(it) })
        }
    }

    @Test
    fun `a direct buffer that is too small changes nothing`() {
        Pair().greet().use { pair ->
            val before = pair.alice.generation
            val small = ByteBuffer.allocateDirect(10)
            assertThrows(SmxException.BufferTooSmall::class.java) {
                pair.alice.send(Bytes.ofText("bob"), ByteBuffer.allocateDirect(100), small)
            }
            assertEquals(0, small.position())
            assertEquals(before, pair.alice.generation)
            assertThrows(IllegalArgumentException::class.java) {
                pair.alice.send(Bytes.ofText("bob"), ByteBuffer.allocate(4), small)
            }
        }
    }

    @Test
    fun `messages of every size arrive, and one byte more is refused`() {
        Pair().greet().use { pair ->
            for (size in listOf(0, 1, 2047, 2048, 2049, 65535, Limits.MAX_PLAINTEXT_SIZE)) {
                val plaintext = ByteArray(size) { it.toByte() }
                pair.toAlice.receive(pair.toBob.send(plaintext).envelope).use {
                    assertArrayEquals(plaintext, it.plaintext.bytes)
                }
            }
            assertThrows(SmxException.TooLarge::class.java) {
                pair.toBob.send(ByteArray(Limits.MAX_PLAINTEXT_SIZE + 1))
            }
        }
    }

    @Test
    fun `a delivery id gives the same bytes until it is acknowledged`() {
        Pair().greet().use { pair ->
            val id = Bytes.ofText("message-1")
            val first = pair.toBob.send(text, deliveryId = id)
            assertEquals(Outcome.Delivery.FRESH, first.outcome.delivery)
            val again = pair.toBob.send(text, deliveryId = id)
            assertEquals(Outcome.Delivery.REPEATED, again.outcome.delivery)
            assertEquals(first.envelope, again.envelope)
            assertEquals(
                listOf(PendingDelivery(id, Bytes.ofText("bob"), PendingDelivery.Direction.OUTGOING)),
                pair.alice.pendingDeliveries,
            )
            pair.alice.acknowledge(id, PendingDelivery.Direction.OUTGOING)
            val done = pair.toBob.send(text, deliveryId = id)
            assertEquals(Outcome.Delivery.DONE, done.outcome.delivery)
            assertNull(done.envelopeOrNull)
            assertThrows(IllegalStateException::class.java) { done.envelope }
        }
    }

    @Test
    fun `a kept plaintext that is larger than the envelope comes whole`() {
        Pair().greet().use { pair ->
            val id = Bytes.ofText("large")
            val large = ByteArray(5000) { 7 }
            val frame = pair.toBob.send(large).envelope
            pair.toAlice.receive(frame, deliveryId = id).close()
            val small = pair.toBob.send(text).envelope
            pair.toAlice.receive(small, deliveryId = id).use {
                assertEquals(Outcome.Delivery.REPEATED, it.outcome.delivery)
                assertArrayEquals(large, it.plaintext.bytes)
            }
        }
    }

    @Test
    fun `prekeys are made, told and used up`() {
        Pair().use { pair ->
            assertEquals(2, pair.bob.oneTimePrekeys.size)
            val made = pair.bob.replenish(3)
            assertEquals(3, made.size)
            assertEquals(made, pair.bob.oneTimePrekeys.drop(2))
            assertTrue(pair.bob.lowOnOneTimePrekeys(6))
            assertFalse(pair.bob.lowOnOneTimePrekeys(5))
            assertThrows(SmxException.InvalidArgument::class.java) {
                pair.bob.replenish(Limits.MAX_PREKEY_BATCH + 1)
            }
            assertThrows(IllegalArgumentException::class.java) { pair.bob.replenish(-1) }
            val bundle = pair.bob.bundle(BundleKind.ONE_TIME)
            pair.deliver("text", pair.toBob.send(text, bundle).envelope)
            assertFalse(pair.bob.oneTimePrekeys.contains(bundle.oneTimePrekey))
        }
    }

    @Test
    fun `the clock decides when to rotate, to restart and to let go`() {
        var now = 1_000_000L
        Pair(clock = { now }).greet().use { pair ->
            val before = pair.bob.signedPrekey
            assertFalse(pair.bob.rotationDue)
            now += Limits.SIGNED_PREKEY_ROTATION_SECONDS
            assertTrue(pair.bob.rotationDue)
            assertNotEquals(before, pair.bob.rotate())
            assertFalse(pair.bob.rotationDue)

            pair.toBob.restart(pair.bob.bundle(), text)
            assertThrows(SmxException.RestartLimited::class.java) {
                pair.toBob.restart(pair.bob.bundle(), text)
            }
            now += 3600
            pair.deliver("text", pair.toBob.restart(pair.bob.bundle(), text).envelope)

            val late = pair.toBob.send(text, pair.bob.bundle())
            now += Limits.REPLACED_PREKEY_LIFETIME_SECONDS
            pair.bob.purge()
            assertFalse(late.outcome.sessionStarted)
        }
    }

    @Test
    fun `three failures in a row suggest a restart`() {
        Pair().greet().use { pair ->
            repeat(Limits.FAILURES_BEFORE_RESTART) {
                assertFalse(pair.toAlice.restartSuggested)
                val frame = pair.toBob.send(text).envelope.toByteArray()
                frame[frame.size - 1] = (frame[frame.size - 1] + 1).toByte()
                assertThrows(SmxException.DecryptionFailed::class.java) {
                    pair.toAlice.receive(Envelope.of(frame))
                }
            }
            assertTrue(pair.toAlice.restartSuggested)
        }
    }

    @Test
    fun `peers and labels`() {
        Pair().greet().use { pair ->
            val peer = pair.alice.peers.single()
            assertEquals("bob", peer.label.toTextOrNull())
            assertEquals(pair.bob.keys, peer.keys)
            assertEquals(1, peer.sessions)
            assertEquals(pair.bob.keys, pair.alice.keysOf(Bytes.ofText("bob")))
            assertThrows(SmxException.NoSession::class.java) { pair.alice.session("carol").peer }
            assertThrows(SmxException.NoSession::class.java) { pair.alice.session("carol").send(text) }
        }
    }

    @Test
    fun `bundles are encoded, verified and refused`() {
        Pair().use { pair ->
            val bundle = pair.bob.bundle(BundleKind.ONE_TIME)
            bundle.verify()
            assertEquals(bundle, Bundle.decode(bundle.encode()))
            val other = pair.alice.signedPrekey.publicKey
            val forged = bundle.copy(signedPrekey = bundle.signedPrekey.copy(publicKey = other))
            assertThrows(SmxException.BadSignature::class.java) { forged.verify() }
            assertThrows(SmxException.BadSignature::class.java) { pair.toBob.send(text, forged) }
            val cut = Bytes.of(bundle.encode().toByteArray().copyOf(100))
            val malformed = assertThrows(SmxException.Malformed::class.java) { Bundle.decode(cut) }
            assertEquals(FaultKind.TRUNCATED, malformed.fault?.kind)
            val longId = bundle.copy(signedPrekey = bundle.signedPrekey.copy(keyId = Bytes.of(ByteArray(65) { 97 })))
            assertThrows(SmxException.Malformed::class.java) { longId.verify() }
            assertThrows(SmxException.InvalidArgument::class.java) { longId.encode() }
            assertThrows(SmxException.Malformed::class.java) { pair.toBob.send(text, longId) }
        }
    }
}
