import CSMX

/// Where a device's state lives. The C library serves it to any thread.
public final class Store: @unchecked Sendable {
  let native: OpaquePointer
  // What the native store calls or stands on.
  private let keeps: [AnyObject]

  private init(keeping keeps: [AnyObject], open: (inout OpaquePointer?) -> smx_status) throws {
    var opened: OpaquePointer?
    try check(open(&opened))
    guard let opened else { throw SMXError.refused(.outOfMemory) }
    native = opened
    self.keeps = keeps
  }

  deinit { smx_store_free(native) }

  /// A store that lives and dies with the process.
  public static func memory() throws -> Store {
    try Store(keeping: []) { smx_store_open_memory(&$0) }
  }

  /// A store in one SQLite file, made with mode 0600 where it is missing. Several processes may have it
  /// open (an app and its extension, in the app group's container). It writes values as they come: put a
  /// sealed store in front of it.
  public static func sqlite(path: String) throws -> Store {
    let text = path.utf8CString
    return try Store(keeping: []) { opened in
      text.withUnsafeBufferPointer { path in
        // Without the zero byte that ends it.
        smx_store_open_sqlite(path.baseAddress, path.count - 1, &opened)
      }
    }
  }

  /// A store of the application.
  public static func application(_ store: any SessionStore) throws -> Store {
    let box = StoreBox(store)
    var table = box.table
    return try Store(keeping: [box]) { smx_store_open_callbacks(&table, &$0) }
  }

  /// Seals every record of another store with AES-256-GCM. `name`: the device's, 1 to 255 bytes, bound to
  /// every record. Makes a data key where the other is empty, else unwraps the one that it holds.
  /// Without a counter no protection against a restored older state is claimed.
  public static func sealed(
    _ inner: Store, name: Name, keyWrap: any KeyWrap, counter: (any RollbackCounter)? = nil
  ) throws -> Store {
    let keyWrapBox = KeyWrapBox(keyWrap)
    let counterBox = counter.map { CounterBox($0) }
    var wrapTable = keyWrapBox.table
    var keeps: [AnyObject] = [inner, keyWrapBox]
    if let counterBox { keeps.append(counterBox) }
    return try Store(keeping: keeps) { opened in
      if let counterBox {
        var counterTable = counterBox.table
        return smx_store_open_sealed(
          inner.native, &wrapTable, &counterTable, name.bytes, name.bytes.count, &opened)
      }
      return smx_store_open_sealed(
        inner.native, &wrapTable, nil, name.bytes, name.bytes.count, &opened)
    }
  }

  /// Makes a new data key and seals everything again under it; devices over the store have to reload.
  /// `invalidArgument` for a store that is not sealed.
  public func rekey() throws { try check(smx_store_rekey(native)) }

  /// Seals done under the present data key; one serves 2^32.
  public func sealsUsed() throws -> UInt64 {
    var seals: UInt64 = 0
    try check(smx_store_seals_used(native, &seals))
    return seals
  }
}
