// Plaintext absence: the canaries of all messages are looked for in everything that the relay had.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "canary_search.h"
#include "relay_process.h"
#include "tap.h"

namespace smx::interop {

/// One place that was searched.
struct PlaceSearched {
  enum class Result { kClean, kFound, kNotRun };

  std::string place;  ///< "traffic to the relay", "data directory", "memory", "core" ...
  Result result = Result::kNotRun;
  std::string why;          ///< of kNotRun, and what was found of kFound
  std::uint64_t bytes = 0;  ///< looked at
  std::vector<Hit> hits;    ///< the first ones
  std::string note;         ///< "312 of 312 known ciphertexts found"
};

/// What is known to have travelled, for the proof that the tap sees what it should.
struct KnownCiphertexts {
  std::vector<std::string> sent;       ///< envelopes in base64, as clients sent them
  std::vector<std::string> delivered;  ///< those that the relay delivered
};

/// The opened traffic of both sides. A direction counts as clean only when every known ciphertext
/// was found in it, and there is at least one.
std::vector<PlaceSearched> search_traffic(const std::vector<TappedStream>& streams,
                                          const std::string& key_log, const KnownCiphertexts& known,
                                          const CanarySearch& search);

/// All files below a directory (database, write-ahead log, blobs). It has to hold at least one.
PlaceSearched search_directory(const std::string& place, const std::filesystem::path& directory,
                               const CanarySearch& search);
/// Files by name: standard output and error, that is the operational log.
PlaceSearched search_files(const std::string& place,
                           const std::vector<std::filesystem::path>& files,
                           const CanarySearch& search);

/// Everything that the gate can see of a relay that it started: traffic, data, logs, memory, and
/// the core with which the relay is ended. Logs and data are searched after its end, so that
/// nothing is still to be written. The core is removed.
std::vector<PlaceSearched> search_relay(RelayProcess& relay, const Tap& tap,
                                        const KnownCiphertexts& known,
                                        const std::vector<Bytes>& canaries);

/// True when every place is clean.
bool all_clean(const std::vector<PlaceSearched>& places);

}  // namespace smx::interop
