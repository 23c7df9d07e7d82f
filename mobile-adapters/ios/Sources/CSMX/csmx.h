/* What Swift imports of the C library; pkg-config says where it is. */
#include <smx.h>
/* For the driver, which build.sh makes over the testing half. */
#if defined(SMX_SWIFT_TESTING)
#include <smx_testing.h>
#endif
