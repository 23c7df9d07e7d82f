// swift-tools-version:5.9
import PackageDescription

let package = Package(
    name: "driver",
    platforms: [.macOS(.v13)],
    dependencies: [
        .package(url: "https://github.com/apple/swift-crypto.git", from: "3.0.0"),
    ],
    targets: [
        // Your implementation goes here as a dependency.
        .target(name: "DriverCore", dependencies: [.product(name: "Crypto", package: "swift-crypto")]),
        .executableTarget(name: "driver", dependencies: ["DriverCore"]),
        .testTarget(name: "DriverCoreTests", dependencies: ["DriverCore"]),
    ]
)
