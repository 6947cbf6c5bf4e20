# SPDX-License-Identifier: MIT
# `cpack -G DEB` (`./dev packages`): one Debian package for each component.
set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME tcvod)
# Each component's description begins with a summary of its own.
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "")
set(CPACK_PACKAGE_CONTACT "The tcvod authors <nobody@tcvod.invalid>"
  CACHE STRING "Maintainer of the packages: whoever builds them")
set(CPACK_PACKAGE_VERSION ${PROJECT_VERSION})
set(CPACK_STRIP_FILES ON)
set(CPACK_PRE_BUILD_SCRIPTS ${CMAKE_CURRENT_LIST_DIR}/compress.cmake)
set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_COMPONENTS_GROUPING IGNORE)
set(CPACK_COMPONENTS_ALL runtime development)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_RELEASE 1)
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)
set(CPACK_DEBIAN_PACKAGE_GENERATE_SHLIBS ON)
set(CPACK_DEBIAN_PACKAGE_GENERATE_SHLIBS_POLICY ">=")
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS_PRIVATE_DIRS ${CMAKE_CURRENT_BINARY_DIR})

set(same_version "(= ${PROJECT_VERSION}-${CPACK_DEBIAN_PACKAGE_RELEASE})")
set(runtime_package libtcvod${TCVOD_SOVERSION})
set(debian_date "Thu, 01 Jan 2026 00:00:00 +0000")

# tcvod_package(COMPONENT PACKAGE SECTION SUMMARY DEPENDS DESCRIPTION)
function(tcvod_package component package section summary depends description)
  string(TOUPPER ${component} upper)
  set(CPACK_COMPONENT_${upper}_DESCRIPTION "${summary}\n${description}" PARENT_SCOPE)
  set(CPACK_DEBIAN_${upper}_PACKAGE_NAME ${package} PARENT_SCOPE)
  set(CPACK_DEBIAN_${upper}_PACKAGE_SECTION ${section} PARENT_SCOPE)
  set(CPACK_DEBIAN_${upper}_PACKAGE_DEPENDS "${depends}" PARENT_SCOPE)

  set(documents ${CMAKE_CURRENT_BINARY_DIR}/packaging/${package})
  set(DEBIAN_PACKAGE ${package})
  set(DEBIAN_DATE ${debian_date})
  configure_file(${CMAKE_CURRENT_FUNCTION_LIST_DIR}/changelog.in
    ${documents}/changelog.Debian @ONLY)
  install(FILES ${documents}/changelog.Debian ${CMAKE_CURRENT_FUNCTION_LIST_DIR}/copyright
    DESTINATION ${CMAKE_INSTALL_DATADIR}/doc/${package} COMPONENT ${component} EXCLUDE_FROM_ALL)
  set(overrides ${CMAKE_CURRENT_FUNCTION_LIST_DIR}/${package}.lintian-overrides)
  if(EXISTS ${overrides})
    install(FILES ${overrides} RENAME ${package} COMPONENT ${component} EXCLUDE_FROM_ALL
      DESTINATION ${CMAKE_INSTALL_DATADIR}/lintian/overrides)
  endif()
endfunction()

# Byte code of modules outside Python's own folders is written by the package's scripts.
function(tcvod_python_package component package)
  string(TOUPPER ${component} upper)
  set(DEBIAN_PACKAGE ${package})
  set(scripts)
  foreach(script IN ITEMS postinst prerm)
    set(file ${CMAKE_CURRENT_BINARY_DIR}/packaging/${package}/${script})
    configure_file(${CMAKE_CURRENT_FUNCTION_LIST_DIR}/python.${script}.in ${file} @ONLY)
    list(APPEND scripts ${file})
  endforeach()
  set(CPACK_DEBIAN_${upper}_PACKAGE_ARCHITECTURE all PARENT_SCOPE)
  set(CPACK_DEBIAN_${upper}_PACKAGE_CONTROL_EXTRA "${scripts}" PARENT_SCOPE)
endfunction()

# What the symbols used do not tell: options of libcurl that an older one refuses.
tcvod_package(runtime ${runtime_package} libs "C SDK for the Tencent Cloud VOD server API"
"libcurl4 (>= ${TCVOD_CURL_VERSION})"
"Upload, transcode, manage and play videos from C programs.
This package holds the shared library.")
set(CPACK_DEBIAN_RUNTIME_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_RUNTIME_PACKAGE_CONTROL_EXTRA ${CMAKE_CURRENT_LIST_DIR}/triggers)

tcvod_package(development libtcvod-dev libdevel
"C SDK for the Tencent Cloud VOD server API (development files)"
"${runtime_package} ${same_version}, libcurl4-openssl-dev (>= ${TCVOD_CURL_VERSION}), libjson-c-dev, libssl-dev (>= ${TCVOD_OPENSSL_VERSION})"
"Headers, the static library, manual pages of the calls and examples,
with what CMake and pkg-config need to find them.")
install(DIRECTORY examples/ DESTINATION ${CMAKE_INSTALL_DATADIR}/doc/libtcvod-dev/examples
  COMPONENT development EXCLUDE_FROM_ALL
  FILES_MATCHING PATTERN "*.c" PATTERN README.md PATTERN CMakeLists.txt
  PATTERN own_service EXCLUDE PATTERN demo EXCLUDE)

if(TCVOD_BUILD_CLI)
  list(APPEND CPACK_COMPONENTS_ALL tools)
  tcvod_package(tools tcvod net "command for the Tencent Cloud VOD server API"
  "${runtime_package} ${same_version}"
"Calls every action, uploads files and folders, signs requests and reads
answers and events that were stored.")
  set(CPACK_DEBIAN_TOOLS_PACKAGE_SHLIBDEPS ON)
endif()

if(TCVOD_INSTALL_PYTHON_TOOLS)
  list(APPEND CPACK_COMPONENTS_ALL generator emulator)
  tcvod_package(generator tcvodgen devel "generator of C bindings from descriptions of cloud APIs"
  "python3:any (>= 3.9), python3-yaml, python3-jinja2, python3-jsonschema"
"Checks descriptions of an API, writes C structs and tables from them, and
tells which programs a change of a description breaks.")
  tcvod_package(emulator tcvod-emulator devel "local stand-in for the Tencent Cloud VOD service"
  "python3:any (>= 3.9), tcvodgen ${same_version}, python3-aiohttp, python3-cryptography"
"Checks signatures and parameters as the service does, keeps what is
uploaded, and fails on demand: for programs and tests without an account.")
  tcvod_python_package(generator tcvodgen)
  tcvod_python_package(emulator tcvod-emulator)
endif()

include(CPack)
