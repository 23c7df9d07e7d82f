// Invariant: a relay's export or proof is read or refused with one line (Failure), never anything
// else, and none verifies that nobody signed. Entries that follow one another are a chain without a
// gap; with an entry left out, changed or in another place they are none.
//
// Input: u8; with an even one hashes are put right first, so that fuzzing passes them; then the
// lines of an export, or with 0xFE and 0xFF a proof.
#include <string>
#include <vector>

#include "audit_chain.h"
#include "audit_record.h"
#include "digest.h"
#include "failure.h"
#include "support/target.h"
#include "text.h"

namespace smx::fuzz {
namespace {

using Json = nlohmann::json;

const cli::RelayKey& key() {
  static const cli::RelayKey kKey(
      "-----BEGIN PUBLIC KEY-----\n"
      "MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAsBopKKmfOtx8mScnfBc9\n"
      "YPlMJV8sEOggMal6Dbj0J8WCG2qrfbxi2lx3VB5zI3SGI8FR2lUTaQJqw6SiYJTe\n"
      "bJNoVy5+pn+XPtTTaykcsfNQKvCI786NT0/iJA+CE0EDL1Um//kg+arOIYpU4lsK\n"
      "HKCYbnIheyq6XPmhrJPnsZ/43ZzEXv+lbLMPtwWdrLv1cfJ/d4jb/PsskcDiY9wP\n"
      "JQykGueMHD3M6+1soQpfF8AQAYgIlBTE0hjVSRvalC0/Vr+1savENgJNvg7mA6kZ\n"
      "yEgtmArBswML5VGoCrGvdWRhTZRVFX//xqXtSTtMkR3K45rrQdM0eb/+3zUfMj2C\n"
      "5QIDAQAB\n"
      "-----END PUBLIC KEY-----\n",
      "key");
  return kKey;
}

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines(1);
  for (const char c : text) {
    if (c == '\n') {
      lines.emplace_back();
    } else {
      lines.back() += c;
    }
  }
  if (lines.back().empty()) lines.pop_back();
  return lines;
}

/// Each entry follows from the one before and has its own hash; what is no entry stays.
std::string with_right_hashes(const std::string& text) {
  std::string out;
  std::string hash(64, '0');
  for (const std::string& line : lines_of(text)) {
    Json entry = Json::parse(line, nullptr, false);
    if (entry.is_object() && entry.contains("previous") && entry.contains("hash")) {
      entry["previous"] = hash;
      try {
        hash = cli::sha256_hex(cli::as_bytes(cli::canonical(entry, "hash")));
      } catch (const Json::exception&) {
        // Text that is not UTF-8 cannot be written again; its own line says so, too.
      }
      entry["hash"] = hash;
      out += entry.dump(-1, ' ', false, Json::error_handler_t::replace);
    } else {
      out += line;
    }
    out += '\n';
  }
  return out;
}

/// Whether they are a chain.
bool follows(const std::vector<Json>& entries) {
  cli::AuditChain chain;
  for (const Json& entry : entries) {
    if (chain.add(entry)) return false;
  }
  return true;
}

/// What is signed of another entry, or of another chain, ends none.
void not_closed(const cli::AuditChain& chain, const Json& checkpoint) {
  Json other = checkpoint;
  other["sequence"] = chain.last() + 1;
  require(chain.close(other).has_value(), "entries that are cut off are seen");
  other["sequence"] = chain.last() - 1;
  require(chain.close(other).has_value(), "entries behind what is signed are seen");
  other = checkpoint;
  other["hash"] = cli::sha256_hex({});
  require(chain.close(other).has_value(), "another chain's checkpoint is seen");
}

/// The last entry with another `previous`, and its own hash right.
Json grafted(Json entry) {
  entry["previous"] = cli::sha256_hex({});
  entry["hash"] = cli::sha256_hex(cli::as_bytes(cli::canonical(entry, "hash")));
  return entry;
}

void chain(const std::string& text) {
  std::vector<Json> entries;
  cli::AuditChain chain;
  for (const std::string& line : lines_of(text)) {
    Json entry = Json::parse(line, nullptr, false);
    if (entry.is_discarded() || chain.add(entry)) break;
    entries.push_back(std::move(entry));
  }
  require(static_cast<std::size_t>(chain.entries()) == entries.size(), "all are counted");
  if (entries.empty()) return;
  require(chain.last() - chain.first() == chain.entries() - 1, "there is no gap");
  const Json checkpoint = {{"sequence", chain.last()}, {"hash", entries.back().at("hash")}};
  require(!chain.close(checkpoint), "a checkpoint of the last one closes it");
  not_closed(chain, checkpoint);
  std::vector<Json> changed = entries;
  changed.back()["type"] = changed.back().at("type").get<std::string>() + "x";
  require(!follows(changed), "a changed entry is seen");
  if (entries.size() > 1) {
    changed.back() = grafted(entries.back());
    require(!follows(changed), "an entry that follows another one is seen");
  }
  if (entries.size() < 3) return;
  changed = entries;
  changed.erase(changed.begin() + 1);
  require(!follows(changed), "a missing entry is seen");
  changed = entries;
  std::swap(changed[1], changed[2]);
  require(!follows(changed), "another order is seen");
}

}  // namespace
}  // namespace smx::fuzz

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace smx::fuzz;
  Input input(data, size);
  const std::uint8_t kind = input.u8();
  const smx::ByteView bytes = input.rest();
  std::string text(bytes.begin(), bytes.end());
  if (kind % 2 == 0) text = with_right_hashes(text);
  try {
    const auto verdict = kind >= 0xFE ? smx::cli::verify_proof(text, "input", key(), "")
                                      : smx::cli::verify_export(text, "input", key());
    require(verdict.fault.has_value(), "nothing verifies that nobody signed");
    require(!verdict.fault->what.empty(), "a fault says what it is");
    if (kind < 0xFE) chain(text);
  } catch (const smx::cli::Failure& failure) {
    require(*failure.what() != '\0', "a refusal says why");
  }
  return 0;
}
