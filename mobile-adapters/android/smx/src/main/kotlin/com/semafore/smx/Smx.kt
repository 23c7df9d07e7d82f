package com.semafore.smx

/**
 * The library itself. Call [init] before anything else, from any thread, as often as you like;
 * creating a store or a device does so, too, without any consent.
 */
public object Smx {
    private const val ACCEPT_VARIABLE_TIME_AES = 1

    private val ready: Unit by lazy {
        NativeLibrary.ensureLoaded()
        Native.init(0)
    }

    /** The library's own version, such as "0.1.0". */
    public val version: String
        get() {
            NativeLibrary.ensureLoaded()
            return Native.version()
        }

    /** What the processor offers, as [init] found it; everything false before. */
    public val cpu: CpuReport
        get() {
            NativeLibrary.ensureLoaded()
            return CpuReport(Native.cpuReport())
        }

    /**
     * Prepares the library.
     *
     * @param acceptVariableTimeAes AES-GCM without AES instructions is not constant time: accept it
     *   only where nobody can time the process.
     * @throws SmxException.CpuUnsupported without AES instructions and without that consent
     */
    @JvmStatic
    @JvmOverloads
    public fun init(acceptVariableTimeAes: Boolean = false) {
        NativeLibrary.ensureLoaded()
        Native.init(if (acceptVariableTimeAes) ACCEPT_VARIABLE_TIME_AES else 0)
    }

    /** Done by everything that needs the library, unless the application has done it. */
    internal fun ensureReady() {
        NativeLibrary.ensureLoaded()
        if (!cpu.initialised) {
            ready
        }
    }
}
