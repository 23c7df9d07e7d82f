#include "model/script_generator.h"

#include <tuple>
#include <utility>

namespace smx::test {
namespace {

rc::Gen<Op> ops(bool calm) {
  if (calm)
    return rc::gen::weightedElement<Op>({{30, Op::send},
                                         {1, Op::restart},
                                         {20, Op::deliver},
                                         {12, Op::newest},
                                         {6, Op::duplicate},
                                         {4, Op::replay},
                                         {2, Op::drop},
                                         {8, Op::tamper},
                                         {1, Op::misroute},
                                         {1, Op::rotate},
                                         {1, Op::replenish},
                                         {1, Op::purge},
                                         {2, Op::pass},
                                         {2, Op::reopen},
                                         {2, Op::spoil},
                                         {1, Op::save}});
  return rc::gen::weightedElement<Op>({{26, Op::send},
                                       {3, Op::restart},
                                       {18, Op::deliver},
                                       {8, Op::newest},
                                       {6, Op::duplicate},
                                       {6, Op::replay},
                                       {3, Op::drop},
                                       {14, Op::tamper},
                                       {3, Op::misroute},
                                       {2, Op::rotate},
                                       {2, Op::replenish},
                                       {4, Op::purge},
                                       {2, Op::pass},
                                       {2, Op::reopen},
                                       {2, Op::spoil},
                                       {1, Op::save},
                                       {1, Op::restore},
                                       {2, Op::burst}});
}

rc::Gen<Step> steps(bool calm) {
  return rc::gen::build<Step>(rc::gen::set(&Step::op, ops(calm)),
                              rc::gen::set(&Step::who, rc::gen::inRange(0U, 3U)),
                              rc::gen::set(&Step::to, rc::gen::inRange(0U, 3U)),
                              rc::gen::set(&Step::argument, rc::gen::inRange(0U, 1U << 16)));
}

rc::Gen<Script> scripts_of(unsigned devices, bool calm) {
  return rc::gen::map(rc::gen::container<std::vector<Step>>(steps(calm)),
                      [devices, calm](std::vector<Step> made) {
                        return Script{devices, calm, std::move(made), {}};
                      });
}

}  // namespace

rc::Gen<Script> scripts() {
  return rc::gen::oneOf(scripts_of(2, false), scripts_of(2, true), scripts_of(3, false),
                        scripts_of(2, false), scripts_of(3, true));
}

}  // namespace smx::test
