package com.semafore.smx.driver

import com.semafore.smx.Bytes

/** Largest number that every JSON implementation carries exactly. */
const val MAX_NUMBER: Long = (1L shl 53) - 1

/** What is noted while one request is read: byte strings of a wrong length are judged after all. */
class Reading {
    private var wrongLength = false

    fun note(isWrong: Boolean) {
        wrongLength = wrongLength || isWrong
    }

    /** The end of reading: the request has no fault. */
    fun judgeLengths() {
        if (wrongLength) {
            throw Rejected("malformed")
        }
    }
}

/** Typed reading of an object's members. Every reader throws [RequestFault]. */
class Members(value: Any?, private val path: String, val reading: Reading) {
    private val members: Map<*, *> =
        value as? Map<*, *> ?: throw RequestFault("${path.ifEmpty { "request" }} is no object")

    /** Refuses every member but these; at the top level id, op and want_trace belong to all ops. */
    fun allowOnly(vararg names: String) {
        for (name in members.keys) {
            val framing = path.isEmpty() && name in FRAMING
            if (!framing && name !in names) {
                throw fault("$name", "is no member of this op")
            }
        }
    }

    fun has(name: String): Boolean {
        if (name !in members) {
            return false
        }
        if (members[name] == null) {
            throw fault(name, "is null; leave it out instead")
        }
        return true
    }

    fun text(name: String): String = require(name) as? String ?: throw fault(name, "is no string")

    /** A text that names something: a handle, a label, a case. Never empty. */
    fun name(name: String): String =
        text(name).ifEmpty { throw fault(name, "is empty") }

    fun bytes(name: String): ByteArray {
        val hex = text(name)
        if (hex.length % 2 != 0 || hex.any { it !in '0'..'9' && it !in 'a'..'f' }) {
            throw fault(name, "is no lower-case hex")
        }
        return Bytes.ofHex(hex).toByteArray()
    }

    /** Bytes of one length; another is noted, and nothing of it is used then. */
    fun fixed(name: String, size: Int): ByteArray {
        val bytes = bytes(name)
        reading.note(bytes.size != size)
        return bytes
    }

    fun number(name: String, max: Long = MAX_NUMBER): Long {
        val number = require(name) as? Long ?: throw fault(name, "is no integer in its range")
        if (number !in 0..max) {
            throw fault(name, "is no integer in its range")
        }
        return number
    }

    fun flag(name: String): Boolean =
        if (has(name)) {
            require(name) as? Boolean ?: throw fault(name, "is neither true nor false")
        } else {
            false
        }

    fun child(name: String): Members = Members(require(name), at(name), reading)

    fun children(name: String): List<Members> {
        val list = require(name) as? List<*> ?: throw fault(name, "is no array")
        return list.mapIndexed { index, element -> Members(element, "${at(name)}[$index]", reading) }
    }

    fun fault(name: String, what: String): RequestFault = RequestFault("${at(name)} $what")

    private fun require(name: String): Any? =
        if (name in members) members[name] else throw fault(name, "is missing")

    private fun at(name: String): String = if (path.isEmpty()) name else "$path.$name"

    private companion object {
        val FRAMING = setOf("id", "op", "want_trace")
    }
}
