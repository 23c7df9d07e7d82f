package com.semafore.smx

/** Loads libsmx-jni once, wherever the first call comes from. */
internal object NativeLibrary {
    private const val NAME = "smx-jni"

    /** The interface version that this code was written for. */
    private const val ABI_VERSION = 1

    private val loaded: Unit by lazy {
        if (!registered()) {
            System.loadLibrary(NAME)
        }
        check(Native.abiVersion() >= ABI_VERSION) {
            "lib$NAME has interface version ${Native.abiVersion()}, version $ABI_VERSION is needed"
        }
    }

    fun ensureLoaded(): Unit = loaded

    /** A test's own library brings the same methods and comes first. */
    private fun registered(): Boolean = try {
        Native.abiVersion()
        true
    } catch (_: UnsatisfiedLinkError) {
        false
    }
}
