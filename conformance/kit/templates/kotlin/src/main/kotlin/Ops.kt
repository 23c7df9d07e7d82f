// The operations that this driver knows. Call your implementation from here.
//
// An operation reads and checks every member before anything is done. It returns the members of
// `ok`, or throws Reject with the reason that the specification names. Sessions and devices stay in
// context.handles until case.end; intermediate values go to context.trace.
package driver

import java.nio.ByteBuffer
import javax.crypto.Mac
import javax.crypto.SecretKey

private const val HKDF_MAX = 255L * 32
private const val FRAME_MIN = 45 + 16
private const val FRAME_MAX = 45 + 65536 + 16

/** Add operations here: name, its members, its function. hello announces what this table holds. */
val operations: Map<String, Operation> = mapOf(
    "hkdf.sha256" to Operation(listOf("salt", "ikm", "info", "length"), ::hkdfSha256),
    "drv1.parse" to Operation(listOf("frame"), ::drv1Parse),
)

// SecretKeySpec refuses a key of no bytes, which HMAC allows. A copy each time: Mac wipes what it got.
private class HmacKey(private val bytes: ByteArray) : SecretKey {
    override fun getAlgorithm() = "HmacSHA256"
    override fun getFormat() = "RAW"
    override fun getEncoded() = bytes.clone()
}

private fun hmac(key: ByteArray, vararg parts: ByteArray): ByteArray {
    val mac = Mac.getInstance("HmacSHA256")
    mac.init(HmacKey(key))
    parts.forEach(mac::update)
    return mac.doFinal()
}

private fun hkdfSha256(request: Request, @Suppress("UNUSED_PARAMETER") context: Context): Map<String, Any> {
    val salt = request.bytes("salt")
    val ikm = request.bytes("ikm")
    val info = request.bytes("info")
    val length = request.integer("length", HKDF_MAX).toInt()
    val key = hmac(salt, ikm)
    var okm = ByteArray(0)
    var block = ByteArray(0)
    for (counter in 1..(length + 31) / 32) {
        block = hmac(key, block, info, byteArrayOf(counter.toByte()))
        okm += block
    }
    return mapOf("okm" to okm.copyOf(length).toHex())
}

private fun drv1Parse(request: Request, @Suppress("UNUSED_PARAMETER") context: Context): Map<String, Any> {
    val frame = request.bytes("frame")
    if (frame.size !in FRAME_MIN..FRAME_MAX) throw Reject("malformed") // [DRV1-05]
    val start = frame.copyOf(5).toString(Charsets.ISO_8859_1)
    val pn = ByteBuffer.wrap(frame).getInt(37).toUInt().toLong()
    val n = ByteBuffer.wrap(frame).getInt(41).toUInt().toLong()
    if (start != "DRV1\u0000" || n == 0xffffffffL) throw Reject("malformed") // [DRV1-04], [DRV1-06]
    return mapOf(
        "flags" to frame[4].toInt(),
        "ratchet_key" to frame.copyOfRange(5, 37).toHex(),
        "pn" to pn,
        "n" to n,
        "ciphertext" to frame.copyOfRange(45, frame.size).toHex(),
    )
}
