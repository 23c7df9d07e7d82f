package com.semafore.smx

// What native code calls. No exception leaves: each becomes a status, and is kept for the exception
// that the call ends with.

/** A [SessionStore], as native code sees it: see deliver and store_commit in callbacks.cpp. */
internal class StoreBridge(private val store: SessionStore) {
    fun load(): ByteArray? = try {
        encode(store.load())
    } catch (thrown: Throwable) {
        CallbackFailure.remember(thrown)
        FlatWriter(4).u32(statusOf(thrown)).toByteArray()
    }

    fun commit(expectedGeneration: Long, encoded: ByteArray): Int = try {
        store.commit(expectedGeneration, decode(FlatReader(encoded)))
        ErrorCode.OK
    } catch (thrown: Throwable) {
        CallbackFailure.remember(thrown)
        statusOf(thrown)
    } finally {
        encoded.fill(0)
    }

    private fun encode(contents: SessionStore.Contents): ByteArray {
        val ids = contents.records.map { it.id.toByteArray(Charsets.UTF_8) }
        val size = HEAD_SIZE + contents.records.indices.sumOf {
            RECORD_HEAD_SIZE + ids[it].size + contents.records[it].value.size
        }
        val writer = FlatWriter(size).u32(ErrorCode.OK).u64(contents.generation)
            .u32(contents.records.size)
        contents.records.forEachIndexed { index, record ->
            writer.u32(ids[index].size).array(ids[index])
            writer.u32(record.value.size).array(record.value)
        }
        return writer.toByteArray()
    }

    private fun decode(encoded: FlatReader): List<SessionStore.Change> = encoded.list {
        val id = String(array(count()), Charsets.UTF_8)
        val deleted = flag()
        val value = array(count())
        if (deleted) SessionStore.Change.Delete(id) else SessionStore.Change.Put(id, value)
    }

    private fun statusOf(thrown: Throwable): Int = when (thrown) {
        is SmxException.StaleState -> ErrorCode.STALE_STATE
        is SmxException.StorageCorrupt -> ErrorCode.STORAGE_CORRUPT
        else -> ErrorCode.STORAGE_FAILED
    }

    private companion object {
        const val HEAD_SIZE = 16
        const val RECORD_HEAD_SIZE = 8
    }
}

/** A [KeyWrapper], as native code sees it. */
internal class KeyWrapBridge(private val wrapper: KeyWrapper) {
    fun wrap(dataKey: ByteArray): ByteArray? = try {
        wrapper.wrap(dataKey)
    } catch (thrown: Throwable) {
        CallbackFailure.remember(thrown)
        null
    } finally {
        dataKey.fill(0)
    }

    fun unwrap(wrapped: ByteArray): ByteArray? = try {
        wrapper.unwrap(wrapped)
    } catch (thrown: Throwable) {
        CallbackFailure.remember(thrown)
        null
    }
}

/** A [RollbackCounter], as native code sees it. */
internal class CounterBridge(private val counter: RollbackCounter) {
    fun read(): Long = try {
        counter.read()
    } catch (thrown: Throwable) {
        CallbackFailure.remember(thrown)
        -1
    }

    fun advance(value: Long): Int = try {
        counter.advance(value)
        ErrorCode.OK
    } catch (thrown: Throwable) {
        CallbackFailure.remember(thrown)
        ErrorCode.COUNTER_FAILED
    }
}

/** A [Clock], as native code sees it. */
internal class ClockBridge(private val clock: Clock) {
    fun now(): Long = try {
        clock.now()
    } catch (thrown: Throwable) {
        CallbackFailure.remember(thrown)
        -1
    }
}
