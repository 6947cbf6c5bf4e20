# SPDX-License-Identifier: MIT
# A port for this checkout: vcpkg install tcvod --overlay-ports=packaging/vcpkg
get_filename_component(SOURCE_PATH "${CURRENT_PORT_DIR}/../../.." ABSOLUTE)

vcpkg_find_acquire_program(PKGCONFIG)
vcpkg_cmake_configure(
  SOURCE_PATH "${SOURCE_PATH}"
  OPTIONS
    -DTCVOD_BUILD_CLI=OFF
    -DTCVOD_BUILD_EXAMPLES=OFF
    -DTCVOD_INSTALL_PYTHON_TOOLS=OFF
    "-DPKG_CONFIG_EXECUTABLE=${PKGCONFIG}"
)
vcpkg_cmake_install()

# The build makes both kinds; a triplet is of one.
if(VCPKG_LIBRARY_LINKAGE STREQUAL "static")
  set(other_kind "lib/libtcvod.so*" "lib/libtcvod*.dylib" "lib/cmake/tcvod/tcvod-targets*.cmake")
else()
  set(other_kind "lib/libtcvod.a" "lib/cmake/tcvod/tcvod-static-targets*.cmake")
endif()
foreach(pattern IN LISTS other_kind)
  file(GLOB unwanted "${CURRENT_PACKAGES_DIR}/${pattern}" "${CURRENT_PACKAGES_DIR}/debug/${pattern}")
  if(unwanted)
    file(REMOVE ${unwanted})
  endif()
endforeach()

vcpkg_cmake_config_fixup(CONFIG_PATH lib/cmake/tcvod)
vcpkg_fixup_pkgconfig()
file(REMOVE_RECURSE "${CURRENT_PACKAGES_DIR}/debug/include" "${CURRENT_PACKAGES_DIR}/debug/share"
  "${CURRENT_PACKAGES_DIR}/share/doc")
file(INSTALL "${CURRENT_PORT_DIR}/usage" DESTINATION "${CURRENT_PACKAGES_DIR}/share/${PORT}")
vcpkg_install_copyright(FILE_LIST "${SOURCE_PATH}/LICENSE")
