// swift-tools-version:5.9
// The same package for tools before 6.0; Package@swift-6.0.swift turns the Swift 6 language mode on.
import PackageDescription

// Where the C library comes from: an XCFramework that build.sh made for Apple's platforms, or an
// installed smx-c that pkg-config finds.
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
    .target(
      name: "SMX", dependencies: ["CSMX"],
      swiftSettings: [.enableExperimentalFeature("StrictConcurrency")]),
    .executableTarget(name: "TwoDevices", dependencies: ["SMX"]),
    .executableTarget(name: "Receiver", dependencies: ["SMX"]),
    .testTarget(name: "SMXTests", dependencies: ["SMX", "Receiver", "TwoDevices"]),
  ] + driver)
