import CSMX

/// The header of an SMX1 envelope, which starts a session, and its ciphertext with the tag.
public struct Envelope: Sendable, Equatable {
  public let ephemeralKey: [UInt8]
  public let signedPrekeyID: [UInt8]
  public let oneTimePrekeyID: [UInt8]?
  public let nonce: [UInt8]
  public let ciphertext: [UInt8]

  /// Throws `SMXError.malformed`.
  public init(decoding encoded: [UInt8]) throws {
    var header = smx_envelope_header()
    header.struct_size = MemoryLayout<smx_envelope_header>.size
    var fault = emptyFault()
    try check(smx_envelope_decode(encoded, encoded.count, &header, &fault), fault)
    ephemeralKey = bytes(of: header.ephemeral_key)
    signedPrekeyID = header.signed_prekey_id.held
    oneTimePrekeyID = header.has_one_time_prekey == 1 ? header.one_time_prekey_id.held : nil
    nonce = bytes(of: header.nonce)
    let start = header.ciphertext_offset
    ciphertext = Array(encoded[start..<start + header.ciphertext_size])
  }
}

/// The header of a DR_V1 frame, a message of a session, and its ciphertext with the tag.
public struct Frame: Sendable, Equatable {
  public let ratchetKey: [UInt8]
  /// PN: messages of the sender's chain before this one.
  public let previousCount: UInt32
  /// N: the message's number in its chain.
  public let number: UInt32
  public let ciphertext: [UInt8]

  /// Throws `SMXError.malformed`.
  public init(decoding encoded: [UInt8]) throws {
    var header = smx_frame_header()
    header.struct_size = MemoryLayout<smx_frame_header>.size
    var fault = emptyFault()
    try check(smx_frame_decode(encoded, encoded.count, &header, &fault), fault)
    ratchetKey = bytes(of: header.ratchet_key)
    previousCount = header.previous_count
    number = header.number
    let start = header.ciphertext_offset
    ciphertext = Array(encoded[start..<start + header.ciphertext_size])
  }
}
