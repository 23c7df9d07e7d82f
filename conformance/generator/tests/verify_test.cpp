#include "verify.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <functional>

#include "asker.h"
#include "pinned_files.h"
#include "recorded.h"
#include "replay.h"
#include "runner/input_error.h"
#include "runner/sha256.h"
#include "runner/strict_json.h"
#include "temporary_directory.h"

namespace smx::vectors {
namespace {

namespace fs = std::filesystem;
using conformance::read_text_file;
using testing::AnyOf;
using testing::Contains;
using testing::Each;
using testing::HasSubstr;
using testing::IsEmpty;

const char* const kFile = "hkdf-v1.json";

/// A copy of the tree's vectors and specification, to be spoilt.
class VerifyTest : public testing::Test {
 protected:
  void SetUp() override {
    const fs::path source = SMX_SOURCE_DIR;
    fs::create_directories(vectors());
    for (const fs::directory_entry& entry : fs::directory_iterator(source / "vectors")) {
      if (entry.is_regular_file()) fs::copy(entry.path(), vectors());
    }
    fs::copy(source / "docs" / "spec", spec(), fs::copy_options::recursive);
  }

  fs::path vectors() const { return directory_.path() / "vectors"; }
  fs::path spec() const { return directory_.path() / "spec"; }

  std::vector<std::string> faults() const {
    VerifyOptions options;
    options.directory = vectors();
    options.spec = spec();
    return verify(options);
  }

  std::string text(const std::string& name) const { return read_text_file(vectors() / name); }
  void write(const std::string& name, const std::string& text) const {
    directory_.write("vectors/" + name, text);
  }
  void edit(const std::string& name, const std::function<void(Json&)>& change) const {
    Json json = Json::parse(text(name));
    change(json);
    write(name, canonical(json));
  }
  /// Makes the manifest pin a file as it is now.
  void repin(const std::string& name) const {
    edit("MANIFEST.json", [&](Json& manifest) {
      for (Json& entry : manifest.at("files")) {
        if (entry.at("file") == name) entry["sha256"] = conformance::sha256_hex(text(name));
      }
    });
  }
  static Json& first_case(Json& file) { return file.at("groups").at(0).at("cases").at(0); }
  /// What the first step of the recording expects.
  static Json& recorded_key(Json& file) {
    return first_case(file).at("steps").at(0).at("expect").at("ok").at("identity_key");
  }
  static std::string first_id() { return "hkdf/rfc5869/a1"; }

  TemporaryDirectory directory_;
};

TEST_F(VerifyTest, TheTreeItselfIsAsPinned) { EXPECT_THAT(faults(), IsEmpty()); }

TEST_F(VerifyTest, AnEditedByteIsNamed) {
  std::string edited = text(kFile);
  const std::size_t at = edited.find("3cb25f25");
  ASSERT_NE(at, std::string::npos);
  edited[at] = '4';
  write(kFile, edited);
  EXPECT_THAT(faults(), Contains(HasSubstr("hkdf-v1.json: its SHA-256 is not the one")));
  EXPECT_THAT(faults(), Contains(HasSubstr(first_id() + ": what it pins changed")));
}

TEST_F(VerifyTest, AnEditedByteOfTheRecordingIsNamed) {
  const auto change = [](Json& file) {
    std::string key = recorded_key(file).get<std::string>();
    key[0] = key[0] == '0' ? '1' : '0';
    recorded_key(file) = key;
  };
  edit(kLiveFile, change);
  EXPECT_THAT(faults(), testing::UnorderedElementsAre(
                            HasSubstr("dr-v1-live-result.json: its SHA-256 is not the one"),
                            HasSubstr("live/first-with-prekey: what it pins changed")));
  // Pinned as it is now, it is still not what the lock says.
  repin(kLiveFile);
  EXPECT_THAT(faults(),
              testing::ElementsAre(HasSubstr("live/first-with-prekey: what it pins changed")));
}

TEST_F(VerifyTest, AnEditedByteOfTheRecordingIsNotWhatADriverAnswers) {
  const auto read = [&] {
    return conformance::vector_file_of(text(kLiveFile), vectors() / kLiveFile);
  };
  const NamedDriver driver{"cpp", {SMX_DRIVER}};
  const Replayed before = replay({read()}, {driver});
  EXPECT_THAT(before.disagreements, IsEmpty());
  EXPECT_EQ(before.passed.at(kLiveFile), std::set<std::string>{"cpp"});
  edit(kLiveFile, [](Json& file) { recorded_key(file) = std::string(64, '5'); });
  const Replayed after = replay({read()}, {driver});
  EXPECT_THAT(after.disagreements,
              testing::ElementsAre(HasSubstr("cpp: live/first-with-prekey: ")));
  EXPECT_FALSE(after.passed.contains(kLiveFile));
}

TEST_F(VerifyTest, AManifestThatCallsTheRecordingGeneratedIsNamed) {
  edit("MANIFEST.json", [](Json& manifest) {
    for (Json& entry : manifest.at("files")) entry.erase("recorded");
  });
  EXPECT_THAT(faults(), testing::ElementsAre(HasSubstr(
                            "dr-v1-live-result.json: it does not say that it was recorded")));
  edit("MANIFEST.json", [](Json& manifest) {
    manifest.at("files").front()["recorded"] = true;
    manifest.at("files").back()["recorded"] = true;
  });
  EXPECT_THAT(faults(),
              testing::ElementsAre(HasSubstr("x3dh-prekey-v1.json: it was not recorded")));
}

TEST_F(VerifyTest, ARecordingThatIsGoneIsNamed) {
  fs::remove(vectors() / kLiveFile);
  EXPECT_THAT(faults(), Contains(HasSubstr(kLiveFile)));
}

TEST_F(VerifyTest, TheRecordingSaysWhereItComesFrom) {
  VerifyOptions options;
  options.directory = vectors();
  options.spec = spec();
  const std::string from = "dr-v1-live-result.json: recorded, not generated: smx interop record ";
  EXPECT_THAT(recorded_notes(options), testing::ElementsAre(HasSubstr(from)));
  directory_.write("spec/sessions.md", read_text_file(spec() / "sessions.md") + "\nMore.\n");
  EXPECT_THAT(recorded_notes(options), testing::ElementsAre(HasSubstr("were edited since")));
}

TEST_F(VerifyTest, AnEditedPinIsNamed) {
  edit("MANIFEST.json",
       [](Json& manifest) { manifest.at("files").at(0)["sha256"] = std::string(64, '0'); });
  EXPECT_THAT(faults(), testing::ElementsAre(HasSubstr("its SHA-256 is not the one")));
}

TEST_F(VerifyTest, AWrongCountOfCasesIsNamed) {
  edit("MANIFEST.json", [](Json& manifest) { manifest.at("files").at(0)["cases"] = 3; });
  EXPECT_THAT(faults(), testing::ElementsAre(HasSubstr("cases is 3, the file says")));
}

TEST_F(VerifyTest, AFileThatIsGoneIsNamed) {
  fs::remove(vectors() / kFile);
  EXPECT_THAT(faults(), Contains(HasSubstr(kFile)));
}

TEST_F(VerifyTest, AMissingManifestIsNamed) {
  fs::remove(vectors() / "MANIFEST.json");
  EXPECT_THAT(faults(), testing::ElementsAre(HasSubstr("MANIFEST.json")));
}

TEST_F(VerifyTest, AChangedCaseWithoutAVersionIsRefused) {
  edit(kFile, [](Json& file) {
    first_case(file).at("steps").at(0).at("expect").at("ok")["okm"] = std::string(84, '5');
  });
  repin(kFile);
  EXPECT_THAT(faults(), testing::ElementsAre(
                            AllOf(HasSubstr(first_id()), HasSubstr("what it pins changed"))));
}

TEST_F(VerifyTest, ARenumberedIdIsRefused) {
  edit(kFile, [](Json& file) { first_case(file)["id"] = "hkdf/rfc5869/a01"; });
  repin(kFile);
  EXPECT_THAT(faults(), testing::UnorderedElementsAre(
                            HasSubstr("hkdf/rfc5869/a01: the id is not in ids.lock"),
                            HasSubstr(first_id() + ": the id is gone")));
}

TEST_F(VerifyTest, AnIdUsedTwiceIsRefused) {
  edit(kFile, [](Json& file) { file.at("groups").at(0).at("cases").push_back(first_case(file)); });
  repin(kFile);
  EXPECT_THAT(faults(), Contains(HasSubstr(first_id() + ": the id is there twice")));
}

TEST_F(VerifyTest, ARetiredIdThatIsBackIsRefused) {
  write("retired.json",
        canonical(
            {{"schema", "smx-retired-1"},
             {"retired",
              {{{"id", first_id()}, {"file", kFile}, {"why", "it said the same as another"}}}}}));
  EXPECT_THAT(faults(), testing::ElementsAre(HasSubstr(first_id() + ": the id is retired")));
}

TEST_F(VerifyTest, ABrokenSchemaIsNamed) {
  edit(kFile, [](Json& file) { first_case(file)["surprise"] = 1; });
  repin(kFile);
  EXPECT_THAT(faults(), Contains(AllOf(HasSubstr(kFile), HasSubstr("surprise"))));
}

TEST_F(VerifyTest, AnotherLayoutIsRefused) {
  write(kFile, Json::parse(text(kFile)).dump(4) + "\n");
  repin(kFile);
  EXPECT_THAT(faults(), testing::ElementsAre(HasSubstr("not in canonical form")));
}

TEST_F(VerifyTest, AnUnknownClauseIsNamed) {
  const std::string unknown = std::string("PRIM-") + "98";
  edit(kFile, [&](Json& file) { first_case(file)["clause"] = {"PRIM-19", unknown}; });
  repin(kFile);
  EXPECT_THAT(faults(), Contains(HasSubstr("cites " + unknown + ", which the specification")));
}

TEST_F(VerifyTest, AnUnknownDecisionIsNamed) {
  for (const fs::directory_entry& entry : fs::directory_iterator(spec() / "decisions")) {
    if (entry.path().filename().string().starts_with("0002-")) fs::remove(entry.path());
  }
  EXPECT_THAT(faults(), Contains(HasSubstr("there is no decision record 0002")));
}

TEST_F(VerifyTest, AnEditedClausePageIsNoticed) {
  const std::string page = read_text_file(spec() / "primitives.md");
  directory_.write("spec/primitives.md", page + "\nAnd one more thing.\n");
  const std::vector<std::string> found = faults();
  EXPECT_THAT(found, Contains(HasSubstr("MANIFEST.json: spec_sha256")));
  EXPECT_THAT(found, Each(AnyOf(HasSubstr("spec_sha256"), HasSubstr("spec.sha256"))));
}

TEST_F(VerifyTest, DecisionsThatAreNotInTheLockAreRefused) {
  edit(kFile, [](Json& file) { file["adr"] = {"0001"}; });
  repin(kFile);
  edit("MANIFEST.json", [](Json& manifest) {
    for (Json& entry : manifest.at("files")) {
      if (entry.at("file") == kFile) entry["adr"] = {"0001"};
    }
  });
  EXPECT_THAT(faults(), testing::ElementsAre(HasSubstr("are not those of ids.lock")));
}

TEST_F(VerifyTest, LockLinesOnlyGrowSinceACommit) {
  const auto git = [&](const std::string& words) {
    const std::string command = fmt::format(
        "git -C '{}' -c user.name=test -c user.email=test@example.invalid {} "
        ">/dev/null 2>&1",
        directory_.path().string(), words);
    return std::system(command.c_str());
  };
  ASSERT_EQ(git("init"), 0);
  ASSERT_EQ(git("add vectors"), 0);
  ASSERT_EQ(git("commit -m pinned"), 0);
  EXPECT_THAT(faults(), IsEmpty());
  // The case and its pin changed together, as if they had always been so.
  edit(kFile, [](Json& file) {
    first_case(file).at("steps").at(0).at("expect").at("ok")["okm"] = std::string(84, '5');
  });
  repin(kFile);
  std::string lock = text("ids.lock");
  const std::size_t at = lock.find("case " + first_id() + " ");
  ASSERT_NE(at, std::string::npos);
  lock.erase(at, lock.find('\n', at) + 1 - at);
  write("ids.lock", lock);
  EXPECT_THAT(faults(), Contains(HasSubstr("ids.lock: lines that HEAD has were changed")));
}

TEST_F(VerifyTest, ADirectoryThatIsNoneIsAnInputError) {
  VerifyOptions options;
  options.directory = vectors() / "absent";
  options.spec = spec();
  EXPECT_THROW(verify(options), conformance::InputError);
}

}  // namespace
}  // namespace smx::vectors
