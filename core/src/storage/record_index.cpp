#include "storage/record_index.h"

#include "bytes/try.h"
#include "bytes/writer.h"
#include "crypto/hash.h"

namespace smx {
namespace {

Result<IndexSum> term(const IndexKey& key, std::string_view id, std::uint64_t generation) {
  std::array<std::uint8_t, 8> number;
  Writer(number).u64(generation);
  IndexSum out;
  hmac_sha256(key.reveal(), {label_bytes(id), number}, out);
  return out;
}

void add_to(IndexSum& sum, const IndexSum& value) noexcept {
  unsigned carry = 0;
  for (std::size_t i = sum.size(); i-- > 0;) {
    carry += unsigned{sum[i]} + value[i];
    sum[i] = static_cast<std::uint8_t>(carry);
    carry >>= 8;
  }
}

/// Two's complement: adds -value modulo 2^256.
void subtract_from(IndexSum& sum, IndexSum value) noexcept {
  IndexSum one{};
  one.back() = 1;
  for (std::uint8_t& byte : value) byte = static_cast<std::uint8_t>(~byte);
  add_to(sum, value);
  add_to(sum, one);
}

}  // namespace

Result<bool> RecordIndex::add(const IndexKey& key, std::string_view id, std::uint64_t generation) {
  SMX_ASSIGN(const IndexSum value, term(key, id, generation));
  if (!records_.emplace(id, generation).second) return false;
  add_to(sum_, value);
  return true;
}

Result<RecordIndex::Staged> RecordIndex::stage(const IndexKey& key,
                                               std::span<const RecordChange> changes,
                                               std::uint64_t generation) const {
  Staged staged{.sum = sum_, .records = {}, .added = {}};
  for (const RecordChange& change : changes) {
    const auto known = records_.find(change.id);
    const auto entry =
        staged.records
            .try_emplace(change.id,
                         known == records_.end() ? std::nullopt : std::optional(known->second))
            .first;
    std::optional<std::uint64_t>& written = entry->second;
    if (written) {
      SMX_ASSIGN(const IndexSum old, term(key, change.id, *written));
      subtract_from(staged.sum, old);
    }
    written = change.value ? std::optional(generation) : std::nullopt;
    if (written) {
      SMX_ASSIGN(const IndexSum value, term(key, change.id, generation));
      add_to(staged.sum, value);
    }
  }
  for (const auto& [id, written] : staged.records) {
    if (written && !records_.contains(id)) staged.added.emplace(id, *written);
  }
  return staged;
}

void RecordIndex::apply(Staged&& staged) noexcept {
  sum_ = staged.sum;
  for (const auto& [id, written] : staged.records) {
    const auto known = records_.find(id);
    if (known == records_.end()) continue;
    if (written) {
      known->second = *written;
    } else {
      records_.erase(known);
    }
  }
  records_.merge(staged.added);
}

}  // namespace smx
