// The parts of the two libraries that are no templates.
#include <boost/asio/impl/src.hpp>
#include <boost/beast/src.hpp>
