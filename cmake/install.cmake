# SPDX-License-Identifier: MIT
# Components: runtime, development, tools, emulator, generator, documentation.
# What only Debian's packages carry is EXCLUDE_FROM_ALL: `cmake --install` leaves it out, cpack does not.
option(TCVOD_INSTALL_PYTHON_TOOLS "Install tcvodgen and tcvod-emulator" ${PROJECT_IS_TOP_LEVEL})

# A distribution's own prefix needs no run path, and zsh looks elsewhere there.
if(CMAKE_INSTALL_PREFIX STREQUAL "/usr")
  set(TCVOD_ZSH_FOLDER vendor-completions)
else()
  set(TCVOD_ZSH_FOLDER site-functions)
endif()

install(TARGETS tcvod EXPORT tcvod-targets LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR}
  COMPONENT runtime NAMELINK_COMPONENT development)
install(TARGETS tcvod_static EXPORT tcvod-static-targets
  ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR} COMPONENT development)
install(DIRECTORY generated/man/man3 DESTINATION ${CMAKE_INSTALL_MANDIR} COMPONENT development
  FILES_MATCHING PATTERN "*.3")
install(DIRECTORY runtime/include/ generated/include/ DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}
  COMPONENT development FILES_MATCHING PATTERN "*.h")
install(FILES LICENSE README.md CHANGELOG.md DESTINATION ${CMAKE_INSTALL_DOCDIR}
  COMPONENT documentation)

set(package_dir ${CMAKE_INSTALL_LIBDIR}/cmake/tcvod)
foreach(kind IN ITEMS tcvod tcvod-static)
  install(EXPORT ${kind}-targets NAMESPACE tcvod:: DESTINATION ${package_dir} COMPONENT development)
endforeach()
configure_package_config_file(cmake/tcvodConfig.cmake.in tcvodConfig.cmake
  INSTALL_DESTINATION ${package_dir})
# Semantic versioning: before 1.0.0 the middle number says that sources must change.
if(PROJECT_VERSION_MAJOR EQUAL 0)
  set(compatible SameMinorVersion)
else()
  set(compatible SameMajorVersion)
endif()
write_basic_package_version_file(tcvodConfigVersion.cmake COMPATIBILITY ${compatible})
install(FILES ${CMAKE_CURRENT_BINARY_DIR}/tcvodConfig.cmake
              ${CMAKE_CURRENT_BINARY_DIR}/tcvodConfigVersion.cmake
  DESTINATION ${package_dir} COMPONENT development)

# Paths in the .pc file are relative to it, so that an installed tree can be moved.
file(RELATIVE_PATH TCVOD_PC_PREFIX
  ${CMAKE_INSTALL_FULL_LIBDIR}/pkgconfig ${CMAKE_INSTALL_PREFIX})
configure_file(cmake/tcvod.pc.in tcvod.pc @ONLY)
install(FILES ${CMAKE_CURRENT_BINARY_DIR}/tcvod.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig
  COMPONENT development)

if(TCVOD_BUILD_CLI)
  install(TARGETS tcvod_command RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR} COMPONENT tools)
  install(FILES cli/tcvod.1 COMPONENT tools DESTINATION ${CMAKE_INSTALL_MANDIR}/man1)
  install(FILES cli/completion/tcvod.bash RENAME tcvod COMPONENT tools
    DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions)
  install(FILES cli/completion/_tcvod COMPONENT tools
    DESTINATION ${CMAKE_INSTALL_DATADIR}/zsh/${TCVOD_ZSH_FOLDER})
  install(FILES cli/completion/tcvod.fish COMPONENT tools
    DESTINATION ${CMAKE_INSTALL_DATADIR}/fish/vendor_completions.d)
endif()

# Modules stand beside each other in a folder of their own: the commands know where.
function(tcvod_install_python_command component command module)
  file(RELATIVE_PATH TCVOD_PYTHON_FOLDER
    ${CMAKE_INSTALL_FULL_BINDIR} ${CMAKE_INSTALL_FULL_DATADIR}/tcvod/python)
  set(TCVOD_MODULE ${module})
  if(TCVOD_PYTHON)
    set(TCVOD_INTERPRETER ${TCVOD_PYTHON})
  else()
    set(TCVOD_INTERPRETER "/usr/bin/env python3")
  endif()
  configure_file(packaging/python_command.in ${command} @ONLY)
  install(PROGRAMS ${CMAKE_CURRENT_BINARY_DIR}/${command}
    DESTINATION ${CMAKE_INSTALL_BINDIR} COMPONENT ${component})
  install(FILES packaging/man/${command}.1
    DESTINATION ${CMAKE_INSTALL_MANDIR}/man1 COMPONENT ${component})
endfunction()

if(TCVOD_INSTALL_PYTHON_TOOLS)
  install(DIRECTORY generator/tcvodgen DESTINATION ${CMAKE_INSTALL_DATADIR}/tcvod/python
    COMPONENT generator PATTERN "__pycache__" EXCLUDE PATTERN "*.pyc" EXCLUDE)
  install(DIRECTORY spec/schema DESTINATION ${CMAKE_INSTALL_DATADIR}/tcvod COMPONENT generator)
  tcvod_install_python_command(generator tcvodgen tcvodgen.cli)

  install(DIRECTORY emulator/tcvod_emulator DESTINATION ${CMAKE_INSTALL_DATADIR}/tcvod/python
    COMPONENT emulator PATTERN "__pycache__" EXCLUDE PATTERN "*.pyc" EXCLUDE)
  install(DIRECTORY spec/vod-v2/ COMPONENT emulator
    DESTINATION ${CMAKE_INSTALL_DATADIR}/tcvod/python/tcvod_emulator/spec)
  tcvod_install_python_command(emulator tcvod-emulator tcvod_emulator.command)
endif()

add_custom_target(uninstall
  COMMAND ${CMAKE_COMMAND} -P ${CMAKE_CURRENT_SOURCE_DIR}/cmake/uninstall.cmake
  WORKING_DIRECTORY ${CMAKE_CURRENT_BINARY_DIR} VERBATIM COMMENT "Removing what was installed")
