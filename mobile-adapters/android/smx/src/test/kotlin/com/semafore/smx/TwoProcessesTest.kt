package com.semafore.smx

import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertThrows
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.io.TempDir
import java.io.File
import java.util.concurrent.TimeUnit

/** An app and its notification extension: two processes, one store. */
class TwoProcessesTest {
    private val messages = 60

    @Test
    fun `no message is lost, none comes twice, and who was slower is told`(@TempDir folder: File) {
        val inbox = File(folder, "inbox").also { it.mkdir() }
        val file = File(folder, "bob.db")
        Pair(bobStore = Store.sqlite(file)).greet().use { pair ->
            File(inbox, "sender").writeBytes(pair.alice.bundle().encode().toByteArray())
            repeat(messages) { number ->
                val envelope = pair.toBob.send("$number".toByteArray()).envelope
                File(inbox, "$number").writeBytes(envelope.toByteArray())
            }
        }

        val app = Device.open(Store.sqlite(file))
        val extension = start(file, inbox)
        try {
            val answers = extension.inputStream.bufferedReader()
            val commands = extension.outputStream.bufferedWriter()
            assertEquals("open", answers.readLine())

            commands.write("take 0\n")
            commands.flush()
            assertEquals("0 0 0", answers.readLine())
            assertThrows(SmxException.StaleState::class.java) {
                app.receive(
                    Bytes.ofText("alice"), app.keysOf(Bytes.ofText("alice")),
                    Bytes.of(File(inbox, "1").readBytes()),
                )
            }
            app.reload()

            commands.write("race\n")
            commands.flush()
            val ours = receiveAll(app, inbox, 0 until messages)
            val answer = answers.readLine().split(" ")
            val theirs = answer[0].split(",").filter(String::isNotEmpty).map(String::toInt)

            val all = listOf(0) + ours.received + theirs
            assertEquals((0 until messages).toList(), all.sorted())
            // Each process met every envelope; one that it did not get was a duplicate for it.
            assertEquals(messages, ours.received.size + ours.duplicates)
            assertEquals(messages, theirs.size + answer[1].toInt())
            commands.close()
            assertTrue(extension.waitFor(60, TimeUnit.SECONDS))
            assertEquals(0, extension.exitValue())
        } finally {
            extension.destroyForcibly()
            app.close()
        }
    }

    private fun start(file: File, inbox: File): Process = ProcessBuilder(
        File(System.getProperty("java.home"), "bin/java").path,
        "-Xcheck:jni",
        "-Djava.library.path=${System.getProperty("java.library.path")}",
        "-cp", System.getProperty("java.class.path"),
        "com.semafore.smx.ExtensionKt", file.path, inbox.path,
    ).redirectError(ProcessBuilder.Redirect.INHERIT).start()
}
