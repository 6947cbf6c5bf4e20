# SPDX-License-Identifier: MIT
find_library(LIBUV uv REQUIRED)
target_link_libraries(test_transport_loops PRIVATE ${LIBUV})
