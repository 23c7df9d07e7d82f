package com.semafore.smx.driver

import com.semafore.smx.Bytes
import com.semafore.smx.Device
import com.semafore.smx.Limits
import com.semafore.smx.testing.Draw
import com.semafore.smx.testing.PrivatePrekey
import com.semafore.smx.testing.SmxTesting

val DEVICE_OPS: Map<String, Op> = mapOf(
    "device.new" to ::deviceNew,
    "device.send" to ::deviceSend,
    "device.receive" to ::deviceReceive,
    "device.restart" to ::deviceRestart,
    "device.rotate" to ::deviceRotate,
    "device.replenish" to ::deviceReplenish,
    "device.purge" to ::devicePurge,
    "device.state" to ::deviceState,
)

/** The label of a peer: any text, within the device's bound. */
private fun Members.label(): Bytes {
    val label = Bytes.ofText(name("peer"))
    if (label.size > Limits.MAX_LABEL_SIZE) {
        throw fault("peer", "is over ${Limits.MAX_LABEL_SIZE} bytes")
    }
    return label
}

/** A count, which is ignored beside `random` but must be one where it is given. */
private fun Members.countBesideRandom(name: String): Long =
    if (!has("random") || has(name)) number(name) else 0

private fun atMostOneBatch(count: Long): Long {
    if (count > Limits.MAX_PREKEY_BATCH) {
        throw RequestFault("over ${Limits.MAX_PREKEY_BATCH} prekeys at once")
    }
    return count
}

private class GivenKeys(
    val identity: ByteArray,
    val signing: ByteArray,
    val signedPrekeys: List<PrivatePrekey>,
    val oneTimePrekeys: List<PrivatePrekey>,
)

private fun Members.givenKeys(): GivenKeys {
    allowOnly("identity_private", "signing_private", "signed_prekeys", "one_time_prekeys")
    val keys = GivenKeys(
        key("identity_private"), key("signing_private"), privatePrekeys("signed_prekeys"),
        privatePrekeys("one_time_prekeys"),
    )
    if (keys.signedPrekeys.isEmpty()) {
        throw fault("signed_prekeys", "is empty")
    }
    return keys
}

private fun deviceNew(members: Members, handles: Handles): Map<String, Any?> {
    members.allowOnly("device", "now", "random", "one_time_prekey_count")
    val name = members.name("device")
    val now = if (members.has("now")) members.number("now") else null
    val count = members.countBesideRandom("one_time_prekey_count")
    val given = if (members.has("random")) members.child("random").givenKeys() else null
    members.reading.judgeLengths()
    val device = if (given == null) {
        SmxTesting.deviceDrawn(atMostOneBatch(count), now)
    } else {
        SmxTesting.deviceOf(
            given.identity, given.signing, given.signedPrekeys, given.oneTimePrekeys, now,
        )
    }
    val keys = device.keys
    val reply = mapOf(
        "identity_key" to keys.identityKey.toHex(),
        "signing_key" to keys.signingKey.toHex(),
        "signed_prekey" to device.signedPrekey.json(),
        "one_time_prekeys" to device.oneTimePrekeys.json(),
    )
    handles.put(name, device)
    return reply
}

private fun Device.drawFrom(injection: Map<Draw, ByteArray>?) {
    if (injection == null) {
        SmxTesting.clearInjected(this)
    } else {
        SmxTesting.inject(this, injection)
    }
}

private fun deviceSend(members: Members, handles: Handles): Map<String, Any?> {
    members.allowOnly("device", "peer", "plaintext", "bundle", "random")
    val device = handles.device(members)
    val label = members.label()
    val plaintext = members.bytes("plaintext")
    val bundle = if (members.has("bundle")) members.child("bundle").bundle() else null
    val injection = members.injection(Draw.EPHEMERAL_PRIVATE, Draw.RATCHET_PRIVATE, Draw.NONCE)
    members.reading.judgeLengths()
    device.drawFrom(injection)
    val sent = device.session(label).send(plaintext, bundle?.invoke())
    return mapOf("envelope" to sent.envelope.bytes.toHex())
}

private fun deviceReceive(members: Members, handles: Handles): Map<String, Any?> {
    members.allowOnly("device", "peer", "sender", "envelope", "random")
    val device = handles.device(members)
    val label = members.label()
    val sender = members.child("sender").keys()
    val envelope = members.bytes("envelope")
    val injection = members.injection(Draw.RATCHET_PRIVATE)
    members.reading.judgeLengths()
    device.drawFrom(injection)
    return device.receive(label, sender(), Bytes.of(envelope)).use {
        mapOf("plaintext" to Bytes.of(it.plaintext.bytes).toHex())
    }
}

private fun deviceRestart(members: Members, handles: Handles): Map<String, Any?> {
    members.allowOnly("device", "peer", "bundle", "plaintext", "now", "random")
    val device = handles.device(members)
    val label = members.label()
    val bundle = members.child("bundle").bundle()
    val plaintext = members.bytes("plaintext")
    val now = members.number("now")
    val injection = members.injection(Draw.EPHEMERAL_PRIVATE, Draw.RATCHET_PRIVATE, Draw.NONCE)
    members.reading.judgeLengths()
    device.drawFrom(injection)
    SmxTesting.setTime(device, now)
    val sent = device.session(label).restart(bundle(), plaintext)
    return mapOf("envelope" to sent.envelope.bytes.toHex())
}

private fun deviceRotate(members: Members, handles: Handles): Map<String, Any?> {
    members.allowOnly("device", "now", "random")
    val device = handles.device(members)
    val now = members.number("now")
    val given = if (members.has("random")) members.child("random").privatePrekey() else null
    members.reading.judgeLengths()
    SmxTesting.clearInjected(device)
    SmxTesting.setTime(device, now)
    val prekey = if (given == null) device.rotate() else SmxTesting.rotate(device, given)
    return mapOf("signed_prekey" to prekey.json())
}

private fun deviceReplenish(members: Members, handles: Handles): Map<String, Any?> {
    members.allowOnly("device", "random", "count")
    val device = handles.device(members)
    val count = members.countBesideRandom("count")
    val given = if (members.has("random")) {
        val random = members.child("random")
        random.allowOnly("one_time_prekeys")
        random.privatePrekeys("one_time_prekeys")
    } else {
        null
    }
    members.reading.judgeLengths()
    SmxTesting.clearInjected(device)
    val prekeys = if (given == null) {
        device.replenish(atMostOneBatch(count).toInt())
    } else {
        SmxTesting.replenish(device, given)
    }
    return mapOf("one_time_prekeys" to prekeys.json())
}

private fun devicePurge(members: Members, handles: Handles): Map<String, Any?> {
    members.allowOnly("device", "now")
    val device = handles.device(members)
    SmxTesting.setTime(device, members.number("now"))
    device.purge()
    return emptyMap()
}

private fun deviceState(members: Members, handles: Handles): Map<String, Any?> {
    members.allowOnly("device")
    val device = handles.device(members)
    return mapOf(
        "one_time_prekeys" to device.oneTimePrekeys.map { it.keyId.toHex() },
        "signed_prekeys" to SmxTesting.signedPrekeyIds(device).map(Bytes::toHex),
        "sessions" to device.peers.filter { it.sessions > 0 }
            .associate { checkNotNull(it.label.toTextOrNull()) to it.sessions },
        "digest" to SmxTesting.stateDigest(device).toHex(),
    )
}
