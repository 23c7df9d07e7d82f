import CSMX

/// The library as a whole.
public enum SMXLibrary {
  /// Prepares the library: before anything else, from any thread, as often as you like. Throws
  /// `cpuUnsupported` where AES would not be constant time, unless that is accepted: only where nobody
  /// can time the process.
  public static func initialise(acceptVariableTimeAES: Bool = false) throws {
    try check(smx_init(acceptVariableTimeAES ? UInt32(SMX_INIT_ACCEPT_VARIABLE_TIME_AES) : 0))
  }

  /// The library's version, "0.1.0".
  public static var version: String { String(cString: smx_version()) }
}
