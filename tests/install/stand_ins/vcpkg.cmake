# SPDX-License-Identifier: MIT
# What vcpkg offers a port, reduced to what this port uses: it configures, builds and installs in earnest,
# release only. Runs PORT_DIR/portfile.cmake: cmake -DPORT_DIR= -DCURRENT_PACKAGES_DIR= -DBUILD= -DVCPKG_LIBRARY_LINKAGE= -P
set(PORT tcvod)
set(CURRENT_PORT_DIR "${PORT_DIR}")

function(run)
  execute_process(COMMAND ${ARGN} RESULT_VARIABLE failed OUTPUT_VARIABLE said ERROR_VARIABLE said)
  if(failed OR said MATCHES "not used by the project|CMake Warning")
    message(FATAL_ERROR "${said}")
  endif()
endfunction()

function(take name)
  cmake_parse_arguments(PARSE_ARGV 1 given "" "SOURCE_PATH;CONFIG_PATH" "OPTIONS;FILE_LIST")
  if(given_UNPARSED_ARGUMENTS)
    message(FATAL_ERROR "${name} does not take ${given_UNPARSED_ARGUMENTS}")
  endif()
  foreach(word IN ITEMS SOURCE_PATH CONFIG_PATH OPTIONS FILE_LIST)
    set(given_${word} "${given_${word}}" PARENT_SCOPE)
  endforeach()
endfunction()

function(vcpkg_find_acquire_program variable)
  find_program(${variable} pkg-config REQUIRED)
endfunction()

function(vcpkg_cmake_configure)
  take(vcpkg_cmake_configure ${ARGN})
  run(${CMAKE_COMMAND} -G Ninja -S "${given_SOURCE_PATH}" -B "${BUILD}" -DCMAKE_BUILD_TYPE=Debug
    "-DCMAKE_INSTALL_PREFIX=${CURRENT_PACKAGES_DIR}" -DCMAKE_INSTALL_LIBDIR=lib ${given_OPTIONS})
endfunction()

function(vcpkg_cmake_install)
  run(${CMAKE_COMMAND} --build "${BUILD}" --target install)
endfunction()

function(vcpkg_cmake_config_fixup)
  take(vcpkg_cmake_config_fixup ${ARGN})
  if(NOT EXISTS "${CURRENT_PACKAGES_DIR}/${given_CONFIG_PATH}/tcvodConfig.cmake")
    message(FATAL_ERROR "no config package in ${given_CONFIG_PATH}")
  endif()
endfunction()

function(vcpkg_fixup_pkgconfig)
  if(NOT EXISTS "${CURRENT_PACKAGES_DIR}/lib/pkgconfig/tcvod.pc")
    message(FATAL_ERROR "no tcvod.pc")
  endif()
endfunction()

function(vcpkg_install_copyright)
  take(vcpkg_install_copyright ${ARGN})
  configure_file("${given_FILE_LIST}" "${CURRENT_PACKAGES_DIR}/share/${PORT}/copyright" COPYONLY)
endfunction()

include("${PORT_DIR}/portfile.cmake")
