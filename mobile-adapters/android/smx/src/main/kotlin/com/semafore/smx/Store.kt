package com.semafore.smx

import java.io.File

/**
 * Where a device's state lives. May be closed before or after a device that stands on it: the
 * native store lives until both are.
 *
 * The default of an application: [sealed] over [sqlite], with the Android Keystore as the wrapper.
 */
public class Store private constructor(number: Long) : AutoCloseable {
    internal val handle = NativeHandle(number, "store", Native::storeFree)
    private val watch = Reaper.watch(this, handle)

    /** Seals done under the present data key of a sealed store; one serves 2^32. */
    public val sealsUsed: Long get() = handle.use(Native::storeSealsUsed)

    /**
     * Makes a new data key and seals everything again under it. The generation moves by one, so a
     * device over this store has to be reloaded.
     *
     * @throws SmxException.InvalidArgument for a store that is not sealed
     */
    public fun rekey(): Unit = handle.use(Native::storeRekey)

    override fun close() {
        Reaper.forget(watch)
        handle.close()
    }

    public companion object {
        /** A store that lives and dies with the process. */
        @JvmStatic
        public fun inMemory(): Store {
            Smx.ensureReady()
            return Store(Native.storeOpenMemory())
        }

        /**
         * A store in one SQLite file, made with mode 0600 where it is missing. Several processes
         * may have it open. It writes values as they come: put a [sealed] store in front of it.
         *
         * @throws SmxException.StorageFailed
         * @throws SmxException.StorageCorrupt
         * @throws SmxException.StateTooNew
         */
        @JvmStatic
        public fun sqlite(file: File): Store {
            Smx.ensureReady()
            return Store(Native.storeOpenSqlite(Bytes.ofText(file.path).array))
        }

        /** A store over the application's own database. */
        @JvmStatic
        public fun of(store: SessionStore): Store {
            Smx.ensureReady()
            return Store(Native.storeOpenCallbacks(StoreBridge(store)))
        }

        /**
         * Seals every record of another store with AES-256-GCM. Makes a data key when [inner] is
         * empty, else unwraps the one it holds.
         *
         * @param name the device's, 1 to 255 bytes, bound to every record
         * @param counter protects against a restored backup
         * @throws SmxException.KeyUnavailable when the wrapper failed
         * @throws SmxException.StorageCorrupt when a record does not open
         * @throws SmxException.StaleState when the state is older than the counter
         */
        @JvmStatic
        @JvmOverloads
        public fun sealed(
            inner: Store,
            wrapper: KeyWrapper,
            name: Bytes,
            counter: RollbackCounter? = null,
        ): Store = inner.handle.use { number ->
            Store(
                Native.storeOpenSealed(
                    number, KeyWrapBridge(wrapper), counter?.let(::CounterBridge), name.array,
                ),
            )
        }
    }
}
