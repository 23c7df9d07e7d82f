#include "secrets/move_only.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <regex>
#include <set>
#include <sstream>
#include <string>

#include "crypto/guarded.h"
#include "ratchet/root_chain.h"
#include "ratchet/symmetric_chain.h"
#include "session/device_core.h"
#include "session/session_record.h"
#include "smx/store.h"
#include "storage/data_key.h"

namespace smx {
namespace {

using secrets::MoveOnly;

// Every named secret of the headers; the test below holds this list to them.
#define SMX_EACH_SECRET(each)                                                                    \
  each(X25519PrivateKey) each(Ed25519PrivateKey) each(DhOutput) each(SharedSecret) each(RootKey) \
      each(BootstrapKey) each(ChainKey) each(MessageKey) each(AeadKey) each(GuardedRootKey)      \
          each(IndexKey)

// What holds secrets: keys together with what they belong to. A struct that owns a standard
// container is not here: of such a one C++ says that it can be copied whatever it holds, and the
// attempt does not compile.
#define SMX_EACH_HOLDER(each)                                                                   \
  each(SecretBytes) each(X25519KeyPair) each(RootStep) each(ChainStep) each(ChainAdvance)       \
      each(Agreements) each(SessionKeys) each(RatchetHead) each(DoubleRatchet) each(SkippedKey) \
          each(SessionMeta) each(Session) each(DecodedSession) each(SignedPrekeyEntry)          \
              each(OneTimePrekeyEntry) each(PrekeyMaterial) each(LocalKeys) each(DataKey)       \
                  each(JournalEntry) each(GuardedSlot) each(Device) each(Received)              \
                      each(OpenedFrame) each(Record) each(RecordChange)

#define SMX_ASSERT(type) template struct secrets::MoveOnly<type>;
#define SMX_NAME(type) #type,
}  // namespace

SMX_EACH_SECRET(SMX_ASSERT)
SMX_EACH_HOLDER(SMX_ASSERT)
template struct secrets::MoveOnly<GuardedSecret<struct AnyTag, 32>>;
template struct secrets::MoveOnly<Secret<struct AnyTag, 64>>;

namespace {

/// Names in the headers that are declared as one of the templates of secrets.
std::set<std::string> declared_secrets() {
  static const std::regex declaration(R"(using (\w+) =\s*(?:Secret|GuardedSecret|SlotSecret)<)");
  std::set<std::string> names;
  for (const char* part : {"include", "src"}) {
    const std::filesystem::path folder = std::filesystem::path(SMX_CORE_FOLDER) / part;
    for (const auto& file : std::filesystem::recursive_directory_iterator(folder)) {
      if (file.path().extension() != ".h") continue;
      std::ostringstream text;
      text << std::ifstream(file.path()).rdbuf();
      const std::string content = text.str();
      for (std::sregex_iterator at(content.begin(), content.end(), declaration), end; at != end;
           ++at)
        names.insert((*at)[1]);
    }
  }
  return names;
}

// [ERR-04] The list above is whole: a new secret of the headers has to be added to it.
TEST(MoveOnlySecrets, AreAllThatTheHeadersDeclare) {
  std::set<std::string> listed{SMX_EACH_SECRET(SMX_NAME)};
  // Aliases within a class, of types that are listed or asserted as templates.
  const std::set<std::string> within{"Plain", "Guarded"};
  std::set<std::string> declared = declared_secrets();
  for (const std::string& name : within) declared.erase(name);
  EXPECT_EQ(declared, listed);
}

}  // namespace
}  // namespace smx
