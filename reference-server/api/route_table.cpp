#include "api/route_table.h"

#include <algorithm>
#include <stdexcept>
#include <utility>

namespace smx::relay::api {
namespace {

std::vector<std::string_view> split(std::string_view path) {
  std::vector<std::string_view> segments;
  while (path.starts_with('/')) {
    path.remove_prefix(1);
    const std::string_view segment = path.substr(0, path.find('/'));
    segments.push_back(segment);
    path.remove_prefix(segment.size());
  }
  return segments;
}

bool is_name(std::string_view segment) {
  return segment.size() > 2 && segment.front() == '{' && segment.back() == '}';
}

bool same_shape(const std::vector<std::string_view>& one,
                const std::vector<std::string_view>& two) {
  return std::ranges::equal(one, two, [](std::string_view left, std::string_view right) {
    return left == right || (is_name(left) && is_name(right));
  });
}

bool fits(const std::vector<std::string_view>& pattern, const std::vector<std::string_view>& path) {
  return std::ranges::equal(pattern, path, [](std::string_view expected, std::string_view given) {
    return is_name(expected) ? !given.empty() : expected == given;
  });
}

/// True when `one` says more than `two` about a path that both fit: a literal where it has a name.
bool narrower(const std::vector<std::string_view>& one, const std::vector<std::string_view>& two) {
  for (std::size_t i = 0; i < one.size(); ++i) {
    if (is_name(one[i]) != is_name(two[i])) return is_name(two[i]);
  }
  return false;
}

}  // namespace

std::string_view method_name(Method method) noexcept {
  switch (method) {
    case Method::get:
      return "GET";
    case Method::post:
      return "POST";
    case Method::put:
      return "PUT";
    case Method::patch:
      return "PATCH";
    case Method::remove:
      return "DELETE";
  }
  return "";
}

void RouteTable::add(Route route) {
  Shape shape{split(route.pattern)};
  for (std::size_t i = 0; i < routes_.size(); ++i) {
    if (routes_[i].method == route.method && same_shape(shapes_[i].segments, shape.segments)) {
      throw std::logic_error("route added twice: " + std::string(route.pattern));
    }
  }
  routes_.push_back(std::move(route));
  shapes_.push_back(std::move(shape));
}

RouteTable::Match RouteTable::match(Method method, std::string_view path) const {
  const auto segments = split(path);
  Match match;
  const std::vector<std::string_view>* best = nullptr;
  for (std::size_t i = 0; i < routes_.size(); ++i) {
    const auto& pattern = shapes_[i].segments;
    if (!fits(pattern, segments)) continue;
    if (routes_[i].method != method) {
      match.allowed.push_back(routes_[i].method);
    } else if (best == nullptr || narrower(pattern, *best)) {
      best = &pattern;
      match.route = &routes_[i];
    }
  }
  if (best == nullptr) return match;
  match.allowed.clear();
  for (std::size_t i = 0; i < best->size(); ++i) {
    const std::string_view name = (*best)[i];
    if (is_name(name)) match.values.emplace(name.substr(1, name.size() - 2), segments[i]);
  }
  return match;
}

}  // namespace smx::relay::api
