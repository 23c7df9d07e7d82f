package com.semafore.smx

import java.nio.ByteBuffer

/**
 * Bytes that are overwritten with zeros when they are closed: plaintexts. Use it in a `use` block
 * and look at [bytes] inside; a copy that you make is yours to wipe. Not for several threads.
 *
 * The array lies on the virtual machine's heap, whose collector may have copied it while it was in
 * use; where that matters, receive into a direct buffer of your own.
 */
public class Secret private constructor(private val content: ByteArray) : AutoCloseable {
    private var closed = false

    public val size: Int get() = content.size

    /**
     * The bytes themselves, no copy: they are gone when this is closed.
     *
     * @throws IllegalStateException when it is closed
     */
    public val bytes: ByteArray
        get() {
            check(!closed) { "a secret was used after it was closed" }
            return content
        }

    /** Writes the bytes into [destination], at its position. */
    public fun copyTo(destination: ByteBuffer) {
        destination.put(bytes)
    }

    /** Wipes; again does nothing. */
    override fun close() {
        content.fill(0)
        closed = true
    }

    /** Tells the size only. */
    override fun toString(): String = "Secret($size bytes)"

    public companion object {
        /** A copy of these bytes; the original is the caller's to wipe. */
        @JvmStatic
        public fun copyOf(bytes: ByteArray): Secret = Secret(bytes.copyOf())

        /** Takes the array over, to wipe it. */
        @JvmStatic
        public fun owning(bytes: ByteArray): Secret = Secret(bytes)

        /** Wipes the rest of a direct buffer, from its position to its limit. */
        @JvmStatic
        public fun wipe(buffer: ByteBuffer) {
            require(buffer.isDirect) { "the buffer is not direct" }
            NativeLibrary.ensureLoaded()
            Native.wipeDirect(buffer, buffer.position(), buffer.remaining())
        }
    }
}
