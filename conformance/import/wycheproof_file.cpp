#include "import/wycheproof_file.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <set>

#include "runner/hex.h"
#include "runner/input_error.h"
#include "runner/sha256.h"

namespace smx::wycheproof {
namespace {

namespace fs = std::filesystem;
using conformance::InputError;

struct Kind {
  Algorithm algorithm;
  std::string_view name;    ///< member `algorithm`
  std::string_view schema;  ///< beginning of member `schema`
  std::string_view type;    ///< of each group
  std::string_view curve;   ///< of each group; empty where the algorithm has none
};

constexpr std::array<Kind, 5> kKinds = {{
    {Algorithm::kX25519, "XDH", "xdh_comp_schema", "XdhComp", "curve25519"},
    {Algorithm::kEd25519, "EDDSA", "eddsa_verify_schema", "EddsaVerify", "edwards25519"},
    {Algorithm::kAesGcm, "AES-GCM", "aead_test_schema", "AeadTest", ""},
    {Algorithm::kHkdfSha256, "HKDF-SHA-256", "hkdf_test_schema", "HkdfTest", ""},
    {Algorithm::kHmacSha256, "HMACSHA256", "mac_test_schema", "MacTest", ""},
}};

const Kind& kind_of(Algorithm algorithm) {
  return *std::ranges::find(kKinds, algorithm, &Kind::algorithm);
}

/// Stops at the first moment at which the head is known. Depth 1 is the outermost object.
class HeadReader final : public nlohmann::json_sax<Json> {
 public:
  Head head;

  bool null() override { return true; }
  bool boolean(bool) override { return true; }
  bool number_integer(number_integer_t) override { return true; }
  bool number_unsigned(number_unsigned_t) override { return true; }
  bool number_float(number_float_t, const string_t&) override { return true; }
  bool binary(binary_t&) override { return true; }
  bool start_object(std::size_t) override {
    ++depth_;
    return true;
  }
  bool end_object() override {
    --depth_;
    return true;
  }
  bool start_array(std::size_t) override {
    // A list of things is not in Wycheproof's layout.
    if (depth_ == 0) return false;
    ++depth_;
    return true;
  }
  bool end_array() override {
    --depth_;
    return true;
  }
  bool key(string_t& name) override {
    if (depth_ == 1) key_ = name;
    return true;
  }
  bool string(string_t& value) override {
    if (depth_ != 1) return true;
    if (key_ == "algorithm") head.algorithm = value;
    if (key_ == "schema") head.schema = value;
    return head.algorithm.empty() || head.schema.empty();
  }
  bool parse_error(std::size_t, const std::string&, const nlohmann::detail::exception&) override {
    return false;
  }

 private:
  std::size_t depth_ = 0;
  std::string key_;
};

/// Says in one line where a file is not as it has to be.
class Reader {
 public:
  Reader(const fs::path& path, const Kind& kind) : path_(path), kind_(kind) {}

  std::optional<File> read() {
    const std::string text = conformance::read_text_file(path_);
    const Json json = parsed(text);
    if (!json.is_object() || !json.contains("testGroups") || !json["testGroups"].is_array()) {
      fail("no list testGroups: not a file of Wycheproof's");
    }
    file_.name = path_.filename().string();
    file_.sha256 = conformance::sha256_hex(text);
    file_.algorithm = kind_.algorithm;
    std::size_t foreign = 0;
    for (const Json& group : json["testGroups"]) foreign += read_group(group) ? 0U : 1U;
    if (foreign == json["testGroups"].size()) return std::nullopt;
    if (foreign != 0) fail(fmt::format("some groups are of curve {}, others not", kind_.curve));
    check_number(json);
    return std::move(file_);
  }

 private:
  [[noreturn]] void fail(const std::string& what) const {
    throw InputError(fmt::format("{}: {}", path_.string(), what));
  }

  Json parsed(const std::string& text) const {
    try {
      return conformance::parse_strict(text);
    } catch (const conformance::JsonError& error) {
      fail(error.what());
    }
  }

  /// False for a group of another curve.
  bool read_group(const Json& group) {
    const std::string place = fmt::format("testGroups[{}]", file_.groups.size());
    if (!group.is_object() || group.value("type", Json()) != kind_.type) {
      fail(fmt::format("{}: type is not {}", place, kind_.type));
    }
    if (!kind_.curve.empty() && curve_of(group) != kind_.curve) return false;
    if (!group.contains("tests") || !group["tests"].is_array()) {
      fail(fmt::format("{}: no list tests", place));
    }
    for (const Json& test : group["tests"]) read_test(test, place);
    Json own = group;
    own.erase("tests");
    file_.groups.push_back(std::move(own));
    return true;
  }

  /// A group names its curve itself or in its public key: `publicKey`, in older files `key`.
  static std::string curve_of(const Json& group) {
    for (const char* holder : {"publicKey", "key"}) {
      if (group.contains(holder) && group[holder].is_object() && group[holder].contains("curve") &&
          group[holder]["curve"].is_string()) {
        return group[holder]["curve"].get<std::string>();
      }
    }
    return group.contains("curve") && group["curve"].is_string() ? group["curve"].get<std::string>()
                                                                 : std::string();
  }

  void read_test(const Json& json, const std::string& group) {
    if (!json.is_object() || !json.contains("tcId") || !json["tcId"].is_number_unsigned()) {
      fail(fmt::format("{}: a test without a tcId", group));
    }
    Test test;
    test.id = json["tcId"].get<std::uint64_t>();
    test.group = file_.groups.size();
    if (!ids_.insert(test.id).second) fail(fmt::format("tcId {} occurs twice", test.id));
    const Json result = json.value("result", Json());
    const auto verdict =
        std::ranges::find_if(kVerdicts, [&](Verdict v) { return result == verdict_name(v); });
    if (verdict == kVerdicts.end()) {
      fail(fmt::format("tcId {}: result is not valid, invalid or acceptable", test.id));
    }
    test.verdict = *verdict;
    try {
      test.comment = json.value("comment", "");
      test.flags = json.value("flags", std::vector<std::string>());
    } catch (const Json::type_error&) {
      fail(fmt::format("tcId {}: comment is no text, or flags no list of texts", test.id));
    }
    test.members = json;
    file_.tests.push_back(std::move(test));
  }

  void check_number(const Json& json) const {
    const Json said = json.value("numberOfTests", Json());
    if (said != file_.tests.size()) {
      fail(fmt::format("numberOfTests is {}, there are {}", said.dump(), file_.tests.size()));
    }
  }

  static constexpr std::array<Verdict, 3> kVerdicts = {Verdict::kValid, Verdict::kInvalid,
                                                       Verdict::kAcceptable};

  const fs::path& path_;
  const Kind& kind_;
  File file_;
  std::set<std::uint64_t> ids_;
};

[[noreturn]] void bad_member(const File& file, const Test& test, const std::string& what) {
  throw InputError(fmt::format("{}: tcId {}: {}", file.name, test.id, what));
}

}  // namespace

std::string_view verdict_name(Verdict verdict) {
  switch (verdict) {
    case Verdict::kValid:
      return "valid";
    case Verdict::kInvalid:
      return "invalid";
    case Verdict::kAcceptable:
      break;
  }
  return "acceptable";
}

std::optional<Head> read_head(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) throw InputError(fmt::format("{}: cannot be read", path.string()));
  HeadReader reader;
  Json::sax_parse(in, &reader);
  if (reader.head.algorithm.empty() || reader.head.schema.empty()) return std::nullopt;
  return reader.head;
}

std::optional<Algorithm> algorithm_of(const Head& head) {
  for (const Kind& kind : kKinds) {
    if (head.algorithm != kind.name || !head.schema.starts_with(kind.schema)) continue;
    // "xdh_comp_schema.json" and "xdh_comp_schema_v1.json", not "xdh_comp_schema_asn.json".
    const std::string_view rest = std::string_view(head.schema).substr(kind.schema.size());
    if (rest.starts_with(".") || rest.starts_with("_v")) return kind.algorithm;
  }
  return std::nullopt;
}

std::optional<File> read_file(const fs::path& path, Algorithm algorithm) {
  return Reader(path, kind_of(algorithm)).read();
}

std::string hex_member(const File& file, const Test& test, const char* name) {
  const Json& group = file.groups.at(test.group);
  const Json value = test.members.contains(name) ? test.members[name] : group.value(name, Json());
  if (!value.is_string() || !conformance::is_lower_hex(value.get_ref<const std::string&>())) {
    bad_member(file, test, fmt::format("{} is no byte string in lower-case hex", name));
  }
  return value.get<std::string>();
}

std::uint64_t size_member(const File& file, const Test& test, const char* name) {
  const Json value = test.members.value(name, Json());
  if (!value.is_number_unsigned()) bad_member(file, test, fmt::format("{} is no size", name));
  return value.get<std::uint64_t>();
}

std::uint64_t group_size(const File& file, const Test& test, const char* name) {
  const Json value = file.groups.at(test.group).value(name, Json());
  if (!value.is_number_unsigned()) {
    bad_member(file, test, fmt::format("{} of its group is no size", name));
  }
  return value.get<std::uint64_t>();
}

}  // namespace smx::wycheproof
