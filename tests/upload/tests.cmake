# SPDX-License-Identifier: MIT
foreach(theme IN ITEMS ledger cache source)
  tcvod_c_test(upload_${theme} upload/test_${theme}.c unit/allocations.c unit/files.c)
endforeach()

foreach(theme IN ITEMS job cover places)
  add_executable(test_upload_${theme} upload/test_${theme}.c upload/job_support.c unit/allocations.c)
  target_include_directories(test_upload_${theme} PRIVATE unit)
  target_link_libraries(test_upload_${theme} PRIVATE tcvod_static tcvod_build_flags ${CMOCKA}
    CURL::libcurl Threads::Threads m)
  tcvod_command_test(upload_${theme} c ${EMULATOR} $<TARGET_FILE:test_upload_${theme}>)
endforeach()

add_executable(upload_driver upload/driver.c)
target_link_libraries(upload_driver PRIVATE tcvod tcvod_build_flags PkgConfig::JSONC
  Threads::Threads)

function(tcvod_upload_test name label)
  tcvod_command_test(upload_${name} ${label} ${EMULATOR} ${PYTEST} tests/upload/test_${name}.py)
  set_property(TEST upload_${name} APPEND PROPERTY ENVIRONMENT
    TCVOD_UPLOAD_DRIVER=$<TARGET_FILE:upload_driver>)
endfunction()

foreach(theme IN ITEMS files faults resume control terminal)
  tcvod_upload_test(${theme} c)
endforeach()
foreach(theme IN ITEMS kill big vendor batch)
  tcvod_upload_test(${theme} python)
endforeach()
