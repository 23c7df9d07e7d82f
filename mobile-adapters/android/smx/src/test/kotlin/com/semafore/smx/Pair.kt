package com.semafore.smx

import org.junit.jupiter.api.Assertions.assertArrayEquals

/** Two devices, and messages between them. */
class Pair(
    aliceStore: Store = Store.inMemory(),
    bobStore: Store = Store.inMemory(),
    clock: Clock? = null,
) : AutoCloseable {
    val alice: Device = Device.create(aliceStore, clock = clock)
    val bob: Device = Device.create(bobStore, oneTimePrekeys = 2, clock = clock)

    val toBob: Session = alice.session("bob")
    val toAlice: Session = bob.session("alice")

    /** After this both sides send frames. */
    fun greet(): Pair {
        deliver("hello", toBob.send("hello".toByteArray(), bob.bundle(BundleKind.ONE_TIME)).envelope)
        val answer = toAlice.send("answer".toByteArray()).envelope
        toBob.receive(answer).use { assertArrayEquals("answer".toByteArray(), it.plaintext.bytes) }
        return this
    }

    /** To Bob, who must read that. */
    fun deliver(expected: String, envelope: Envelope) {
        toAlice.receive(envelope, alice.keys).use {
            assertArrayEquals(expected.toByteArray(), it.plaintext.bytes)
        }
    }

    override fun close() {
        alice.close()
        bob.close()
    }
}
