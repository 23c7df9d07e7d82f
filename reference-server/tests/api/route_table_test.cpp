#include "api/route_table.h"

#include <gtest/gtest.h>

#include <stdexcept>

namespace smx::relay::api {
namespace {

Route route(Method method, std::string_view pattern) {
  return {method, pattern, Access::anyone, {}};
}

TEST(RouteTable, BindsNamesAndPrefersLiterals) {
  RouteTable table;
  table.add(route(Method::get, "/v1/devices/{device_id}"));
  table.add(route(Method::get, "/v1/devices/self"));
  table.add(route(Method::post, "/v1/devices/{device_id}/revoke"));
  EXPECT_EQ(table.match(Method::get, "/v1/devices/self").route->pattern, "/v1/devices/self");
  const auto match = table.match(Method::get, "/v1/devices/dev_1");
  EXPECT_EQ(match.values.at("device_id"), "dev_1");
  EXPECT_EQ(table.match(Method::post, "/v1/devices/x/revoke").values.at("device_id"), "x");
}

TEST(RouteTable, KnowsNoOtherPath) {
  RouteTable table;
  table.add(route(Method::get, "/v1/devices/{device_id}"));
  for (const char* path : {"", "/", "/v1", "/v1/devices", "/v1/devices/", "/v1/devices/a/",
                           "/v1/devices/a/b", "//v1/devices/a", "/V1/devices/a", "v1/devices/a"}) {
    const auto match = table.match(Method::get, path);
    EXPECT_EQ(match.route, nullptr) << path;
    EXPECT_TRUE(match.allowed.empty()) << path;
  }
}

TEST(RouteTable, TellsWhichMethodsAPathHas) {
  RouteTable table;
  table.add(route(Method::get, "/v1/a"));
  table.add(route(Method::post, "/v1/a"));
  const auto match = table.match(Method::remove, "/v1/a");
  EXPECT_EQ(match.route, nullptr);
  EXPECT_EQ(match.allowed, (std::vector{Method::get, Method::post}));
}

TEST(RouteTable, NoRouteTwice) {
  RouteTable table;
  table.add(route(Method::get, "/v1/{a}"));
  EXPECT_THROW(table.add(route(Method::get, "/v1/{b}")), std::logic_error);
}

}  // namespace
}  // namespace smx::relay::api
