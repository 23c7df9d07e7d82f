package com.semafore.smx.testing

import com.semafore.smx.Bytes

/** A private prekey with its id, for a device that is made of given keys; the key has 32 bytes. */
public class PrivatePrekey(public val keyId: Bytes, public val privateKey: ByteArray)
