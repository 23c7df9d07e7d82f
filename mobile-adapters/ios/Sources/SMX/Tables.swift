// Generated from the headers of core/include/smx by ci/checks/tables.py: not for editing.

/// Errors: one name and one number on every platform.
public enum ErrorCode: Int32, CaseIterable, Sendable {
  /// The bytes do not have the form that the protocol demands; they were damaged, cut off or made
  /// by something else.
  case malformed = 1
  /// The signature is not one that this signing key made over these bytes; do not use the bundle or
  /// message.
  case badSignature = 2
  /// A Diffie-Hellman output was all zero because a public key is a point of low order; no honest
  /// device sends such a key.
  case lowOrderPoint = 3
  /// The envelope names a prekey that this device no longer holds or never had; the sender needs a
  /// fresh bundle.
  case unknownPrekey = 4
  /// The authentication tag does not match: the message was altered, or is meant for other keys.
  case decryptionFailed = 5
  /// No key is left for this message: it was received before, or its key was evicted or expired.
  case duplicateMessage = 6
  /// Opening this message would skip more messages than one chain may skip.
  case tooManySkipped = 7
  /// This bootstrap was seen before, or so many were seen from its sender that it cannot be shown
  /// to be fresh.
  case replayedBootstrap = 8
  /// There is no session with this peer device; start one with its prekey bundle.
  case noSession = 9
  /// This session cannot send before it has received its first message.
  case noSendingChain = 10
  /// The sending chain has used its last message number; it can send again once the peer has
  /// answered.
  case chainExhausted = 11
  /// The plaintext is longer than one message may be.
  case tooLarge = 12
  /// The stored state has moved on under this operation, or is older than the device has seen; load
  /// it again and repeat.
  case staleState = 13
  /// The session with this peer was restarted too recently; wait for its interval to pass.
  case restartLimited = 14
  /// An argument is outside what the function documents; the caller has a defect.
  case invalidArgument = 64
  /// The library was not initialised, or that failed; initialise it before anything else.
  case notInitialised = 65
  /// This CPU has no AES and carry-less multiply instructions, or they are masked, and without them
  /// AES-GCM looks up tables by secret values, which others on the machine can time; accept that
  /// (accept_variable_time_aes) only where nobody can.
  case cpuUnsupported = 66
  /// The random generator gave no value for this draw.
  case randomFailed = 67
  /// Memory could not be had; nothing was changed.
  case outOfMemory = 68
  /// Guarded memory could not be locked against being swapped out; raise the limit on locked memory
  /// (ulimit -l).
  case memoryLockFailed = 69
  /// The store could not read or write; nothing was released.
  case storageFailed = 70
  /// What the store holds is damaged or was not written by this library.
  case storageCorrupt = 71
  /// The encoded state is truncated, extended or damaged.
  case stateUnreadable = 72
  /// The encoded state was written by a later version of this library; update before opening it.
  case stateTooNew = 73
  /// The key store did not unwrap the key that the stored state is sealed under.
  case keyUnavailable = 74
  /// This key has sealed as often as one key safely may; rotate it.
  case sealLimit = 75
  /// The rollback counter could not be read or advanced.
  case counterFailed = 76
  /// The caller's buffer is smaller than the output may become; nothing was done, and the size that
  /// is enough was told.
  case bufferTooSmall = 77
  /// The application's clock could not be read.
  case clockFailed = 78

  /// The one name, as vectors and every platform spell it.
  public var name: String {
    switch self {
    case .malformed: return "malformed"
    case .badSignature: return "bad_signature"
    case .lowOrderPoint: return "low_order_point"
    case .unknownPrekey: return "unknown_prekey"
    case .decryptionFailed: return "decryption_failed"
    case .duplicateMessage: return "duplicate_message"
    case .tooManySkipped: return "too_many_skipped"
    case .replayedBootstrap: return "replayed_bootstrap"
    case .noSession: return "no_session"
    case .noSendingChain: return "no_sending_chain"
    case .chainExhausted: return "chain_exhausted"
    case .tooLarge: return "too_large"
    case .staleState: return "stale_state"
    case .restartLimited: return "restart_limited"
    case .invalidArgument: return "invalid_argument"
    case .notInitialised: return "not_initialised"
    case .cpuUnsupported: return "cpu_unsupported"
    case .randomFailed: return "random_failed"
    case .outOfMemory: return "out_of_memory"
    case .memoryLockFailed: return "memory_lock_failed"
    case .storageFailed: return "storage_failed"
    case .storageCorrupt: return "storage_corrupt"
    case .stateUnreadable: return "state_unreadable"
    case .stateTooNew: return "state_too_new"
    case .keyUnavailable: return "key_unavailable"
    case .sealLimit: return "seal_limit"
    case .counterFailed: return "counter_failed"
    case .bufferTooSmall: return "buffer_too_small"
    case .clockFailed: return "clock_failed"
    }
  }

  /// A sentence for people, without any value of the failing call.
  public var summary: String {
    switch self {
    case .malformed:
      return "The bytes do not have the form that the protocol demands; they were damaged, cut"
        + " off or made by something else."
    case .badSignature:
      return "The signature is not one that this signing key made over these bytes; do not use"
        + " the bundle or message."
    case .lowOrderPoint:
      return "A Diffie-Hellman output was all zero because a public key is a point of low "
        + "order; no honest device sends such a key."
    case .unknownPrekey:
      return "The envelope names a prekey that this device no longer holds or never had; the "
        + "sender needs a fresh bundle."
    case .decryptionFailed:
      return "The authentication tag does not match: the message was altered, or is meant for "
        + "other keys."
    case .duplicateMessage:
      return "No key is left for this message: it was received before, or its key was evicted "
        + "or expired."
    case .tooManySkipped:
      return "Opening this message would skip more messages than one chain may skip."
    case .replayedBootstrap:
      return "This bootstrap was seen before, or so many were seen from its sender that it "
        + "cannot be shown to be fresh."
    case .noSession:
      return "There is no session with this peer device; start one with its prekey bundle."
    case .noSendingChain:
      return "This session cannot send before it has received its first message."
    case .chainExhausted:
      return "The sending chain has used its last message number; it can send again once the "
        + "peer has answered."
    case .tooLarge:
      return "The plaintext is longer than one message may be."
    case .staleState:
      return "The stored state has moved on under this operation, or is older than the device "
        + "has seen; load it again and repeat."
    case .restartLimited:
      return "The session with this peer was restarted too recently; wait for its interval to "
        + "pass."
    case .invalidArgument:
      return "An argument is outside what the function documents; the caller has a defect."
    case .notInitialised:
      return "The library was not initialised, or that failed; initialise it before anything "
        + "else."
    case .cpuUnsupported:
      return "This CPU has no AES and carry-less multiply instructions, or they are masked, "
        + "and without them AES-GCM looks up tables by secret values, which others on the "
        + "machine can time; accept that (accept_variable_time_aes) only where nobody can."
    case .randomFailed:
      return "The random generator gave no value for this draw."
    case .outOfMemory:
      return "Memory could not be had; nothing was changed."
    case .memoryLockFailed:
      return "Guarded memory could not be locked against being swapped out; raise the limit on"
        + " locked memory (ulimit -l)."
    case .storageFailed:
      return "The store could not read or write; nothing was released."
    case .storageCorrupt:
      return "What the store holds is damaged or was not written by this library."
    case .stateUnreadable:
      return "The encoded state is truncated, extended or damaged."
    case .stateTooNew:
      return "The encoded state was written by a later version of this library; update before "
        + "opening it."
    case .keyUnavailable:
      return "The key store did not unwrap the key that the stored state is sealed under."
    case .sealLimit:
      return "This key has sealed as often as one key safely may; rotate it."
    case .counterFailed:
      return "The rollback counter could not be read or advanced."
    case .bufferTooSmall:
      return "The caller's buffer is smaller than the output may become; nothing was done, and"
        + " the size that is enough was told."
    case .clockFailed:
      return "The application's clock could not be read."
    }
  }
}

/// Limits: sizes in bytes, counts, and times in seconds.
public enum Limits {
  public static let keySize: Int = 32
  public static let signatureSize: Int = 64
  public static let nonceSize: Int = 12
  public static let tagSize: Int = 16
  public static let digestSize: Int = 32
  public static let maxKeyIdSize: Int = 64
  public static let frameHeaderSize: Int = 45
  public static let maxPlaintextSize: Int = 65536
  public static let maxFrameSize: Int = 65597
  public static let maxEnvelopeSize: Int = 65794
  public static let maxBundleSize: Int = 330
  public static let maxLabelSize: Int = 255
  public static let maxDeliveryIdSize: Int = 64
  public static let maxPrekeyBatch: Int = 1000
  public static let maxOneTimePrekeys: Int = 10000
  public static let maxWrappedKeySize: Int = 4096
  public static let maxSealsPerKey: UInt64 = 4294967296
  public static let maxArchivedSessions: Int = 40
  public static let maxSkippedKeys: Int = 2000
  public static let failuresBeforeRestart: Int = 3
  public static let signedPrekeyRotationSeconds: Int = 604800
  public static let replacedPrekeyLifetimeSeconds: Int = 1209600
  public static let skippedKeyLifetimeSeconds: Int = 604800
  public static let archivedSessionLifetimeSeconds: Int = 2592000
  public static let deliveryIdLifetimeSeconds: Int = 604800
}

/// Where a decoder stopped: the field it was reading.
public enum FieldName: String, CaseIterable, Sendable {
  case magic = "magic"
  case version = "version"
  case flags = "flags"
  case ephemeralKey = "ephemeral_key"
  case spkKeyIdLength = "spk_key_id_length"
  case spkKeyId = "spk_key_id"
  case opkKeyIdLength = "opk_key_id_length"
  case opkKeyId = "opk_key_id"
  case nonce = "nonce"
  case ciphertext = "ciphertext"
  case ratchetKey = "ratchet_key"
  case pn = "pn"
  case n = "n"
  case identityKey = "identity_key"
  case signingKey = "signing_key"
  case spkPublicKey = "spk_public_key"
  case spkSignature = "spk_signature"
  case opkPublicKey = "opk_public_key"
  case end = "end"
}

/// Why a decoder stopped.
public enum FaultKind: String, CaseIterable, Sendable {
  case truncated = "truncated"
  case trailingBytes = "trailing_bytes"
  case tooLong = "too_long"
  case wrongMagic = "wrong_magic"
  case unknownVersion = "unknown_version"
  case unknownFlags = "unknown_flags"
  case flagsContradictLength = "flags_contradict_length"
  case lengthOutOfRange = "length_out_of_range"
  case invalidUtf8 = "invalid_utf8"
  case controlCharacter = "control_character"
  case reservedNumber = "reserved_number"
}
