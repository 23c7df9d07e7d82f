// The driver protocol: lines, strict reading of requests, and the conversation itself. Nothing here
// knows what an operation does; those are in Ops.kt.
package driver

import com.fasterxml.jackson.core.JacksonException
import com.fasterxml.jackson.core.JsonParser
import com.fasterxml.jackson.databind.DeserializationFeature
import com.fasterxml.jackson.databind.JsonNode
import com.fasterxml.jackson.databind.ObjectMapper
import com.fasterxml.jackson.databind.node.ObjectNode
import java.io.ByteArrayOutputStream
import java.io.InputStream
import java.nio.ByteBuffer
import java.nio.charset.CharacterCodingException

const val MAX_LINE = 1024 * 1024
private const val MAX_NUMBER = (1L shl 53) - 1

// What hello says of this driver. A feature is announced once the operations keep its promise.
private val implementation = mapOf(
    "name" to "@name@",
    "version" to "0.1.0",
    "language" to "Kotlin",
    "platform" to "JVM ${System.getProperty("java.version")} ${System.getProperty("os.name")}",
)
private val features = mapOf("inject_random" to false, "trace" to false, "state" to false)

private val mapper: ObjectMapper = ObjectMapper()
    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
    .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)

/** The request itself is at fault: answered with `error`. */
class RequestFault(message: String) : Exception(message)

/** The operation refuses, as the specification says: answered with `reject`. */
class Reject(val reason: String) : Exception(reason)

/** The members of one request, read strictly: every doubt is a RequestFault. */
class Request(private val members: ObjectNode) {
    fun allowOnly(names: List<String>) {
        for (name in members.fieldNames()) {
            if (name !in listOf("id", "op", "want_trace") && name !in names) {
                throw RequestFault("$name is no member of this op")
            }
        }
    }

    fun has(name: String): Boolean = members.has(name)

    private fun member(name: String): JsonNode = members.get(name) ?: throw RequestFault("$name is missing")

    private fun string(name: String): String {
        val value = member(name)
        if (!value.isTextual) throw RequestFault("$name is no string")
        return value.textValue()
    }

    fun bytes(name: String): ByteArray {
        val text = string(name)
        if (text.length % 2 != 0 || text.any { it !in '0'..'9' && it !in 'a'..'f' }) {
            throw RequestFault("$name is no lower-case hex")
        }
        return ByteArray(text.length / 2) { text.substring(2 * it, 2 * it + 2).toInt(16).toByte() }
    }

    /** Bytes of one length only. Read all other members first: their faults come before. */
    fun fixed(name: String, length: Int): ByteArray {
        val value = bytes(name)
        if (value.size != length) throw Reject("malformed")
        return value
    }

    fun text(name: String): String = string(name).ifEmpty { throw RequestFault("$name is empty") }

    fun integer(name: String, maximum: Long): Long {
        val value = member(name)
        if (!value.isIntegralNumber || !value.canConvertToLong() || value.longValue() !in 0..maximum) {
            throw RequestFault("$name is no integer from 0 to $maximum")
        }
        return value.longValue()
    }

    fun flag(name: String): Boolean {
        if (!has(name)) return false
        if (!member(name).isBoolean) throw RequestFault("$name is neither true nor false")
        return member(name).booleanValue()
    }
}

/** What an operation works on beside its request. */
class Context(
    /** Sessions and devices of the current case, by the names that the runner chose. */
    val handles: MutableMap<String, Any>,
) {
    /** Intermediate values, in order. */
    val trace = mutableListOf<Pair<String, ByteArray>>()
}

/** One row of the table: the members that an operation takes, and what it does. */
class Operation(val members: List<String>, val run: (Request, Context) -> Map<String, Any>)

/** One line without its LF; of one over the limit no bytes are kept. */
class Line(val bytes: ByteArray?)

/** The next line, or null at the end of the input. */
fun readLine(input: InputStream): Line? {
    val line = ByteArrayOutputStream()
    var length = 0L
    while (true) {
        val byte = input.read()
        if (byte < 0 && length == 0L) return null
        if (byte < 0 || byte == '\n'.code) break
        length += 1
        if (length <= MAX_LINE) line.write(byte)
    }
    return Line(if (length > MAX_LINE) null else line.toByteArray())
}

/** One run of the driver: from hello to bye. */
class Conversation(operations: Map<String, Operation>) {
    var isOver = false
        private set
    private val handles = mutableMapOf<String, Any>()
    private val ops: Map<String, Operation> = mapOf(
        "hello" to Operation(listOf("protocol")) { request, _ -> hello(request) },
        "case.begin" to Operation(listOf("case")) { request, _ ->
            request.text("case")
            emptyMap()
        },
        "case.end" to Operation(emptyList()) { _, _ ->
            handles.clear()
            emptyMap()
        },
        "bye" to Operation(emptyList()) { _, _ ->
            isOver = true
            emptyMap()
        },
    ) + operations

    private fun hello(request: Request): Map<String, Any> {
        if (request.integer("protocol", MAX_NUMBER) != 1L) throw RequestFault("protocol is not 1")
        return mapOf(
            "protocol" to 1,
            "implementation" to implementation,
            "ops" to ops.keys,
            "features" to features,
        )
    }

    /** The reply to one line, without LF. */
    fun answer(line: Line): ByteArray = mapper.writeValueAsBytes(reply(line))

    private fun errorReply(message: String) = mapOf("error" to mapOf("message" to message))

    private fun reply(line: Line): Map<String, Any?> {
        val unreadable = { why: String -> mapOf("id" to null) + errorReply(why) }
        val bytes = line.bytes ?: return unreadable("the line is over 1 MiB")
        val members = try {
            // Decoded first: the parser would take other encodings than UTF-8 too.
            mapper.readTree(Charsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString())
        } catch (fault: JacksonException) {
            return unreadable("the line is not JSON")
        } catch (fault: CharacterCodingException) {
            return unreadable("the line is not UTF-8")
        }
        if (members !is ObjectNode) return unreadable("the line is no JSON object")
        val id = members.get("id")
        if (id == null || !(id.isTextual || id.isIntegralNumber)) {
            return unreadable("no id that is an integer or a string")
        }
        return mapOf("id" to id) + outcome(Request(members))
    }

    private fun outcome(request: Request): Map<String, Any> = try {
        val name = request.text("op")
        val op = ops[name]
        if (op == null) {
            mapOf("unsupported" to mapOf("feature" to name.take(80)))
        } else {
            val wantTrace = request.flag("want_trace")
            request.allowOnly(op.members)
            val context = Context(handles)
            val verdict = verdict(op, request, context)
            val trace = context.trace.map { (step, value) -> mapOf("step" to step, "value" to value.toHex()) }
            if (wantTrace) verdict + mapOf("trace" to trace) else verdict
        }
    } catch (fault: RequestFault) {
        errorReply(fault.message ?: "a fault of the request")
    } catch (bug: Throwable) {
        // Never a reject: a bug must not look like a refusal.
        errorReply("internal fault: ${bug.javaClass.simpleName}")
    }

    private fun verdict(op: Operation, request: Request, context: Context): Map<String, Any> = try {
        mapOf("ok" to op.run(request, context))
    } catch (refusal: Reject) {
        mapOf("reject" to mapOf("reason" to refusal.reason))
    }
}

fun ByteArray.toHex(): String = joinToString("") { "%02x".format(it) }
