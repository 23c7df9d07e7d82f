package com.semafore.smx.bench

/** Two devices of the C++ core: one crossing for a whole round of messages between them. */
internal object CppMessages {
    @JvmStatic external fun open(plaintextSize: Int): Long
    @JvmStatic external fun exchange(pair: Long, messages: Int): Int
    @JvmStatic external fun close(pair: Long)
}
