package com.semafore.smx

/**
 * A number that only grows and that no backup brings back. With one, a restored older state is
 * refused ([SmxException.StaleState]); without one, no rollback protection is claimed. An exception
 * becomes [SmxException.CounterFailed], with itself as the cause.
 */
public interface RollbackCounter {
    /** 0 before the first [advance]. */
    public fun read(): Long

    /** Durable on return; never lowers the number. */
    public fun advance(value: Long)
}
