package com.semafore.smx.driver

import com.fasterxml.jackson.core.JsonFactory
import com.fasterxml.jackson.core.JsonGenerator
import com.fasterxml.jackson.core.JsonParser
import com.fasterxml.jackson.core.JsonProcessingException
import com.fasterxml.jackson.core.JsonToken
import com.fasterxml.jackson.core.StreamReadFeature
import java.io.StringWriter
import java.math.BigInteger
import java.nio.ByteBuffer
import java.nio.charset.CharacterCodingException
import java.nio.charset.CodingErrorAction

/** A line that is no JSON in UTF-8. */
class NoJson(message: String) : Exception(message)

/**
 * JSON as Kotlin values: maps in the order of their members, lists, strings, booleans, null,
 * Long and BigInteger for integers, Double for other numbers. Strict: UTF-8 without exceptions,
 * no member twice, nothing after the value, no half of a surrogate pair.
 */
object Json {
    private val factory: JsonFactory = JsonFactory.builder()
        .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
        .build()

    fun parse(line: ByteArray): Any? {
        val text = try {
            Charsets.UTF_8.newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT)
                .decode(ByteBuffer.wrap(line))
                .toString()
        } catch (_: CharacterCodingException) {
            throw NoJson("the line is not UTF-8")
        }
        try {
            factory.createParser(text).use { parser ->
                parser.nextToken() ?: throw NoJson("the line is empty")
                val value = value(parser)
                if (parser.nextToken() != null) {
                    throw NoJson("something follows the JSON value")
                }
                return value
            }
        } catch (_: JsonProcessingException) {
            // Its message may quote the line, in which there are secrets.
            throw NoJson("the line is not JSON")
        }
    }

    fun write(value: Any?): String {
        val text = StringWriter()
        factory.createGenerator(text).use { write(it, value) }
        return text.toString()
    }

    private fun value(parser: JsonParser): Any? = when (parser.currentToken()) {
        JsonToken.START_OBJECT -> buildMap {
            while (parser.nextToken() != JsonToken.END_OBJECT) {
                val name = wellFormed(parser.currentName())
                parser.nextToken()
                put(name, value(parser))
            }
        }
        JsonToken.START_ARRAY -> buildList {
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                add(value(parser))
            }
        }
        JsonToken.VALUE_STRING -> wellFormed(parser.text)
        JsonToken.VALUE_NUMBER_INT -> integer(parser)
        JsonToken.VALUE_NUMBER_FLOAT -> parser.doubleValue
        JsonToken.VALUE_TRUE -> true
        JsonToken.VALUE_FALSE -> false
        JsonToken.VALUE_NULL -> null
        else -> throw NoJson("the line is not JSON")
    }

    private fun integer(parser: JsonParser): Any =
        if (parser.numberType == JsonParser.NumberType.BIG_INTEGER) {
            parser.bigIntegerValue
        } else {
            parser.longValue
        }

    /** A reply could not repeat an escaped half of a pair. */
    private fun wellFormed(text: String): String {
        if (!Charsets.UTF_8.newEncoder().canEncode(text)) {
            throw NoJson("half of a surrogate pair")
        }
        return text
    }

    private fun write(generator: JsonGenerator, value: Any?) {
        when (value) {
            null -> generator.writeNull()
            is String -> generator.writeString(value)
            is Boolean -> generator.writeBoolean(value)
            is Int -> generator.writeNumber(value)
            is Long -> generator.writeNumber(value)
            is BigInteger -> generator.writeNumber(value)
            is List<*> -> {
                generator.writeStartArray()
                value.forEach { write(generator, it) }
                generator.writeEndArray()
            }
            is Map<*, *> -> {
                generator.writeStartObject()
                for ((name, member) in value) {
                    generator.writeFieldName(name as String)
                    write(generator, member)
                }
                generator.writeEndObject()
            }
            else -> error("a reply holds a value of no JSON type")
        }
    }
}
