package com.semafore.smx.driver

import java.io.ByteArrayOutputStream
import java.io.InputStream

/** Lines of a byte stream, in bounded memory: of a line over the limit only its end is waited for. */
class LineReader(private val input: InputStream, private val longest: Int) {
    private val chunk = ByteArray(CHUNK)
    private var from = 0
    private var end = 0

    /** A line without its LF, or that it was too long. */
    class Line(val bytes: ByteArray?)

    /** Null at the end of the stream. */
    fun next(): Line? {
        val line = ByteArrayOutputStream()
        var size = 0L
        while (true) {
            if (from == end) {
                end = input.read(chunk)
                from = 0
                if (end <= 0) {
                    end = 0
                    return if (size == 0L) null else taken(line, size)
                }
            }
            var at = from
            while (at < end && chunk[at] != LF) {
                at++
            }
            size += at - from
            if (size <= longest) {
                line.write(chunk, from, at - from)
            }
            val complete = at < end
            from = if (complete) at + 1 else at
            if (complete) {
                return taken(line, size)
            }
        }
    }

    private fun taken(line: ByteArrayOutputStream, size: Long): Line =
        Line(if (size <= longest) line.toByteArray() else null)

    private companion object {
        const val CHUNK = 1 shl 16
        const val LF: Byte = 10
    }
}
