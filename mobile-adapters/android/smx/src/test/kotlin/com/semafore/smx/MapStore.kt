package com.semafore.smx

/** An application's store, as small as it can be; checks what it is promised. */
class MapStore : SessionStore {
    private val records = sortedMapOf<String, ByteArray>()
    var generation = 0L
        private set
    var failure: Exception? = null

    @Synchronized
    override fun load(): SessionStore.Contents {
        failure?.let { throw it }
        return SessionStore.Contents(
            generation, records.map { (id, value) -> SessionStore.Record(id, value.copyOf()) },
        )
    }

    @Synchronized
    override fun commit(expectedGeneration: Long, changes: List<SessionStore.Change>) {
        failure?.let { throw it }
        if (expectedGeneration != generation) {
            throw SmxException.StaleState()
        }
        for (change in changes) {
            when (change) {
                is SessionStore.Change.Put -> records[change.id] = change.value
                is SessionStore.Change.Delete -> records.remove(change.id)
            }
        }
        generation++
    }

    @Synchronized
    fun snapshot(): Map<String, ByteArray> = records.mapValues { it.value.copyOf() }

    @Synchronized
    fun restore(snapshot: Map<String, ByteArray>, at: Long) {
        records.clear()
        records.putAll(snapshot)
        generation = at
    }
}
