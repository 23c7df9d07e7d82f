package com.semafore.smx.driver

import com.semafore.smx.Bytes
import com.semafore.smx.DeviceKeys
import com.semafore.smx.Envelope
import com.semafore.smx.Limits
import com.semafore.smx.SignedPrekey
import com.semafore.smx.testing.SmxTesting

/** An op: reads all members, judges the lengths, then does it. */
typealias Op = (Members, Handles) -> Map<String, Any?>

val WIRE_OPS: Map<String, Op> = mapOf(
    "smx1.parse" to ::smx1Parse,
    "drv1.parse" to ::drv1Parse,
    "spk.verify" to ::spkVerify,
    "spk.sign" to ::spkSign,
    "ed25519.sign" to ::ed25519Sign,
    "ed25519.verify" to ::ed25519Verify,
)

private fun ciphertext(envelope: Envelope): String =
    envelope.bytes.toHex().substring(2 * envelope.header.ciphertextOffset)

private fun smx1Parse(members: Members, @Suppress("UNUSED_PARAMETER") handles: Handles): Map<String, Any?> {
    members.allowOnly("envelope")
    val envelope = Envelope.of(members.bytes("envelope"))
    val header = envelope.header as? Envelope.BootstrapHeader ?: throw Rejected("malformed")
    return mapOf(
        "flags" to if (header.oneTimePrekeyId == null) 0 else 1,
        "ek" to header.ephemeralKey.toHex(),
        "spk_key_id" to header.signedPrekeyId.toHex(),
        "opk_key_id" to (header.oneTimePrekeyId ?: Bytes.EMPTY).toHex(),
        "nonce" to header.nonce.toHex(),
        "ciphertext" to ciphertext(envelope),
    )
}

private fun drv1Parse(members: Members, @Suppress("UNUSED_PARAMETER") handles: Handles): Map<String, Any?> {
    members.allowOnly("frame")
    val frame = Envelope.of(members.bytes("frame"))
    val header = frame.header as? Envelope.ContinuationHeader ?: throw Rejected("malformed")
    return mapOf(
        "flags" to 0,
        "ratchet_key" to header.ratchetKey.toHex(),
        "pn" to header.previousCount,
        "n" to header.number,
        "ciphertext" to ciphertext(frame),
    )
}

private fun spkVerify(members: Members, @Suppress("UNUSED_PARAMETER") handles: Handles): Map<String, Any?> {
    members.allowOnly("signing_key", "identity_key", "public_key", "key_id", "signature")
    val signing = members.key("signing_key")
    val identity = members.key("identity_key")
    val publicKey = members.key("public_key")
    val keyId = members.bytes("key_id")
    val signature = members.fixed("signature", Limits.SIGNATURE_SIZE)
    members.reading.judgeLengths()
    SignedPrekey(Bytes.of(keyId), Bytes.of(publicKey), Bytes.of(signature))
        .verify(DeviceKeys(Bytes.of(identity), Bytes.of(signing)))
    return emptyMap()
}

private fun spkSign(members: Members, @Suppress("UNUSED_PARAMETER") handles: Handles): Map<String, Any?> {
    members.allowOnly("signing_private", "identity_key", "public_key", "key_id")
    val signing = members.key("signing_private")
    val identity = members.key("identity_key")
    val publicKey = members.key("public_key")
    val keyId = members.bytes("key_id")
    members.reading.judgeLengths()
    val signature = SmxTesting.signedPrekeySign(
        signing, Bytes.of(identity), Bytes.of(publicKey), Bytes.of(keyId),
    )
    return mapOf("signature" to signature.toHex())
}

private fun ed25519Sign(members: Members, @Suppress("UNUSED_PARAMETER") handles: Handles): Map<String, Any?> {
    members.allowOnly("private_key", "message")
    val key = members.key("private_key")
    val message = members.bytes("message")
    members.reading.judgeLengths()
    return mapOf("signature" to SmxTesting.ed25519Sign(key, message).toHex())
}

private fun ed25519Verify(members: Members, @Suppress("UNUSED_PARAMETER") handles: Handles): Map<String, Any?> {
    members.allowOnly("public_key", "message", "signature")
    val key = members.key("public_key")
    val message = members.bytes("message")
    val signature = members.fixed("signature", Limits.SIGNATURE_SIZE)
    members.reading.judgeLengths()
    SmxTesting.ed25519Verify(Bytes.of(key), message, Bytes.of(signature))
    return emptyMap()
}
