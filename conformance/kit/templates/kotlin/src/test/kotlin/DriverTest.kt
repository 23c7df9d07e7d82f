package driver

import com.fasterxml.jackson.databind.JsonNode
import com.fasterxml.jackson.databind.ObjectMapper
import java.io.ByteArrayOutputStream
import kotlin.test.Test
import kotlin.test.assertEquals
import kotlin.test.assertTrue

class DriverTest {
    private val frame = "4452563100" + "11".repeat(32) + "0a0b0c0d01020304" + "22".repeat(20)

    private fun ask(line: String, table: Map<String, Operation> = operations): JsonNode =
        ObjectMapper().readTree(Conversation(table).answer(Line(line.toByteArray(Charsets.ISO_8859_1))))

    @Test
    fun helloAnnouncesTheTable() {
        val ops = ask("""{"id":1,"op":"hello","protocol":1}""")["ok"]["ops"].map { it.textValue() }
        assertEquals(listOf("hello", "case.begin", "case.end", "bye") + operations.keys, ops)
    }

    @Test
    fun rfc5869Case1() {
        val reply = ask(
            """{"id":"a","op":"hkdf.sha256","salt":"000102030405060708090a0b0c",""" +
                """"ikm":"${"0b".repeat(22)}","info":"f0f1f2f3f4f5f6f7f8f9","length":42}""",
        )
        assertEquals("a", reply["id"].textValue())
        assertTrue(reply["ok"]["okm"].textValue().startsWith("3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865"))
    }

    @Test
    fun aFrameIsReadOrRefused() {
        val ok = ask("""{"id":1,"op":"drv1.parse","frame":"$frame"}""")["ok"]
        assertEquals(listOf(0x0a0b0c0dL, 0x01020304L), listOf(ok["pn"].longValue(), ok["n"].longValue()))
        val refused = ask("""{"id":1,"op":"drv1.parse","frame":"${frame.drop(10)}"}""")
        assertEquals("malformed", refused["reject"]["reason"].textValue())
    }

    @Test
    fun faultsOfTheRequestAreErrors() {
        for (request in listOf(
            """{"id":1,"op":"drv1.parse"}""",
            """{"id":1,"op":"drv1.parse","frame":"AA"}""",
            """{"id":1,"op":"drv1.parse","frame":"$frame","more":1}""",
            """{"id":1,"op":"hkdf.sha256","salt":"","ikm":"","info":"","length":8161}""",
            """{"id":1,"op":"hello","protocol":2}""",
        )) {
            assertTrue(ask(request).has("error"), request)
        }
        for (line in listOf("", "[]", "{", """{"id":true,"op":"bye"}""", """{"id":1,"id":2,"op":"bye"}""", "\u00ff")) {
            assertTrue(ask(line)["id"].isNull && ask(line).has("error"), line)
        }
    }

    @Test
    fun aBugIsAnErrorAndNotARefusal() {
        val bug = Operation(emptyList()) { _, _ -> error("a bug") }
        assertTrue(ask("""{"id":1,"op":"bug"}""", mapOf("bug" to bug)).has("error"))
    }

    @Test
    fun unknownOperationsAreUnsupported() {
        assertEquals("x25519", ask("""{"id":1,"op":"x25519"}""")["unsupported"]["feature"].textValue())
    }

    @Test
    fun aLongLineIsDroppedAndTheNextOneRead() {
        val output = ByteArrayOutputStream()
        val input = "a".repeat(MAX_LINE + 1) + "\n" + """{"id":2,"op":"bye"}""" + "\n"
        serve(input.byteInputStream(), output)
        val lines = output.toString().lines()
        assertTrue(lines[0].contains("1 MiB"))
        assertEquals("""{"id":2,"ok":{}}""", lines[1])
    }
}
