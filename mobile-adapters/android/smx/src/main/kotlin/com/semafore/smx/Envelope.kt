package com.semafore.smx

/** What travels from one device to another: an SMX1 envelope or a DR_V1 frame. */
public class Envelope private constructor(
    /** All bytes, as they travel. */
    public val bytes: Bytes,
    /** What they are, by their first four bytes. */
    public val kind: Kind,
) {
    /** The two forms. */
    public enum class Kind {
        /** SMX1: starts a session, or goes on starting it until the first answer. */
        BOOTSTRAP,

        /** DR_V1: a message of a session that both sides know. */
        CONTINUATION,
    }

    /** What stands in the clear before the ciphertext. */
    public sealed interface Header {
        /** Where the ciphertext begins in [Envelope.bytes]; it goes to the end, with its tag. */
        public val ciphertextOffset: Int
    }

    /**
     * The header of an SMX1 envelope.
     *
     * @property oneTimePrekeyId null when the bundle had no one-time prekey
     */
    public data class BootstrapHeader(
        val ephemeralKey: Bytes,
        val signedPrekeyId: Bytes,
        val oneTimePrekeyId: Bytes?,
        val nonce: Bytes,
        override val ciphertextOffset: Int,
    ) : Header

    /**
     * The header of a DR_V1 frame.
     *
     * @property previousCount how many messages the chain before had
     * @property number this message's number in its chain
     */
    public data class ContinuationHeader(
        val ratchetKey: Bytes,
        val previousCount: Long,
        val number: Long,
        override val ciphertextOffset: Int,
    ) : Header

    /**
     * The header, of the form that [kind] tells.
     *
     * @throws SmxException.Malformed where the bytes do not have that form
     */
    public val header: Header by lazy(LazyThreadSafetyMode.PUBLICATION) {
        NativeLibrary.ensureLoaded()
        when (kind) {
            Kind.BOOTSTRAP -> bootstrapHeader(FlatReader(Native.envelopeDecode(bytes.array)))
            Kind.CONTINUATION -> continuationHeader(FlatReader(Native.frameDecode(bytes.array)))
        }
    }

    public val size: Int get() = bytes.size

    /** A copy of all bytes. */
    public fun toByteArray(): ByteArray = bytes.toByteArray()

    override fun equals(other: Any?): Boolean = other is Envelope && bytes == other.bytes

    override fun hashCode(): Int = bytes.hashCode()

    override fun toString(): String = "Envelope($kind, $size bytes)"

    public companion object {
        private const val MAGIC_SIZE = 4
        private val BOOTSTRAP_MAGIC = "SMX1".toByteArray(Charsets.US_ASCII)
        private val CONTINUATION_MAGIC = "DRV1".toByteArray(Charsets.US_ASCII)

        /**
         * What these bytes are, by their first four alone; [header] looks at the rest.
         *
         * @throws SmxException.Malformed when they are neither
         */
        @JvmStatic
        public fun of(bytes: ByteArray): Envelope = of(Bytes.of(bytes))

        /** The same, without a copy. */
        @JvmStatic
        public fun of(bytes: Bytes): Envelope = Envelope(bytes, kindOf(bytes))

        internal fun owning(bytes: ByteArray): Envelope = of(Bytes.owning(bytes))

        private fun kindOf(bytes: Bytes): Kind = when {
            begins(bytes, BOOTSTRAP_MAGIC) -> Kind.BOOTSTRAP
            begins(bytes, CONTINUATION_MAGIC) -> Kind.CONTINUATION
            else -> throw SmxException.Malformed(
                DecodingFault(
                    if (bytes.size < MAGIC_SIZE) bytes.size.toLong() else 0,
                    FieldName.MAGIC,
                    if (bytes.size < MAGIC_SIZE) FaultKind.TRUNCATED else FaultKind.WRONG_MAGIC,
                ),
            )
        }

        private fun begins(bytes: Bytes, magic: ByteArray): Boolean =
            bytes.size >= MAGIC_SIZE && magic.indices.all { bytes[it] == magic[it] }

        private fun bootstrapHeader(flat: FlatReader): BootstrapHeader {
            val ephemeralKey = flat.bytes(Limits.KEY_SIZE)
            val signedPrekeyId = flat.keyId()
            val oneTimePrekeyId = if (flat.flag()) flat.keyId() else null
            val nonce = flat.bytes(Limits.NONCE_SIZE)
            return BootstrapHeader(
                ephemeralKey, signedPrekeyId, oneTimePrekeyId, nonce, flat.u32().toInt(),
            )
        }

        private fun continuationHeader(flat: FlatReader): ContinuationHeader = ContinuationHeader(
            flat.bytes(Limits.KEY_SIZE), flat.u32(), flat.u32(), flat.u32().toInt(),
        )
    }
}
