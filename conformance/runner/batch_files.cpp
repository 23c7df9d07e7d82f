#include "batch_files.h"

#include <fmt/format.h>

#include <fstream>

#include "input_error.h"
#include "schema.h"
#include "sha256.h"
#include "strict_json.h"

namespace smx::conformance {
namespace {

namespace fs = std::filesystem;

void write_text(const fs::path& path, const std::string& text) {
  std::ofstream out(path, std::ios::binary);
  out << text;
  out.flush();
  if (!out) throw InputError(fmt::format("{}: cannot be written", path.string()));
}

std::string index_text(const Batch& batch, const BatchOrigin& origin, const std::string& sha256) {
  nlohmann::ordered_json json = {{"schema", "smx-batch-1"},
                                 {"manifest_sha256", nullptr},
                                 {"filters", origin.filters},
                                 {"shard", origin.shard},
                                 {"twins", origin.options.twins},
                                 {"trace", origin.options.traces},
                                 {"requests", batch.requests.size()},
                                 {"requests_sha256", sha256},
                                 {"cases", nlohmann::ordered_json::array()}};
  if (origin.manifest_sha256) json["manifest_sha256"] = *origin.manifest_sha256;
  for (std::size_t i = 0; i < batch.requests.size();) {
    const std::string& id = batch.requests[i].case_id;
    const std::size_t first = i;
    while (i < batch.requests.size() && batch.requests[i].case_id == id) ++i;
    // Counted as ids are, from 1.
    if (!id.empty()) json["cases"].push_back({{"id", id}, {"first", first + 1}, {"last", i}});
  }
  return json.dump(1) + "\n";
}

}  // namespace

void write_batch(const fs::path& directory, const Batch& batch, const BatchOrigin& origin) {
  std::error_code error;
  fs::create_directories(directory, error);
  if (error) throw InputError(fmt::format("{}: {}", directory.string(), error.message()));
  const fs::path responses = directory / kBatchResponses;
  if (fs::exists(responses, error)) {
    throw InputError(
        fmt::format("{}: there are replies to an earlier batch: judge them, then take them away",
                    responses.string()));
  }
  const std::string requests = batch.text();
  write_text(directory / kBatchRequests, requests);
  write_text(directory / kBatchIndex, index_text(batch, origin, sha256_hex(requests)));
}

BatchIndex read_batch_index(const fs::path& directory) {
  const fs::path path = directory / kBatchIndex;
  const Json json = read_json_file(path);
  if (const auto fault = Schema::embedded("batch-index.schema.json").fault(json)) {
    throw InputError(fmt::format("{}: {}", path.string(), *fault));
  }
  BatchIndex index;
  if (json["manifest_sha256"].is_string()) {
    index.origin.manifest_sha256 = json["manifest_sha256"].get<std::string>();
  }
  index.origin.filters = json["filters"].get<std::vector<std::string>>();
  index.origin.shard = json["shard"].get<std::string>();
  index.origin.options = {json["twins"].get<bool>(), json["trace"].get<bool>()};
  index.requests_sha256 = json["requests_sha256"].get<std::string>();
  return index;
}

void check_batch(const fs::path& directory, const BatchIndex& index, const Batch& batch) {
  const fs::path requests = directory / kBatchRequests;
  if (sha256_hex(batch.text()) != index.requests_sha256) {
    throw InputError(fmt::format("{}: the batch was written from other vectors than these",
                                 (directory / kBatchIndex).string()));
  }
  std::error_code ignored;
  if (fs::exists(requests, ignored) &&
      sha256_hex(read_text_file(requests)) != index.requests_sha256) {
    throw InputError(fmt::format("{}: was changed since it was written", requests.string()));
  }
}

}  // namespace smx::conformance
