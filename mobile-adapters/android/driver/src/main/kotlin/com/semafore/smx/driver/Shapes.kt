package com.semafore.smx.driver

import com.semafore.smx.Bundle
import com.semafore.smx.Bytes
import com.semafore.smx.DeviceKeys
import com.semafore.smx.Limits
import com.semafore.smx.OneTimePrekey
import com.semafore.smx.SignedPrekey
import com.semafore.smx.testing.Draw
import com.semafore.smx.testing.PrivatePrekey

// Members that several ops share. Each is read at once and made into a value of the API only after
// all lengths were judged: that is what the returned functions are for.

fun Members.key(name: String): ByteArray = fixed(name, Limits.KEY_SIZE)

fun Members.keys(): () -> DeviceKeys {
    allowOnly("identity_key", "signing_key")
    val identity = key("identity_key")
    val signing = key("signing_key")
    return { DeviceKeys(Bytes.of(identity), Bytes.of(signing)) }
}

fun Members.bundle(): () -> Bundle {
    allowOnly("identity_key", "signing_key", "signed_prekey", "one_time_prekey")
    val identity = key("identity_key")
    val signing = key("signing_key")
    val signed = child("signed_prekey").signedPrekey()
    val oneTime = if (has("one_time_prekey")) child("one_time_prekey").oneTimePrekey() else null
    return { Bundle(DeviceKeys(Bytes.of(identity), Bytes.of(signing)), signed(), oneTime?.invoke()) }
}

private fun Members.signedPrekey(): () -> SignedPrekey {
    allowOnly("key_id", "public_key", "signature")
    val keyId = bytes("key_id")
    val publicKey = key("public_key")
    val signature = fixed("signature", Limits.SIGNATURE_SIZE)
    return { SignedPrekey(Bytes.of(keyId), Bytes.of(publicKey), Bytes.of(signature)) }
}

private fun Members.oneTimePrekey(): () -> OneTimePrekey {
    allowOnly("key_id", "public_key")
    val keyId = bytes("key_id")
    val publicKey = key("public_key")
    return { OneTimePrekey(Bytes.of(keyId), Bytes.of(publicKey)) }
}

fun Members.privatePrekey(): PrivatePrekey {
    allowOnly("key_id", "private_key")
    return PrivatePrekey(Bytes.of(bytes("key_id")), key("private_key"))
}

fun Members.privatePrekeys(name: String): List<PrivatePrekey> = children(name).map { it.privatePrekey() }

/** What `random` injects; null without it: the op draws. */
fun Members.injection(vararg allowed: Draw): Map<Draw, ByteArray>? {
    if (!has("random")) {
        return null
    }
    val random = child("random")
    random.allowOnly(*allowed.map { DRAWS.getValue(it).first }.toTypedArray())
    return allowed.filter { random.has(DRAWS.getValue(it).first) }.associateWith {
        val (name, size) = DRAWS.getValue(it)
        random.fixed(name, size)
    }
}

private val DRAWS = mapOf(
    Draw.EPHEMERAL_PRIVATE to ("ek_private" to Limits.KEY_SIZE),
    Draw.RATCHET_PRIVATE to ("ratchet_private" to Limits.KEY_SIZE),
    Draw.NONCE to ("nonce" to Limits.NONCE_SIZE),
)

fun SignedPrekey.json(): Map<String, Any> = mapOf(
    "key_id" to keyId.toHex(), "public_key" to publicKey.toHex(), "signature" to signature.toHex(),
)

fun List<OneTimePrekey>.json(): List<Map<String, Any>> =
    map { mapOf("key_id" to it.keyId.toHex(), "public_key" to it.publicKey.toHex()) }
