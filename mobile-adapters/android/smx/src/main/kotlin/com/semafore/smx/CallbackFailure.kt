package com.semafore.smx

/** What a callback threw on this thread, for the exception that its call ends with. */
internal object CallbackFailure {
    private val failure = ThreadLocal<Throwable>()

    fun remember(thrown: Throwable) {
        failure.set(thrown)
    }

    /** Forgets it, and gives it where the status can come from a callback. */
    fun take(status: Int): Throwable? {
        val thrown = failure.get() ?: return null
        failure.remove()
        return when (status) {
            ErrorCode.STORAGE_FAILED, ErrorCode.STORAGE_CORRUPT, ErrorCode.STALE_STATE,
            ErrorCode.KEY_UNAVAILABLE, ErrorCode.COUNTER_FAILED, ErrorCode.CLOCK_FAILED,
            -> thrown
            else -> null
        }
    }
}
