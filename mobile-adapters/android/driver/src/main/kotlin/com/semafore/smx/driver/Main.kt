package com.semafore.smx.driver

import com.semafore.smx.SmxException
import com.semafore.smx.testing.SmxTesting
import java.io.FileDescriptor
import java.io.FileOutputStream
import kotlin.system.exitProcess

// The Kotlin adapter behind the driver protocol (conformance/protocol). It stands on the library for
// tests, which can be told its random values; it is never published.
//
// --accept-variable-time-aes: go on where the processor lacks what constant-time AES needs
// (PRIM-21). Such a driver says so in the platform of its hello, and so in every report.

private const val ACCEPT_FALLBACK = "--accept-variable-time-aes"

fun main(arguments: Array<String>) {
    val unknown = arguments.firstOrNull { it != ACCEPT_FALLBACK }
    if (unknown != null) {
        System.err.println("smx-driver-kotlin: unknown argument '$unknown' (known: $ACCEPT_FALLBACK)")
        exitProcess(2)
    }
    try {
        SmxTesting.load(acceptVariableTimeAes = ACCEPT_FALLBACK in arguments)
    } catch (failure: SmxException) {
        System.err.println("smx-driver-kotlin: ${failure.message}")
        exitProcess(1)
    }
    // Not System.out, which hides failures to write.
    val output = FileOutputStream(FileDescriptor.out)
    val lines = LineReader(System.`in`, LONGEST_LINE)
    val answerer = Answerer()
    while (!answerer.isDone) {
        val line = lines.next() ?: break
        output.write((answerer.answer(line) + "\n").toByteArray(Charsets.UTF_8))
        output.flush()
    }
}
