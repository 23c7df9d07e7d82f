// swift-tools-version:6.0
// As Package.swift, in the Swift 6 language mode.
import PackageDescription

let library: Target =
  Context.environment["SMX_XCFRAMEWORK"].map { .binaryTarget(name: "CSMX", path: $0) }
  ?? .systemLibrary(name: "CSMX", pkgConfig: "smx-c")

// The driver of the conformance runner: only where build.sh has the testing half of the C library.
let driver: [Target] =
  Context.environment["SMX_SWIFT_TESTING"] == nil
  ? [] : [.executableTarget(name: "Driver", dependencies: ["SMX", "CSMX"])]

let package = Package(
  name: "SMX",
  platforms: [.iOS(.v15), .macOS(.v12)],
  products: [.library(name: "SMX", targets: ["SMX"])],
  targets: [
    library,
    .target(name: "SMX", dependencies: ["CSMX"]),
    .executableTarget(name: "TwoDevices", dependencies: ["SMX"]),
    .executableTarget(name: "Receiver", dependencies: ["SMX"]),
    .testTarget(name: "SMXTests", dependencies: ["SMX", "Receiver", "TwoDevices"]),
  ] + driver,
  swiftLanguageModes: [.v6])
