package com.semafore.smx

import org.junit.jupiter.api.Assertions.assertArrayEquals
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertNull
import org.junit.jupiter.api.Assertions.assertSame
import org.junit.jupiter.api.Assertions.assertThrows
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test

class ValuesTest {
    @Test
    fun `the version is the library's`() {
        assertTrue(Regex("""\d+\.\d+\.\d+""").matches(Smx.version), Smx.version)
        Smx.init()
        assertTrue(Smx.cpu.initialised)
    }

    @Test
    fun `each row of the error table has its class, name and sentence`() {
        Smx.init()
        val rows = (0..255).filter { Native.statusName(it) != "unknown" && it != ErrorCode.OK }
        assertTrue(rows.size >= 29, "$rows")
        val classes = rows.map { code ->
            val exception = SmxException.of(code)
            assertEquals(code, exception.code)
            assertEquals(Native.statusName(code), exception.name)
            assertTrue(Native.statusDescription(code) in exception.message!!)
            val camelCase = exception.name.split("_").joinToString("") { it.replaceFirstChar(Char::uppercase) }
            assertEquals(camelCase, exception.javaClass.simpleName)
            exception.javaClass
        }
        assertEquals(rows.size, classes.toSet().size)
        assertTrue(SmxException.of(200) is SmxException.Unknown)
    }

    @Test
    fun `bytes are equal by value, immutable and told in hex`() {
        val array = byteArrayOf(0, 1, -1)
        val bytes = Bytes.of(array)
        array[0] = 9
        assertEquals("0001ff", bytes.toHex())
        assertEquals(bytes, Bytes.ofHex("0001FF"))
        assertEquals(bytes.hashCode(), Bytes.ofHex("0001ff").hashCode())
        bytes.toByteArray()[0] = 9
        assertEquals(0, bytes[0].toInt())
        assertEquals("ä", Bytes.ofText("ä").toTextOrNull())
        assertNull(Bytes.ofHex("ff").toTextOrNull())
        assertNull(Bytes.ofHex("eda080").toTextOrNull())
        assertThrows(IllegalArgumentException::class.java) { Bytes.ofText("\ud800") }
        assertThrows(IllegalArgumentException::class.java) { Bytes.ofHex("0") }
        assertThrows(IllegalArgumentException::class.java) { Bytes.ofHex("0g") }
        assertThrows(IllegalArgumentException::class.java) { Bytes.ofHex("٠٠") }
    }

    @Test
    fun `a secret is wiped, and never shown`() {
        val array = "very secret".toByteArray()
        val secret = Secret.owning(array)
        assertSame(array, secret.bytes)
        assertFalse("very" in secret.toString())
        secret.close()
        assertArrayEquals(ByteArray(array.size), array)
        assertThrows(IllegalStateException::class.java) { secret.bytes }
        secret.close()
    }

    @Test
    fun `a plaintext that was received is wiped with it`() {
        Pair().greet().use { pair ->
            val received = pair.toAlice.receive(pair.toBob.send(Secret.copyOf(byteArrayOf(1, 2))).envelope)
            val content = received.plaintext.bytes
            assertArrayEquals(byteArrayOf(1, 2), content)
            received.close()
            assertArrayEquals(ByteArray(2), content)
        }
    }

    @Test
    fun `keys of a wrong length are malformed`() {
        val short = Bytes.of(ByteArray(31))
        val key = Bytes.of(ByteArray(32))
        for (make in listOf<() -> Any>(
            { DeviceKeys(short, key) }, { DeviceKeys(key, short) },
            { OneTimePrekey(key, short) }, { SignedPrekey(key, short, Bytes.of(ByteArray(64))) },
            { SignedPrekey(key, key, key) },
        )) {
            assertThrows(SmxException.Malformed::class.java) { make() }
        }
    }

    @Test
    fun `what is no envelope is malformed, and says where`() {
        for ((hex, kind) in listOf("" to FaultKind.TRUNCATED, "534d5832" to FaultKind.WRONG_MAGIC)) {
            val fault = assertThrows(SmxException.Malformed::class.java) { Envelope.of(Bytes.ofHex(hex)) }.fault
            assertEquals(FieldName.MAGIC, fault?.field)
            assertEquals(kind, fault?.kind)
        }
        val frame = Envelope.of("DRV1".toByteArray() + ByteArray(60))
        val header = frame.header as Envelope.ContinuationHeader
        assertEquals(0, header.number)
        assertEquals(Limits.FRAME_HEADER_SIZE, header.ciphertextOffset)
        val flags = assertThrows(SmxException.Malformed::class.java) {
            Envelope.of("DRV1\u0001".toByteArray() + ByteArray(60)).header
        }
        assertEquals(FieldName.FLAGS, flags.fault?.field)
        assertEquals(4, flags.fault?.offset)
    }
}
