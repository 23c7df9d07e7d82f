package com.semafore.smx

import java.lang.ref.PhantomReference
import java.lang.ref.ReferenceQueue
import java.util.Collections
import java.util.concurrent.ConcurrentHashMap

/**
 * The net below [AutoCloseable]: frees the native object of an owner that was never closed and that
 * nobody can reach any more. Phantom references and not java.lang.ref.Cleaner, which Android has
 * from API level 33 on only.
 */
internal object Reaper {
    private val queue = ReferenceQueue<Any>()
    private val watched: MutableSet<Watch> = Collections.newSetFromMap(ConcurrentHashMap())

    init {
        val thread = Thread(::reap, "smx-reaper")
        thread.isDaemon = true
        thread.start()
    }

    /** [handle] must not lead back to [owner]. Whoever closes the handle calls [forget]. */
    fun watch(owner: Any, handle: NativeHandle): Watch = Watch(owner, handle).also { watched.add(it) }

    fun forget(watch: Watch) {
        watched.remove(watch)
        watch.clear()
    }

    /** How many owners are neither closed nor collected. */
    val watchedCount: Int get() = watched.size

    private fun reap() {
        while (true) {
            val watch = queue.remove() as Watch
            watched.remove(watch)
            watch.handle.close()
        }
    }

    class Watch(owner: Any, val handle: NativeHandle) : PhantomReference<Any>(owner, queue)
}
