#include "crash_vector.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "bytes.h"
#include "crash_input.h"
#include "runner/input_error.h"
#include "runner/vector_set.h"
#include "temporary_directory.h"

namespace smx::vectors {
namespace {

namespace fs = std::filesystem;
using conformance::InputError;
using testing::HasSubstr;

CrashOptions options_for(const std::string& kind, const std::string& bytes) {
  CrashOptions options;
  options.kind = kind;
  options.bytes = bytes;
  options.source = "crash";
  options.driver = {SMX_DRIVER};
  options.spec = fs::path(SMX_SOURCE_DIR) / "docs" / "spec";
  options.file_name = "crash.json";
  return options;
}

/// The C++ driver with a planted fault.
std::vector<std::string> planted(const std::string& fault) {
  return {SMX_PYTHON, "-B", std::string(SMX_TEST_DATA) + "/planted_driver.py", fault, SMX_DRIVER};
}

template <class Error>
std::string message_of(const CrashOptions& options) {
  try {
    crash_vector(options);
  } catch (const Error& error) {
    return error.what();
  }
  return {};
}

const fs::path kVectors = fs::path(SMX_SOURCE_DIR) / "vectors";

std::string script_of(const std::string& file, const std::string& id) {
  for (const conformance::Case& test : conformance::read_vector_file(kVectors / file).cases) {
    if (test.id == id) return script_text(requests_of(test));
  }
  throw std::runtime_error("no case " + id);
}

/// The case that came back holds the requests, verdicts and bytes of the one that went out.
void expect_same(const CrashVector& made, const conformance::Case& test) {
  const Json& steps = made.document["groups"][0]["cases"][0]["steps"];
  ASSERT_EQ(steps.size(), test.steps.size()) << test.id;
  for (std::size_t i = 0; i < test.steps.size(); ++i) {
    const conformance::Step& want = test.steps[i];
    EXPECT_EQ(conformance::Json(steps[i]["in"]), want.in) << test.id;
    EXPECT_EQ(steps[i].contains("state"), want.state_unchanged) << test.id << " " << i;
    const Json& expect = steps[i]["expect"];
    EXPECT_EQ(expect.value("reject", ""), want.expect.reason) << test.id;
    for (const auto& [name, value] : want.expect.outputs.items()) {
      EXPECT_EQ(conformance::Json(expect["ok"][name]), value) << test.id;
    }
  }
}

TEST(CrashVector, BytesBecomeACaseThatLoads) {
  const CrashVector made = crash_vector(options_for("smx1", "SMX1 and no more"));
  EXPECT_THAT(made.id, testing::StartsWith("from-crash/smx1/"));
  const TemporaryDirectory out;
  out.write("crash.json", made.text);
  const conformance::VectorSet set = conformance::read_vector_set(out.path());
  ASSERT_EQ(set.case_count(), 1U);
  const conformance::Case& test = set.files.at(0).cases.at(0);
  EXPECT_EQ(test.reason, "malformed");
  EXPECT_EQ(test.steps.at(0).in["envelope"], hex_text("SMX1 and no more"));
}

TEST(CrashVector, IsTheSameEachTime) {
  const CrashOptions options = options_for("dr_frame", "DRV1");
  EXPECT_EQ(crash_vector(options).text, crash_vector(options).text);
}

TEST(CrashVector, PinnedScriptsComeBackAsTheirCases) {
  // A case for each shape: file, verdict, and the operations not seen before.
  std::set<std::string> seen;
  std::size_t made_cases = 0;
  for (const conformance::VectorFile& file : conformance::read_vector_set(kVectors).files) {
    for (const conformance::Case& test : file.cases) {
      std::string shape = file.name + (test.valid ? " valid" : " invalid");
      for (const conformance::Step& step : test.steps) {
        if (seen.insert(step.op).second) shape += " " + step.op;
      }
      if (!seen.insert(shape).second) continue;
      expect_same(crash_vector(options_for("script", script_text(requests_of(test)))), test);
      ++made_cases;
    }
  }
  EXPECT_GE(made_cases, 15U);
}

TEST(CrashVector, ABundleIsSentTo) {
  // A bundle with keys of small order, all of them zero.
  const std::string bundle =
      "SMXB" + std::string("\1\0", 2) + std::string(160, '\0') + std::string("\0\1a", 3);
  const CrashVector made = crash_vector(options_for("bundle", bundle));
  const Json& step = made.document["groups"][0]["cases"][0]["steps"][0];
  EXPECT_EQ(step["op"], "x3dh.initiate");
  EXPECT_EQ(step["expect"]["reject"], "bad_signature");
}

TEST(CrashVector, TheCallerCanSayWhatIsRight) {
  CrashOptions options = options_for("dr_frame", "DRV1");
  options.driver = {"no-such-program-here"};
  options.expect = "reject:malformed";
  EXPECT_EQ(crash_vector(options).document["groups"][0]["cases"][0]["reason"], "malformed");
  options.expect = "ok";
  EXPECT_EQ(crash_vector(options).document["groups"][0]["cases"][0]["result"], "valid");
  options.expect = "reject:no";
  EXPECT_THAT(message_of<InputError>(options), HasSubstr("--expect reject:no"));
}

TEST(CrashVector, AnInputOnWhichTheDriversAgreeIsNone) {
  CrashOptions options = options_for("dr_frame", "DRV1");
  options.against = {SMX_DRIVER};
  EXPECT_THAT(message_of<NoVector>(options), HasSubstr("do not disagree on crash"));
}

TEST(CrashVector, ADriverThatFailsIsNoJudge) {
  CrashOptions options = options_for("dr_frame", "DRV1 planted");
  options.driver = planted("dies_on_frame");
  EXPECT_THAT(message_of<NoVector>(options), HasSubstr("gives no verdict on request 1"));
}

TEST(CrashVector, DrawsThatAreNotInjectedCannotBePinned) {
  const CrashOptions options =
      options_for("script", R"({"op":"device.new","device":"d","one_time_prekey_count":1})");
  EXPECT_THAT(message_of<NoVector>(options), HasSubstr("otherwise the second time"));
}

TEST(CrashVector, ABadIdIsRefused) {
  CrashOptions options = options_for("dr_frame", "DRV1");
  options.id = "Not An Id";
  EXPECT_THAT(message_of<InputError>(options), HasSubstr("crash.json: "));
  options.id = "mine/1";
  options.file_name = "hkdf-v1.json";
  EXPECT_THAT(message_of<InputError>(options), HasSubstr("hkdf-v1.json: "))
      << "the name of a pinned suite holds the file to that suite's schema";
}

TEST(CrashVector, APlantedCrashIsMadeSmall) {
  CrashOptions options = options_for("dr_frame", std::string(40, 'x') + "planted" + "yyy");
  options.against = planted("dies_on_frame");
  const CrashVector made = crash_vector(options);
  ASSERT_TRUE(made.shrunk);
  EXPECT_EQ(made.shrunk->disagreement.second, "crash");
  // What is left is what the planted fault looks for.
  EXPECT_EQ(made.document["groups"][0]["cases"][0]["steps"][0]["in"]["frame"], hex_text("planted"));
}

TEST(CrashVector, ASmallerInputFailsInTheSameWay) {
  CrashOptions options = options_for("dr_frame", "xx planted");
  options.against = planted("dies_or_misnames");
  const CrashVector made = crash_vector(options);
  // An empty frame would do for the other fault of that driver.
  EXPECT_EQ(made.shrunk->disagreement.second, "crash");
  EXPECT_EQ(made.document["groups"][0]["cases"][0]["steps"][0]["in"]["frame"], hex_text("planted"));
}

TEST(CrashVector, AStateThatMovesIsNotRight) {
  const std::string init =
      R"({"op":"dr.init","session":"s","role":"responder","remote_ratchet_key":"","root_key":")" +
      hex(repeat(1, 32)) + R"(","ratchet_private":")" + hex(repeat(2, 32)) + R"(","ad":")" +
      hex(repeat(3, 128)) + "\"}\n";
  CrashOptions options =
      options_for("script", init + R"({"op":"dr.decrypt","session":"s","frame":"00"})");
  const CrashVector made = crash_vector(options);
  EXPECT_EQ(made.document["groups"][0]["cases"][0]["steps"][1]["state"], "unchanged");
  options.driver = planted("moves_state");
  EXPECT_THAT(message_of<NoVector>(options), HasSubstr("refuses request 2 (dr.decrypt) and its"));
}

TEST(CrashVector, AScriptIsMadeSmall) {
  CrashOptions options =
      options_for("script", script_of("dr-v1-interop.json", "dr-interop/order/reversed"));
  options.against = planted("wrong_after_skip");
  options.budget = 100;
  const CrashVector made = crash_vector(options);
  ASSERT_TRUE(made.shrunk);
  EXPECT_LT(made.kept, made.given);
  const Json& steps = made.document["groups"][0]["cases"][0]["steps"];
  // A session and one frame out of order: nothing else is needed.
  EXPECT_EQ(steps.back()["op"], "dr.decrypt");
  EXPECT_EQ(steps.size(), 2U) << made.text;
}

}  // namespace
}  // namespace smx::vectors
