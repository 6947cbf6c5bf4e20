# SPDX-License-Identifier: MIT
install(TARGETS tcvod EXPORT tcvod-targets LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR})
install(TARGETS tcvod_static EXPORT tcvod-static-targets ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR})
if(TCVOD_BUILD_CLI)
  install(TARGETS tcvod_command RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
  install(FILES generated/completion/tcvod.bash RENAME tcvod
    DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions)
  install(FILES generated/completion/_tcvod
    DESTINATION ${CMAKE_INSTALL_DATADIR}/zsh/site-functions)
endif()
install(DIRECTORY generated/man/man3 DESTINATION ${CMAKE_INSTALL_MANDIR} FILES_MATCHING PATTERN "*.3")
install(DIRECTORY runtime/include/ generated/include/ DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}
  FILES_MATCHING PATTERN "*.h")

set(package_dir ${CMAKE_INSTALL_LIBDIR}/cmake/tcvod)
install(EXPORT tcvod-targets NAMESPACE tcvod:: DESTINATION ${package_dir})
install(EXPORT tcvod-static-targets NAMESPACE tcvod:: DESTINATION ${package_dir})
configure_package_config_file(cmake/tcvodConfig.cmake.in tcvodConfig.cmake
  INSTALL_DESTINATION ${package_dir})
write_basic_package_version_file(tcvodConfigVersion.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${CMAKE_CURRENT_BINARY_DIR}/tcvodConfig.cmake
              ${CMAKE_CURRENT_BINARY_DIR}/tcvodConfigVersion.cmake DESTINATION ${package_dir})

# Paths in the .pc file are relative to it, so that an installed tree can be moved.
file(RELATIVE_PATH TCVOD_PC_PREFIX
  ${CMAKE_INSTALL_FULL_LIBDIR}/pkgconfig ${CMAKE_INSTALL_PREFIX})
configure_file(cmake/tcvod.pc.in tcvod.pc @ONLY)
install(FILES ${CMAKE_CURRENT_BINARY_DIR}/tcvod.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig)
