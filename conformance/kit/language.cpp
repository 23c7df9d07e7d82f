#include "language.h"

#include <algorithm>

#include "runner/command_line.h"

namespace smx::conformance {
namespace {

constexpr std::string_view kOps = "the operations, and the table of them";
constexpr std::string_view kProtocol = "lines, strict reading of requests, hello and bye";
constexpr std::string_view kMain = "the line loop";
constexpr std::string_view kTests = "its own tests";
constexpr std::string_view kAlways = "yes: here you work";
constexpr std::string_view kHello = "hello, when a feature is ready";
constexpr std::string_view kNo = "no";
constexpr std::string_view kGrow = "as it grows";
constexpr std::string_view kBuild = "the build";
constexpr std::string_view kLink = "to link your implementation";

std::vector<Language> make_languages() {
  std::vector<Language> all;
  all.push_back({.name = "cpp",
                 .needs = "a C++20 compiler, CMake 3.16, nlohmann_json and OpenSSL's libcrypto",
                 .programs = {"c++", "cmake"},
                 .build = {"cmake -S . -B build", "cmake --build build"},
                 .test = "cmake --build build --target test",
                 .driver = "build/driver",
                 .ops_file = "ops.cpp",
                 .hello_file = "protocol.cpp",
                 .files = {{"ops.cpp", kOps, kAlways},
                           {"hmac_openssl.cpp", "HMAC for the example", "replace it by yours"},
                           {"protocol.cpp", kProtocol, kHello},
                           {"main.cpp", kMain, kNo},
                           {"driver_test.cpp", kTests, kGrow},
                           {"CMakeLists.txt", kBuild, kLink}}});
  all.push_back({.name = "go",
                 .needs = "Go 1.21 or newer; nothing beside its standard library",
                 .programs = {"go"},
                 .build = {"go build -o driver ."},
                 .test = "go test ./...",
                 .driver = "./driver",
                 .ops_file = "ops.go",
                 .hello_file = "protocol.go",
                 .files = {{"ops.go", kOps, kAlways},
                           {"protocol.go", kProtocol, kHello},
                           {"main.go", kMain, kNo},
                           {"driver_test.go", kTests, kGrow},
                           {"go.mod", kBuild, kLink}}});
  all.push_back({.name = "javascript",
                 .needs = "node 18 or newer; nothing beside its own modules",
                 .programs = {"node"},
                 .build = {},
                 .test = "node --test",
                 .driver = "node driver.mjs",
                 .ops_file = "ops.mjs",
                 .hello_file = "protocol.mjs",
                 .files = {{"ops.mjs", kOps, kAlways},
                           {"protocol.mjs", kProtocol, kHello},
                           {"driver.mjs", kMain, kNo},
                           {"driver.test.mjs", kTests, kGrow}}});
  all.push_back({.name = "kotlin",
                 .needs = "Java 17 and Maven; Maven fetches Kotlin 2.1 and Jackson 2.19",
                 .programs = {"java", "mvn"},
                 // Starting Maven costs more than the tests: one run does both.
                 .build = {},
                 .test = "mvn -q -B package",
                 .driver = "java -jar target/driver.jar",
                 .ops_file = "src/main/kotlin/Ops.kt",
                 .hello_file = "src/main/kotlin/Protocol.kt",
                 .files = {{"src/main/kotlin/Ops.kt", kOps, kAlways},
                           {"src/main/kotlin/Protocol.kt", kProtocol, kHello},
                           {"src/main/kotlin/Main.kt", kMain, kNo},
                           {"src/test/kotlin/DriverTest.kt", kTests, kGrow},
                           {"pom.xml", kBuild, kLink}}});
  all.push_back({.name = "python",
                 .needs = "Python 3.9 or newer; nothing beside its standard library",
                 .programs = {"python3"},
                 .build = {},
                 .test = "python3 -m unittest",
                 .driver = "python3 driver.py",
                 .ops_file = "ops.py",
                 .hello_file = "protocol.py",
                 .files = {{"ops.py", kOps, kAlways},
                           {"protocol.py", kProtocol, kHello},
                           {"driver.py", kMain, kNo},
                           {"test_driver.py", kTests, kGrow}}});
  all.push_back({.name = "rust",
                 .needs = "Rust 1.73 with cargo, which fetches serde_json, hmac and sha2",
                 .programs = {"cargo"},
                 .build = {"cargo build"},
                 .test = "cargo test",
                 .driver = "target/debug/driver",
                 .ops_file = "src/ops.rs",
                 .hello_file = "src/protocol.rs",
                 .files = {{"src/ops.rs", kOps, kAlways},
                           {"src/protocol.rs", kProtocol, kHello},
                           {"src/main.rs", kMain, kNo},
                           {"src/tests.rs", kTests, kGrow},
                           {"Cargo.toml", kBuild, kLink}}});
  all.push_back({.name = "swift",
                 .needs = "Swift 5.9 or newer, which fetches swift-crypto",
                 .programs = {"swift"},
                 .build = {"swift build"},
                 .test = "swift test",
                 .driver = ".build/debug/driver",
                 .ops_file = "Sources/DriverCore/Ops.swift",
                 .hello_file = "Sources/DriverCore/Protocol.swift",
                 .files = {{"Sources/DriverCore/Ops.swift", kOps, kAlways},
                           {"Sources/DriverCore/Protocol.swift", kProtocol, kHello},
                           {"Sources/DriverCore/JSONValue.swift", "JSON with its types", kNo},
                           {"Sources/driver/main.swift", kMain, kNo},
                           {"Tests/DriverCoreTests/DriverTests.swift", kTests, kGrow},
                           {"Package.swift", kBuild, kLink}}});
  return all;
}

}  // namespace

std::span<const Language> languages() {
  static const std::vector<Language> kLanguages = make_languages();
  return kLanguages;
}

const Language* find_language(std::string_view name) {
  const auto all = languages();
  const auto found =
      std::ranges::find_if(all, [&](const Language& language) { return language.name == name; });
  return found == all.end() ? nullptr : &*found;
}

std::string missing_program(const Language& language) {
  for (const std::string_view program : language.programs) {
    if (!can_run(std::string(program))) return std::string(program);
  }
  return {};
}

}  // namespace smx::conformance
