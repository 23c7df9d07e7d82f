package com.semafore.smx

import java.io.File

// The other process of TwoProcessesTest: an application's notification extension. Arguments: the
// store's file, the folder of envelopes. Commands come on standard input, one a line: `take N` opens
// one envelope, `race` every one of the folder from the last to the first. Each answer is one line.

/** What one process got out of the envelopes. */
class Haul(val received: List<Int>, val duplicates: Int, val stale: Int)

/** Receives these envelopes, and again whenever the other process was faster. */
fun receiveAll(device: Device, inbox: File, order: Iterable<Int>): Haul {
    val sender = Bundle.decode(Bytes.of(File(inbox, "sender").readBytes())).keys
    val received = ArrayList<Int>()
    var duplicates = 0
    var stale = 0
    for (number in order) {
        val envelope = Bytes.of(File(inbox, "$number").readBytes())
        var settled = false
        while (!settled) {
            try {
                device.receive(Bytes.ofText("alice"), sender, envelope).use {
                    received.add(String(it.plaintext.bytes, Charsets.US_ASCII).toInt())
                }
                settled = true
            } catch (_: SmxException.DuplicateMessage) {
                duplicates++
                settled = true
            } catch (_: SmxException.StaleState) {
                stale++
                device.reload()
            }
        }
    }
    return Haul(received, duplicates, stale)
}

fun main(arguments: Array<String>) {
    val inbox = File(arguments[1])
    val device = Device.open(Store.sqlite(File(arguments[0])))
    println("open")
    for (line in generateSequence(::readLine)) {
        val order = if (line == "race") {
            (0 until inbox.list()!!.size - 1).reversed()
        } else {
            listOf(line.removePrefix("take ").toInt())
        }
        val haul = receiveAll(device, inbox, order)
        println("${haul.received.joinToString(",")} ${haul.duplicates} ${haul.stale}")
    }
}
