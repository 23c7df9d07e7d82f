package com.semafore.smx.driver

/** The request itself is at fault: answered with `error`, never with a reject. */
class RequestFault(message: String) : Exception(message)

/** The operation refused, as the protocol says: answered with `reject`. */
class Rejected(val reason: String) : Exception(reason)

/** The op, or a feature that it asks for, was not announced. */
class Unsupported(val feature: String) : Exception(feature)
