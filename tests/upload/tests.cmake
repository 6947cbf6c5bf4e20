# SPDX-License-Identifier: MIT
foreach(theme IN ITEMS ledger cache source)
  tcvod_c_test(upload_${theme} upload/test_${theme}.c unit/allocations.c unit/files.c)
endforeach()
