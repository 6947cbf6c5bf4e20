# SPDX-License-Identifier: MIT
set(UNIT_SUPPORT unit/small_service.c unit/allocations.c unit/files.c)
set(TCVOD_C_TEST_examples vectors/test_examples.c unit/files.c)
list(APPEND TCVOD_C_TESTS examples)
foreach(theme IN ITEMS ground json decode notes query request_json schema sign redact copy failures)
  set(TCVOD_C_TEST_${theme} unit/test_${theme}.c ${UNIT_SUPPORT})
  list(APPEND TCVOD_C_TESTS ${theme})
endforeach()

foreach(theme IN ITEMS decode notes)
  list(APPEND TCVOD_C_TEST_${theme} unit/decoded.c)
endforeach()

set(TRANSPORT_SUPPORT transport/fixture.c transport/server.c transport/small_service.c)
foreach(theme IN ITEMS requests answers failures limits client memory parts tls async loops retry credentials log fork)
  set(TCVOD_C_TEST_transport_${theme} transport/test_${theme}.c ${TRANSPORT_SUPPORT})
  list(APPEND TCVOD_C_TESTS transport_${theme})
endforeach()

foreach(theme IN ITEMS tls fork)
  list(APPEND TCVOD_C_TEST_transport_${theme} transport/tls_server.c)
endforeach()

set(TCVOD_C_TEST_events events/test_events.c)
set(TCVOD_C_TEST_pages pages/test_pages.c pages/walk.c transport/server.c)
set(TCVOD_C_TEST_pages_use pages/test_use.c pages/walk.c transport/server.c unit/allocations.c)
list(APPEND TCVOD_C_TESTS events pages pages_use)

set(TCVOD_C_TEST_oom oom/test_oom.c oom/cases.c oom/jobs.c oom/ration.c transport/server.c)
list(APPEND TCVOD_C_TESTS oom)
set(TCVOD_C_TEST_secrets secrets/test_secrets.c transport/server.c)
list(APPEND TCVOD_C_TESTS secrets)
