// A test file in Wycheproof's layout, read strictly.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "runner/strict_json.h"

namespace smx::wycheproof {

using conformance::Json;

/// The algorithms of the profile that a primitive operation of the driver protocol stands for.
enum class Algorithm { kX25519, kEd25519, kAesGcm, kHkdfSha256, kHmacSha256 };

/// What Wycheproof says of a test.
enum class Verdict { kValid, kInvalid, kAcceptable };

/// "valid", "invalid", "acceptable".
std::string_view verdict_name(Verdict verdict);

struct Test {
  std::uint64_t id = 0;  ///< tcId, unique in its file
  std::string comment;
  std::vector<std::string> flags;
  Verdict verdict = Verdict::kValid;
  Json members;           ///< the test as it stands in the file
  std::size_t group = 0;  ///< index into File::groups
};

struct File {
  std::string name;  ///< "x25519_test.json"
  std::string sha256;
  Algorithm algorithm = Algorithm::kX25519;
  std::vector<Json> groups;  ///< without their tests
  std::vector<Test> tests;
};

/// What the head of a file says, read without the tests where they come last.
struct Head {
  std::string algorithm;
  std::string schema;
};

/// The head of `path`; nothing if the file is not JSON in Wycheproof's layout. Throws InputError
/// when it cannot be read.
std::optional<Head> read_head(const std::filesystem::path& path);

/// Which of our algorithms a head stands for; XDH and EDDSA may still turn out to be another curve.
std::optional<Algorithm> algorithm_of(const Head& head);

/// Reads a file of one of our algorithms. Nothing if all its groups are of another curve. Throws
/// InputError naming the file and the group or test: wrong layout, a tcId twice, a result that is
/// none, another number of tests than the head says.
std::optional<File> read_file(const std::filesystem::path& path, Algorithm algorithm);

/// The bytes of a hex member of a test or group, as lower-case hex. Throws InputError.
std::string hex_member(const File& file, const Test& test, const char* name);
/// An integer member that is not negative. Throws InputError.
std::uint64_t size_member(const File& file, const Test& test, const char* name);
/// The same of the test's group.
std::uint64_t group_size(const File& file, const Test& test, const char* name);

}  // namespace smx::wycheproof
