import CSMX

/// The native device, and what it stands on. The C library lets any thread use it.
final class DeviceHandle: @unchecked Sendable {
  let native: OpaquePointer
  private let store: Store?
  private let clock: ClockBox?

  init(
    store: Store?, clock: ClockBox?,
    open: (UnsafePointer<smx_clock>?, inout OpaquePointer?) -> smx_status
  ) throws {
    var opened: OpaquePointer?
    let status = withOptional(clock?.table) { open($0, &opened) }
    try check(status)
    guard let opened else { throw SMXError.refused(.outOfMemory) }
    native = opened
    self.store = store
    self.clock = clock
  }

  deinit { smx_device_free(native) }
}

/// A pointer to a value, or null where there is none.
func withOptional<T, R>(_ value: T?, _ body: (UnsafePointer<T>?) throws -> R) rethrows -> R {
  guard var held = value else { return try body(nil) }
  return try withUnsafePointer(to: &held) { try body($0) }
}

/// The bytes of a delivery id, or null where there is none.
func withOptionalBytes<R>(
  _ name: Name?, _ body: (UnsafePointer<UInt8>?, Int) throws -> R
) rethrows -> R {
  guard let name else { return try body(nil, 0) }
  return try name.bytes.withUnsafeBufferPointer { try body($0.baseAddress, $0.count) }
}

/// Reads a list whose length the library tells: asks for it, then again while it grows.
func list<T>(
  _ zero: T, _ read: (UnsafeMutablePointer<T>?, UnsafeMutablePointer<Int>) -> smx_status
) throws -> [T] {
  var count = 0
  var out: [T] = []
  var status = withUnsafeMutablePointer(to: &count) { read(nil, $0) }
  while status == SMX_BUFFER_TOO_SMALL {
    out = [T](repeating: zero, count: count)
    status = withUnsafeMutablePointer(to: &count) { counted in
      out.withUnsafeMutableBufferPointer { read($0.baseAddress, counted) }
    }
  }
  try check(status)
  return Array(out.prefix(count))
}
