package com.semafore.smx.driver

import com.semafore.smx.ErrorCode
import com.semafore.smx.Smx
import com.semafore.smx.SmxException
import java.math.BigInteger

/** The longest line of the protocol, in bytes, without its LF. */
const val LONGEST_LINE: Int = 1 shl 20

/** Answers lines, one after the other; keeps the handles of the current case. */
class Answerer {
    private val handles = Handles()
    private val ops: Map<String, Op> = CONTROL_OPS + WIRE_OPS + DEVICE_OPS

    /** After `bye` nothing is answered. */
    var isDone: Boolean = false
        private set

    /** The reply to one line, without an LF. */
    fun answer(line: LineReader.Line): String {
        val bytes = line.bytes ?: return error(null, "the line is over 1 MiB")
        val request = try {
            Json.parse(bytes) as? Map<*, *> ?: return error(null, "the line is no JSON object")
        } catch (fault: NoJson) {
            return error(null, fault.message)
        }
        val id = request["id"]
        if (id !is String && id !is Long && id !is BigInteger) {
            return error(null, "no id that is a string or an integer")
        }
        val reply = Json.write(mapOf("id" to id) + outcome(request))
        return if (fits(reply)) reply else error(id, "the reply does not fit a line")
    }

    private fun outcome(request: Map<*, *>): Map<String, Any?> = try {
        mapOf("ok" to perform(Members(request, "", Reading())))
    } catch (refused: Rejected) {
        rejected(refused.reason)
    } catch (unknown: Unsupported) {
        mapOf("unsupported" to mapOf("feature" to unknown.feature))
    } catch (fault: RequestFault) {
        mapOf("error" to mapOf("message" to fault.message))
    } catch (failure: SmxException) {
        of(failure)
    } catch (fault: RuntimeException) {
        // Its message is not shown: nobody checked it for secrets.
        mapOf("error" to mapOf("message" to "internal fault: ${fault.javaClass.simpleName}"))
    }

    private fun perform(members: Members): Map<String, Any?> {
        val name = members.text("op")
        val op = ops[name] ?: throw Unsupported(name)
        if (members.flag("want_trace")) {
            throw Unsupported("trace")
        }
        return when (name) {
            "hello" -> {
                op(members, handles) + ("ops" to ops.keys.toList())
            }
            else -> op(members, handles).also { isDone = name == "bye" }
        }
    }

    /** A reject for the protocol's own reasons, an error for the rest. */
    private fun of(failure: SmxException): Map<String, Any?> = when {
        failure.code <= ErrorCode.RESTART_LIMITED -> rejected(failure.name)
        failure is SmxException.RandomFailed ->
            mapOf("error" to mapOf("message" to "random lacks a field of the right size that the op drew"))
        else -> mapOf("error" to mapOf("message" to failure.message))
    }

    private fun rejected(reason: String): Map<String, Any?> =
        mapOf("reject" to mapOf("reason" to reason))

    private fun error(id: Any?, message: String?): String {
        val reply = Json.write(mapOf("id" to id, "error" to mapOf("message" to message)))
        return if (fits(reply)) reply else Json.write(mapOf("id" to null, "error" to mapOf("message" to message)))
    }

    private fun fits(reply: String): Boolean = reply.toByteArray(Charsets.UTF_8).size <= LONGEST_LINE
}

private val CONTROL_OPS: Map<String, Op> = mapOf(
    "hello" to ::hello,
    "case.begin" to ::caseBegin,
    "case.end" to ::caseEnd,
    "bye" to ::caseEnd,
)

private fun hello(members: Members, @Suppress("UNUSED_PARAMETER") handles: Handles): Map<String, Any?> {
    members.allowOnly("protocol")
    if (members.number("protocol") != 1L) {
        throw RequestFault("protocol is not 1")
    }
    return mapOf(
        "protocol" to 1,
        "implementation" to mapOf(
            "name" to "smx-android",
            "version" to Smx.version,
            "language" to "Kotlin",
            "platform" to platform(),
        ),
        "ops" to emptyList<String>(),
        "features" to mapOf("inject_random" to true, "trace" to false, "state" to true),
    )
}

private fun platform(): String {
    val jvm = "JVM ${System.getProperty("java.version")} ${System.getProperty("os.name").lowercase()} " +
        System.getProperty("os.arch")
    return if (Smx.cpu.variableTimeAes) "$jvm, accepted: AES not constant-time" else jvm
}

private fun caseBegin(members: Members, @Suppress("UNUSED_PARAMETER") handles: Handles): Map<String, Any?> {
    members.allowOnly("case")
    members.name("case")
    return emptyMap()
}

private fun caseEnd(members: Members, handles: Handles): Map<String, Any?> {
    members.allowOnly()
    handles.clear()
    return emptyMap()
}
