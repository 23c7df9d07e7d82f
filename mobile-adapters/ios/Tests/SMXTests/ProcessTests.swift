#if os(Linux) || os(macOS)
  import XCTest

  @testable import SMX

  /// Other programs of the package: the sample, and two processes over one store.
  final class ProcessTests: SMXTestCase {
    /// Where the package's programs are built.
    private var products: URL {
      #if os(macOS)
        for bundle in Bundle.allBundles where bundle.bundlePath.hasSuffix(".xctest") {
          return bundle.bundleURL.deletingLastPathComponent()
        }
      #endif
      return Bundle.main.bundleURL
    }

    /// A program that answers each line with one.
    private final class Program {
      private let process = Process()
      private let input = Pipe()
      private let output = Pipe()
      private var buffered = Data()

      init(_ url: URL, _ arguments: [String]) throws {
        process.executableURL = url
        process.arguments = arguments
        process.standardInput = input
        process.standardOutput = output
        try process.run()
      }

      func tell(_ line: String) throws {
        try input.fileHandleForWriting.write(contentsOf: Data((line + "\n").utf8))
      }

      func answer() throws -> String {
        while true {
          if let end = buffered.firstIndex(of: 0x0a) {
            let line = String(decoding: buffered[buffered.startIndex..<end], as: UTF8.self)
            buffered = Data(buffered[buffered.index(after: end)...])
            return line
          }
          let more = output.fileHandleForReading.availableData
          if more.isEmpty { throw TestFailure.planned }
          buffered.append(more)
        }
      }

      func end() throws -> Int32 {
        try input.fileHandleForWriting.close()
        process.waitUntilExit()
        return process.terminationStatus
      }
    }

    func testTwoProcessesReceiveTheSameMessagesAtTheSameTime() async throws {
      let path = try folder().appendingPathComponent("bob.db").path
      let bob = try Device.create(in: .sqlite(path: path), oneTimePrekeys: 1)
      let alice = try Device.create(in: .memory(), oneTimePrekeys: 0)
      let bundle = try await bob.bundle()
      let receiver = products.appendingPathComponent("Receiver")
      let programs = try [Program(receiver, [path]), Program(receiver, [path])]
      for program in programs { XCTAssertEqual(try program.answer(), "ready") }

      let hex = { (bytes: [UInt8]) in bytes.map { String(format: "%02x", $0) }.joined() }
      let keys = "\(hex(alice.keys.identityKey)) \(hex(alice.keys.signingKey))"
      var shown: [String] = []
      for i in 0..<60 {
        let sent = try await alice.send(utf8("message-\(i)"), to: "bob", bundle: bundle)
        for program in programs { try program.tell("id-\(i) \(keys) \(hex(sent.envelope))") }
        for program in programs {
          let answer = try program.answer().split(separator: " ", omittingEmptySubsequences: false)
          XCTAssertEqual(answer[0], "id-\(i)")
          if answer[1] == "fresh" { shown.append(String(answer[2])) }
        }
      }
      for program in programs { XCTAssertEqual(try program.end(), 0) }
      // None lost, none shown twice.
      XCTAssertEqual(shown, (0..<60).map { "message-\($0)" })

      // This process slept meanwhile: it is the slowest.
      await assertRefused(.staleState) { _ = try await bob.replenish(1) }
      try await bob.reload()
      _ = try await bob.replenish(1)
    }

    func testTheSample() throws {
      let sample = try Program(products.appendingPathComponent("TwoDevices"), [])
      XCTAssertEqual(try sample.answer(), "bob reads: hello")
      XCTAssertEqual(try sample.answer(), "alice reads, opened again: hello back")
      XCTAssertEqual(try sample.end(), 0)
    }
  }
#endif
