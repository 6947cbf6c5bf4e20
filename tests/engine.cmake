# SPDX-License-Identifier: MIT
# Event loops, load and threads.
find_library(LIBUV uv REQUIRED)
target_link_libraries(test_transport_loops PRIVATE ${LIBUV})

# Memory is counted, which an emulator of another processor blurs.
if(NOT CMAKE_CROSSCOMPILING)
  tcvod_c_test(many load/test_many.c load/barrier_server.c transport/small_service.c)
  target_link_libraries(test_many PRIVATE ${LIBUV})
endif()

tcvod_c_test(threads load/test_threads.c ${TRANSPORT_SUPPORT})

add_executable(soak load/soak.c ${TRANSPORT_SUPPORT})
target_include_directories(soak PRIVATE ${PROJECT_SOURCE_DIR}/runtime/src)
target_link_libraries(soak PRIVATE tcvod_static tcvod_build_flags ${CMOCKA}
  OpenSSL::SSL OpenSSL::Crypto Threads::Threads)
add_test(NAME soak COMMAND soak 20)
set_tests_properties(soak PROPERTIES LABELS c TIMEOUT 120)

# The same threads with the library built for ThreadSanitizer, which knows 64 bits only and excludes the other sanitizers.
if(NOT TCVOD_SANITIZE AND NOT CMAKE_CROSSCOMPILING AND CMAKE_SIZEOF_VOID_P EQUAL 8)
  list(TRANSFORM TCVOD_RUNTIME_SOURCES PREPEND ${PROJECT_SOURCE_DIR}/
    REGEX "^[^/]" OUTPUT_VARIABLE TSAN_SOURCES)
  add_executable(test_threads_tsan load/test_threads.c ${TRANSPORT_SUPPORT} ${TSAN_SOURCES})
  target_include_directories(test_threads_tsan PRIVATE ${PROJECT_SOURCE_DIR}/runtime/include
    ${PROJECT_SOURCE_DIR}/runtime/src ${PROJECT_SOURCE_DIR}/generated/include)
  target_compile_options(test_threads_tsan PRIVATE -fsanitize=thread)
  target_link_options(test_threads_tsan PRIVATE -fsanitize=thread)
  target_link_libraries(test_threads_tsan PRIVATE tcvod_build_flags ${CMOCKA} PkgConfig::JSONC
    CURL::libcurl OpenSSL::SSL OpenSSL::Crypto Threads::Threads m)
  add_test(NAME threads_tsan COMMAND test_threads_tsan)
  set_tests_properties(threads_tsan PROPERTIES LABELS c TIMEOUT 600
    ENVIRONMENT "TSAN_OPTIONS=halt_on_error=1")
endif()
