# SPDX-License-Identifier: MIT
# Round trips: a C program that program.py writes from the spec.
file(GLOB_RECURSE ROUNDTRIP_INPUTS CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/spec/*.yaml
  ${PROJECT_SOURCE_DIR}/spec/*.lock ${PROJECT_SOURCE_DIR}/generator/tcvodgen/*.py
  ${CMAKE_CURRENT_SOURCE_DIR}/roundtrip/*.py)
add_custom_command(OUTPUT ${CMAKE_CURRENT_BINARY_DIR}/roundtrips.c
  COMMAND ${CMAKE_COMMAND} -E env PYTHONDONTWRITEBYTECODE=1
          ${PYTHON} ${CMAKE_CURRENT_SOURCE_DIR}/roundtrip/program.py roundtrips.c
  WORKING_DIRECTORY ${CMAKE_CURRENT_BINARY_DIR} DEPENDS ${ROUNDTRIP_INPUTS} VERBATIM
  COMMENT "Writing round trips of the spec")
add_executable(run_trips roundtrip/run_trips.c ${CMAKE_CURRENT_BINARY_DIR}/roundtrips.c)
target_include_directories(run_trips PRIVATE roundtrip)
target_compile_options(run_trips PRIVATE -Wno-deprecated-declarations)
add_executable(run_requests roundtrip/run_requests.c)
foreach(program IN ITEMS run_trips run_requests)
  target_link_libraries(${program} PRIVATE tcvod tcvod_build_flags)
endforeach()
tcvod_command_test(roundtrip c ${CMAKE_COMMAND} -E env TCVOD_ROUNDTRIPS=$<TARGET_FILE:run_trips>
  TCVOD_REQUESTS=$<TARGET_FILE:run_requests> ${EMULATOR} ${PYTEST} tests/roundtrip)
