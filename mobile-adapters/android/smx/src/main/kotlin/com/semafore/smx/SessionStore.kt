package com.semafore.smx

/**
 * A store of the application: its own database. Both functions are called from the thread that
 * calls the device, one at a time for each device, and must not use that device. They throw
 * [SmxException.StaleState], [SmxException.StorageCorrupt] or [SmxException.StorageFailed]; every
 * other exception counts as the last, with itself as the cause.
 *
 * Values are secret unless a sealed store ([Store.sealed]) is in front. Ids are short ASCII without
 * keys, names or times.
 */
public interface SessionStore {
    /** All records, of one generation. They are copied. */
    public fun load(): Contents

    /**
     * Writes all changes in their order, or none, and returns only when they are durable.
     *
     * The store's generation must be [expectedGeneration], else it throws
     * [SmxException.StaleState]; afterwards it is one more. Comparing and writing is one step for
     * every process that has the store open. Deleting what is not there is fine.
     */
    public fun commit(expectedGeneration: Long, changes: List<Change>)

    /** One named piece of a device's state. */
    public class Record(public val id: String, public val value: ByteArray)

    /** @property generation 0 for a store that was never written */
    public class Contents(public val generation: Long, public val records: List<Record>)

    /** What becomes of one record. */
    public sealed interface Change {
        public val id: String

        /** The record is made, or its value replaced. The array is the store's to keep. */
        public class Put(override val id: String, public val value: ByteArray) : Change

        /** The record goes. */
        public class Delete(override val id: String) : Change
    }
}
