package com.semafore.smx

import java.nio.ByteBuffer
import java.nio.CharBuffer
import java.nio.charset.CharacterCodingException
import java.nio.charset.CodingErrorAction

/**
 * An immutable byte string with value equality: keys, ids, labels and whatever else is public.
 * Never for secrets: it cannot be wiped, and [toString] shows it. Those are [Secret]s.
 */
public class Bytes private constructor(private val bytes: ByteArray) {
    public val size: Int get() = bytes.size

    public operator fun get(index: Int): Byte = bytes[index]

    /** A copy, the caller's to change. */
    public fun toByteArray(): ByteArray = bytes.copyOf()

    /** Lower-case hex, two digits a byte. */
    public fun toHex(): String {
        val text = StringBuilder(2 * bytes.size)
        for (byte in bytes) {
            text.append(HEX[byte.toInt() shr 4 and 15]).append(HEX[byte.toInt() and 15])
        }
        return text.toString()
    }

    /** The text these bytes are in UTF-8; null when they are none. */
    public fun toTextOrNull(): String? = try {
        Charsets.UTF_8.newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT)
            .decode(ByteBuffer.wrap(bytes))
            .toString()
    } catch (_: CharacterCodingException) {
        null
    }

    override fun equals(other: Any?): Boolean = other is Bytes && bytes.contentEquals(other.bytes)

    override fun hashCode(): Int = bytes.contentHashCode()

    override fun toString(): String = toHex()

    /** The array itself, for native code that only reads it. */
    internal val array: ByteArray get() = bytes

    public companion object {
        private const val HEX = "0123456789abcdef"

        /** No bytes. */
        @JvmField
        public val EMPTY: Bytes = Bytes(ByteArray(0))

        /** A copy of these bytes. */
        @JvmStatic
        public fun of(bytes: ByteArray): Bytes = Bytes(bytes.copyOf())

        /**
         * The UTF-8 bytes of a text.
         *
         * @throws IllegalArgumentException when the text has a surrogate without its other half
         */
        @JvmStatic
        public fun ofText(text: String): Bytes {
            val encoded = try {
                Charsets.UTF_8.newEncoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .encode(CharBuffer.wrap(text))
            } catch (failure: CharacterCodingException) {
                throw IllegalArgumentException("a text with half a surrogate pair has no UTF-8", failure)
            }
            return Bytes(ByteArray(encoded.remaining()).also { encoded.get(it) })
        }

        /**
         * The bytes of a hex string, in either case.
         *
         * @throws IllegalArgumentException for anything else
         */
        @JvmStatic
        public fun ofHex(hex: String): Bytes {
            require(hex.length % 2 == 0) { "an odd number of hex digits" }
            return Bytes(
                ByteArray(hex.length / 2) {
                    (digit(hex[2 * it]) * 16 + digit(hex[2 * it + 1])).toByte()
                },
            )
        }

        private fun digit(character: Char): Int {
            val value = if (character < '\u0080') Character.digit(character, 16) else -1
            require(value >= 0) { "not a hex digit" }
            return value
        }

        /** Takes the array over: nobody else may have it. */
        internal fun owning(bytes: ByteArray): Bytes = Bytes(bytes)
    }
}
