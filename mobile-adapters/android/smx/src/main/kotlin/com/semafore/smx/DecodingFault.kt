package com.semafore.smx

/**
 * Where a decoder stopped, for people; holds no byte of the input.
 *
 * @property offset the first offending byte; the input's size when bytes are missing
 * @property field a name of [FieldName]
 * @property kind a name of [FaultKind]
 */
public data class DecodingFault(val offset: Long, val field: String, val kind: String) {
    override fun toString(): String = "$kind at byte $offset, field $field"
}
