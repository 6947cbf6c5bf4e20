# SPDX-License-Identifier: MIT
# Debian wants manual pages and change logs compressed, without a time in them.
file(GLOB_RECURSE files ${CPACK_TEMPORARY_DIRECTORY}/*)
list(FILTER files INCLUDE REGEX "/share/man/man[1-8]/[^/]*[1-8]$|/changelog\\.Debian$")
foreach(file IN LISTS files)
  execute_process(COMMAND gzip -9 -n ${file} COMMAND_ERROR_IS_FATAL ANY)
endforeach()
