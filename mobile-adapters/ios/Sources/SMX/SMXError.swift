import CSMX
import Foundation

/// Where a decoder stopped and why; holds no byte of the input.
public struct Fault: Sendable, Equatable {
  /// The first offending byte; the input's size when bytes are missing.
  public let offset: Int
  /// Names as the specification uses them.
  public let field: String
  public let kind: String
}

/// A call that did nothing, with the reason. One row of the table is caught by
/// `catch let error where error.smxCode == .staleState`, whichever of these cases carries it.
public enum SMXError: Error, Sendable {
  case refused(ErrorCode)
  /// `malformed`, from a decoder.
  case malformed(Fault)
  /// What a callback of the application threw.
  case callback(ErrorCode, cause: any Error)
  /// A status that this package does not know.
  case unknown(Int32)

  /// The row of the error table, which is the same on every platform.
  public var code: ErrorCode? {
    switch self {
    case .refused(let code), .callback(let code, cause: _): return code
    case .malformed: return .malformed
    case .unknown: return nil
    }
  }
}

extension SMXError: LocalizedError {
  public var errorDescription: String? { code?.summary ?? "unknown status" }
}

extension Error {
  /// The row of the error table, if it is an error of this package.
  public var smxCode: ErrorCode? { (self as? SMXError)?.code }
}

/// What a callback threw in this thread, until the call that it makes fail takes it.
enum ThrownByCallback {
  private static var key: NSString { NSString(string: "com.semafore.smx.thrown") }

  private final class Box {
    let error: any Error
    init(_ error: any Error) { self.error = error }
  }

  static func put(_ error: any Error) {
    Thread.current.threadDictionary.setObject(Box(error), forKey: key)
  }

  static func take() -> (any Error)? {
    let thrown = Thread.current.threadDictionary.object(forKey: key) as? Box
    Thread.current.threadDictionary.removeObject(forKey: key)
    return thrown?.error
  }
}

/// Throws unless the status is SMX_OK.
func check(_ status: smx_status) throws {
  let cause = ThrownByCallback.take()
  guard status != SMX_OK else { return }
  guard let code = ErrorCode(rawValue: status) else { throw SMXError.unknown(status) }
  if let cause { throw SMXError.callback(code, cause: cause) }
  throw SMXError.refused(code)
}

/// The same for a decoder.
func check(_ status: smx_status, _ fault: smx_fault) throws {
  if status == SMX_MALFORMED, let field = fault.field, let kind = fault.kind {
    throw SMXError.malformed(
      Fault(offset: fault.offset, field: String(cString: field), kind: String(cString: kind)))
  }
  try check(status)
}

func emptyFault() -> smx_fault {
  var fault = smx_fault()
  fault.struct_size = MemoryLayout<smx_fault>.size
  return fault
}
