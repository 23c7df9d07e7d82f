#include "seeds/seed_folder.h"

#include <fstream>
#include <stdexcept>

namespace smx::fuzz {

void SeedFolder::add(const std::string& target, std::string_view bytes) {
  const std::filesystem::path folder = root_ / target;
  std::filesystem::create_directories(folder);
  const std::filesystem::path path = folder / std::to_string(counts_[target]++);
  std::ofstream out(path, std::ios::binary | std::ios::trunc);
  out << bytes;
  out.flush();
  if (!out) throw std::runtime_error(path.string() + ": cannot be written");
}

}  // namespace smx::fuzz
