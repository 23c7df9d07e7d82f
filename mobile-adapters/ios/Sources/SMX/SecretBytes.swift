import CSMX
import Foundation

/// Bytes that are overwritten when nobody holds them any more. They are never a String: what is made of
/// them (a String, a Data) is a copy that nobody overwrites.
public final class SecretBytes: @unchecked Sendable, ContiguousBytes {
  // Written before anybody else sees it, and by `wipe`.
  private let memory: UnsafeMutableRawBufferPointer
  private let lock = NSLock()
  private var used: Int

  public init(copying bytes: some ContiguousBytes) {
    memory = bytes.withUnsafeBytes { source in
      let made = UnsafeMutableRawBufferPointer.allocate(byteCount: max(source.count, 1), alignment: 1)
      made.copyBytes(from: source)
      return made
    }
    used = bytes.withUnsafeBytes { $0.count }
  }

  /// Memory of `capacity` bytes, of which `fill` uses as many as it says.
  init(capacity: Int, fill: (UnsafeMutableRawBufferPointer) throws -> Int) rethrows {
    let made = UnsafeMutableRawBufferPointer.allocate(byteCount: max(capacity, 1), alignment: 1)
    do {
      used = try fill(made)
    } catch {
      smx_wipe(made.baseAddress, made.count)
      made.deallocate()
      throw error
    }
    memory = made
  }

  deinit {
    smx_wipe(memory.baseAddress, memory.count)
    memory.deallocate()
  }

  /// 0 after `wipe`.
  public var count: Int {
    lock.lock()
    defer { lock.unlock() }
    return used
  }

  public func withUnsafeBytes<R>(_ body: (UnsafeRawBufferPointer) throws -> R) rethrows -> R {
    lock.lock()
    defer { lock.unlock() }
    return try body(UnsafeRawBufferPointer(rebasing: memory[..<used]))
  }

  /// Overwrites them now.
  public func wipe() {
    lock.lock()
    defer { lock.unlock() }
    smx_wipe(memory.baseAddress, memory.count)
    used = 0
  }
}
