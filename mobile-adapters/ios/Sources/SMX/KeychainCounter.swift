#if canImport(Security)
  import Foundation
  import Security

  /// A rollback counter in the keychain, of this device only. It notices that the store's file alone was
  /// put back. It does not notice an encrypted backup that is restored to the same device, because that
  /// brings the keychain back as well: keep the file out of backups all the same.
  public final class KeychainCounter: RollbackCounter {
    private let account: String
    private let accessGroup: String?
    private let lockPath: String

    /// `lockPath`: a file in the app group's container. The keychain cannot compare and swap, so the app
    /// and its extension take turns with a lock on it.
    public init(account: String, accessGroup: String? = nil, lockPath: String) {
      self.account = account
      self.accessGroup = accessGroup
      self.lockPath = lockPath
    }

    public func read() throws -> UInt64 {
      var query = self.query()
      query[kSecReturnData] = true
      var item: CFTypeRef?
      let status = SecItemCopyMatching(query as CFDictionary, &item)
      if status == errSecItemNotFound { return 0 }
      guard status == errSecSuccess, let data = item as? Data, data.count == 8 else {
        throw KeychainError(status: status == errSecSuccess ? errSecDecode : status)
      }
      return data.reduce(0) { $0 << 8 | UInt64($1) }
    }

    public func advance(to value: UInt64) throws {
      try locked {
        let held = try read()
        if held >= value { return }
        let data = withUnsafeBytes(of: value.bigEndian) { Data($0) }
        var status = SecItemUpdate(
          query() as CFDictionary, [kSecValueData: data] as [CFString: Any] as CFDictionary)
        if status == errSecItemNotFound {
          var item = self.query()
          item[kSecValueData] = data
          item[kSecAttrAccessible] = kSecAttrAccessibleAfterFirstUnlockThisDeviceOnly
          status = SecItemAdd(item as CFDictionary, nil)
        }
        guard status == errSecSuccess else { throw KeychainError(status: status) }
      }
    }

    private func query() -> [CFString: Any] {
      var query: [CFString: Any] = [
        kSecClass: kSecClassGenericPassword,
        kSecAttrService: "com.semafore.smx.rollback-counter",
        kSecAttrAccount: account,
        kSecAttrSynchronizable: false,
        kSecUseDataProtectionKeychain: true,
      ]
      if let accessGroup { query[kSecAttrAccessGroup] = accessGroup }
      return query
    }

    private func locked(_ body: () throws -> Void) throws {
      let file = open(lockPath, O_CREAT | O_RDWR | O_CLOEXEC, 0o600)
      guard file >= 0 else { throw KeychainError(status: errSecIO) }
      defer { close(file) }
      while flock(file, LOCK_EX) != 0 {
        guard errno == EINTR else { throw KeychainError(status: errSecIO) }
      }
      try body()
    }
  }
#endif
