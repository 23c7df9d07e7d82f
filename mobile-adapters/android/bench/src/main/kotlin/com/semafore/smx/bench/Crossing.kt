package com.semafore.smx.bench

import com.semafore.smx.Bytes
import com.semafore.smx.Device
import com.semafore.smx.Smx
import com.semafore.smx.Store
import java.nio.ByteBuffer

// What the way through Kotlin, JNI and the C interface costs: the same messages of 1 KiB, sent and
// received in one session over stores in memory, by C++ alone, through byte arrays and through
// direct buffers. Rounds of the three take turns, so that a slower minute is everybody's; figures
// are medians of the rounds. Nothing is asserted: docs/embed-in-kotlin.md has the target.

private const val PLAINTEXT_SIZE = 1024
private const val MESSAGES = 4000
private const val WARM_UP = 5
private const val ROUNDS = 15

private class KotlinPair : AutoCloseable {
    private val alice = Device.create(Store.inMemory())
    private val bob = Device.create(Store.inMemory())
    private val toBob = Bytes.ofText("bob")
    private val toAlice = Bytes.ofText("alice")
    private val aliceKeys = alice.keys
    private val plaintext = ByteArray(PLAINTEXT_SIZE) { 0x5a }
    private val direct = ByteBuffer.allocateDirect(PLAINTEXT_SIZE)
    private val wire = ByteBuffer.allocateDirect(Device.envelopeBound(PLAINTEXT_SIZE))
    private val opened = ByteBuffer.allocateDirect(Device.envelopeBound(PLAINTEXT_SIZE))

    init {
        val first = alice.send(toBob, plaintext, bob.bundle()).envelope
        bob.receive(toAlice, aliceKeys, first.bytes).close()
        val answer = bob.send(toAlice, plaintext).envelope
        alice.receive(toBob, bob.keys, answer.bytes).close()
    }

    fun arrays() = repeat(MESSAGES) {
        val envelope = alice.send(toBob, plaintext).envelope
        bob.receive(toAlice, aliceKeys, envelope.bytes).use { check(it.plaintext.size == PLAINTEXT_SIZE) }
    }

    fun buffers() = repeat(MESSAGES) {
        direct.clear()
        wire.clear()
        opened.clear()
        alice.send(toBob, direct, wire)
        wire.flip()
        bob.receive(toAlice, aliceKeys, wire, opened)
        check(opened.position() == PLAINTEXT_SIZE)
    }

    override fun close() {
        alice.close()
        bob.close()
    }
}

private fun nanosPerMessage(round: () -> Unit): Double {
    val start = System.nanoTime()
    round()
    return (System.nanoTime() - start).toDouble() / MESSAGES
}

private fun median(values: List<Double>): Double = values.sorted()[values.size / 2]

fun main() {
    Smx.init()
    System.loadLibrary("smx-jni-bench")
    val cpp = CppMessages.open(PLAINTEXT_SIZE)
    check(cpp != 0L) { "no devices" }
    KotlinPair().use { kotlin ->
        val works = listOf<Pair<String, () -> Unit>>(
            "C++" to { check(CppMessages.exchange(cpp, MESSAGES) == MESSAGES) },
            "Kotlin, byte arrays" to kotlin::arrays,
            "Kotlin, direct buffers" to kotlin::buffers,
        )
        repeat(WARM_UP) { works.forEach { it.second() } }
        val rounds = List(ROUNDS) { works.map { nanosPerMessage(it.second) } }
        val medians = works.indices.map { work -> median(rounds.map { it[work] }) }
        println("a message of $PLAINTEXT_SIZE bytes, sent and received; medians of $ROUNDS rounds of $MESSAGES")
        works.forEachIndexed { index, (name, _) ->
            println("%-24s %8.0f ns   %.2f x".format(name, medians[index], medians[index] / medians[0]))
        }
    }
    CppMessages.close(cpp)
}
