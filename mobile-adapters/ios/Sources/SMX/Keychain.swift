#if canImport(Security)
  import CSMX
  import Foundation
  import Security

  /// What the keychain answered.
  public struct KeychainError: Error, Sendable, Equatable {
    public let status: OSStatus
  }

  /// Wraps the data key with a P-256 key that does not leave the Secure Enclave, or where there is none
  /// (simulators, old Macs) with one in the keychain: ECIES with AES-GCM. The key belongs to this device
  /// and can be used once the device was unlocked after its start, so that a notification extension works
  /// behind a locked screen.
  public final class KeychainWrapper: KeyWrap, @unchecked Sendable {
    public enum Protection: Sendable {
      case secureEnclave
      case keychain
    }

    public struct Options: Sendable {
      /// The app group's keychain access group, which the extension has, too.
      public var accessGroup: String?
      /// Beside `.privateKeyUsage`, for example `.userPresence`: not with a notification extension, which
      /// has nobody to ask.
      public var accessControl: SecAccessControlCreateFlags
      /// Fail where there is no Secure Enclave.
      public var requiresSecureEnclave: Bool

      public init(
        accessGroup: String? = nil, accessControl: SecAccessControlCreateFlags = [],
        requiresSecureEnclave: Bool = false
      ) {
        self.accessGroup = accessGroup
        self.accessControl = accessControl
        self.requiresSecureEnclave = requiresSecureEnclave
      }
    }

    /// Where the key is: show it to the user, or report it.
    public let protection: Protection
    private let key: SecKey
    private static let algorithm = SecKeyAlgorithm.eciesEncryptionCofactorVariableIVX963SHA256AESGCM

    /// Finds the key with this tag, or makes it.
    public init(tag: String, options: Options = Options()) throws {
      let held = try KeychainWrapper.find(tag, options) ?? KeychainWrapper.makeBest(tag, options)
      key = held.0
      protection = held.1
    }

    public func wrap(_ dataKey: UnsafeRawBufferPointer) throws -> [UInt8] {
      guard let publicKey = SecKeyCopyPublicKey(key) else {
        throw KeychainError(status: errSecInvalidKeyRef)
      }
      // The memory of the data key itself, without a copy that nobody overwrites.
      guard let base = dataKey.baseAddress else { throw KeychainError(status: errSecParam) }
      let plain = Data(
        bytesNoCopy: UnsafeMutableRawPointer(mutating: base), count: dataKey.count, deallocator: .none)
      var error: Unmanaged<CFError>?
      let sealed = SecKeyCreateEncryptedData(
        publicKey, KeychainWrapper.algorithm, plain as CFData, &error)
      guard let sealed else { throw KeychainWrapper.taken(error) }
      return [UInt8](sealed as Data)
    }

    /// The key passes through a CFData of the system's, which it frees without our doing.
    public func unwrap(_ wrapped: [UInt8], into dataKey: UnsafeMutableRawBufferPointer) throws {
      var error: Unmanaged<CFError>?
      let opened = SecKeyCreateDecryptedData(
        key, KeychainWrapper.algorithm, Data(wrapped) as CFData, &error)
      guard let opened else { throw KeychainWrapper.taken(error) }
      guard CFDataGetLength(opened) == dataKey.count, let bytes = CFDataGetBytePtr(opened) else {
        throw KeychainError(status: errSecDecode)
      }
      dataKey.copyMemory(from: UnsafeRawBufferPointer(start: bytes, count: dataKey.count))
    }

    /// Deletes the key: what it wrapped is lost for good.
    public static func delete(tag: String, options: Options = Options()) throws {
      let status = SecItemDelete(query(tag, options) as CFDictionary)
      guard status == errSecSuccess || status == errSecItemNotFound else {
        throw KeychainError(status: status)
      }
    }

    private static func query(_ tag: String, _ options: Options) -> [CFString: Any] {
      var query: [CFString: Any] = [
        kSecClass: kSecClassKey,
        kSecAttrApplicationTag: Data(tag.utf8),
        kSecAttrKeyType: kSecAttrKeyTypeECSECPrimeRandom,
        kSecUseDataProtectionKeychain: true,
      ]
      if let group = options.accessGroup { query[kSecAttrAccessGroup] = group }
      return query
    }

    private static func find(_ tag: String, _ options: Options) throws -> (SecKey, Protection)? {
      var query = KeychainWrapper.query(tag, options)
      query[kSecReturnRef] = true
      var item: CFTypeRef?
      let status = SecItemCopyMatching(query as CFDictionary, &item)
      if status == errSecItemNotFound { return nil }
      guard status == errSecSuccess, let item, CFGetTypeID(item) == SecKeyGetTypeID() else {
        throw KeychainError(status: status == errSecSuccess ? errSecDecode : status)
      }
      let key = item as! SecKey
      let attributes = SecKeyCopyAttributes(key) as? [CFString: Any]
      let token = attributes?[kSecAttrTokenID] as? String
      let isEnclave = token == (kSecAttrTokenIDSecureEnclave as String)
      if options.requiresSecureEnclave && !isEnclave {
        throw KeychainError(status: errSecNotAvailable)
      }
      return (key, isEnclave ? .secureEnclave : .keychain)
    }

    private static func makeBest(_ tag: String, _ options: Options) throws -> (SecKey, Protection) {
      do {
        return (try make(tag, options, protection: .secureEnclave), .secureEnclave)
      } catch {
        if options.requiresSecureEnclave { throw error }
        return (try make(tag, options, protection: .keychain), .keychain)
      }
    }

    private static func make(
      _ tag: String, _ options: Options, protection: Protection
    ) throws -> SecKey {
      var error: Unmanaged<CFError>?
      var flags = options.accessControl
      if protection == .secureEnclave { flags.insert(.privateKeyUsage) }
      guard
        let access = SecAccessControlCreateWithFlags(
          nil, kSecAttrAccessibleAfterFirstUnlockThisDeviceOnly, flags, &error)
      else { throw taken(error) }
      var stored: [CFString: Any] = [
        kSecAttrIsPermanent: true,
        kSecAttrApplicationTag: Data(tag.utf8),
        kSecAttrAccessControl: access,
      ]
      if let group = options.accessGroup { stored[kSecAttrAccessGroup] = group }
      var attributes: [CFString: Any] = [
        kSecAttrKeyType: kSecAttrKeyTypeECSECPrimeRandom,
        kSecAttrKeySizeInBits: 256,
        kSecUseDataProtectionKeychain: true,
        kSecPrivateKeyAttrs: stored,
      ]
      if protection == .secureEnclave { attributes[kSecAttrTokenID] = kSecAttrTokenIDSecureEnclave }
      guard let key = SecKeyCreateRandomKey(attributes as CFDictionary, &error) else {
        throw taken(error)
      }
      return key
    }

    private static func taken(_ error: Unmanaged<CFError>?) -> any Error {
      guard let error = error?.takeRetainedValue() else {
        return KeychainError(status: errSecInternalError)
      }
      return KeychainError(status: OSStatus(truncatingIfNeeded: CFErrorGetCode(error)))
    }
  }
#endif
