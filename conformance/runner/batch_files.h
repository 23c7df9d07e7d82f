// The folder of a batch: requests.jsonl, responses.jsonl, index.json.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "batch.h"

namespace smx::conformance {

inline constexpr const char* kBatchRequests = "requests.jsonl";
inline constexpr const char* kBatchResponses = "responses.jsonl";
inline constexpr const char* kBatchIndex = "index.json";

/// What a batch was written from: with the same vectors it gives the same requests again.
struct BatchOrigin {
  std::optional<std::string> manifest_sha256;
  std::vector<std::string> filters;
  std::string shard;  ///< "2/4", empty for all
  JudgeOptions options;
};

/// Writes requests.jsonl and index.json into `directory`, which is made. The index holds the
/// origin, the SHA-256 of the requests and where each case begins. A folder that holds
/// responses.jsonl is refused: they would be taken for replies to the new requests. Throws
/// InputError.
void write_batch(const std::filesystem::path& directory, const Batch& batch,
                 const BatchOrigin& origin);

struct BatchIndex {
  BatchOrigin origin;
  std::string requests_sha256;
};

/// Reads index.json (conformance/protocol/batch-index.schema.json). Throws InputError.
BatchIndex read_batch_index(const std::filesystem::path& directory);

/// Holds requests.jsonl, if it is still there, and `batch`, which the vectors here give, to the
/// index. Throws InputError.
void check_batch(const std::filesystem::path& directory, const BatchIndex& index,
                 const Batch& batch);

}  // namespace smx::conformance
