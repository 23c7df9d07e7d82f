package com.semafore.smx

import java.util.concurrent.atomic.AtomicInteger

/**
 * A native object that is freed exactly once and never while a call uses it: by [close], by the
 * last call that was under way then, or by [Reaper] when its owner became unreachable.
 */
internal class NativeHandle(
    val number: Long,
    private val what: String,
    private val free: (Long) -> Unit,
) {
    /** How many calls are under way, and whether it is closed. */
    private val state = AtomicInteger(0)

    val isClosed: Boolean get() = state.get() and CLOSED != 0

    /**
     * Runs a call with the native object.
     *
     * @throws IllegalStateException when it is closed
     */
    inline fun <T> use(call: (Long) -> T): T {
        acquire()
        try {
            return call(number)
        } finally {
            release()
        }
    }

    fun acquire() {
        while (true) {
            val seen = state.get()
            check(seen and CLOSED == 0) { "a $what was used after it was closed" }
            if (state.compareAndSet(seen, seen + 1)) {
                return
            }
        }
    }

    fun release() {
        if (state.decrementAndGet() == CLOSED) {
            free(number)
        }
    }

    fun close() {
        while (true) {
            val seen = state.get()
            if (seen and CLOSED != 0) {
                return
            }
            if (state.compareAndSet(seen, seen or CLOSED)) {
                if (seen == 0) {
                    free(number)
                }
                return
            }
        }
    }

    private companion object {
        const val CLOSED = 1 shl 30
    }
}
