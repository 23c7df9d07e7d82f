package com.semafore.smx

/** What [Smx.init] found on this processor. */
public class CpuReport internal constructor(private val bits: Int) {
    public val initialised: Boolean get() = bits and 1 != 0
    public val hasAesInstructions: Boolean get() = bits and 2 != 0
    public val hasCarrylessMultiply: Boolean get() = bits and 4 != 0

    /** The accepted fallback, which others on the machine could time, is in use. */
    public val variableTimeAes: Boolean get() = bits and 8 != 0

    override fun toString(): String =
        "CpuReport(initialised=$initialised, hasAesInstructions=$hasAesInstructions, " +
            "hasCarrylessMultiply=$hasCarrylessMultiply, variableTimeAes=$variableTimeAes)"
}
