package com.semafore.smx

/**
 * One peer's device, seen from one's own: a [device] and a [label]. It holds no state and needs no
 * closing; it ends with its device.
 */
public class Session internal constructor(public val device: Device, public val label: Bytes) {
    /**
     * The peer's keys.
     *
     * @throws SmxException.NoSession before the first message
     */
    public val peer: DeviceKeys get() = device.keysOf(label)

    /** See [Device.restartSuggested]. */
    public val restartSuggested: Boolean get() = device.restartSuggested(peer)

    /** See [Device.send]. */
    @JvmOverloads
    public fun send(plaintext: ByteArray, bundle: Bundle? = null, deliveryId: Bytes? = null): Sent =
        device.send(label, plaintext, bundle, deliveryId)

    /** See [Device.send]. */
    @JvmOverloads
    public fun send(plaintext: Secret, bundle: Bundle? = null, deliveryId: Bytes? = null): Sent =
        device.send(label, plaintext.bytes, bundle, deliveryId)

    /** From a sender whose keys are of an authenticated directory entry: see [Device.receive]. */
    @JvmOverloads
    public fun receive(envelope: Envelope, sender: DeviceKeys, deliveryId: Bytes? = null): Received =
        device.receive(label, sender, envelope.bytes, deliveryId)

    /** From the device that the label stands for: see [Device.receive]. */
    @JvmOverloads
    public fun receive(envelope: Envelope, deliveryId: Bytes? = null): Received =
        device.receive(label, peer, envelope.bytes, deliveryId)

    /** See [Device.restart]. */
    @JvmOverloads
    public fun restart(bundle: Bundle, plaintext: ByteArray, deliveryId: Bytes? = null): Sent =
        device.restart(label, bundle, plaintext, deliveryId)
}
