package com.semafore.smx

/** The clock of a device. An exception becomes [SmxException.ClockFailed], with itself as the cause. */
public fun interface Clock {
    /** Seconds since 1970. */
    public fun now(): Long
}
