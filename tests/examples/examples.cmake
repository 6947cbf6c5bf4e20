# SPDX-License-Identifier: MIT
tcvod_command_test(example_programs c ${EMULATOR} ${PYTEST} tests/examples)
tcvod_command_test(example_builds python sh tests/examples/build_outside.sh ${PROJECT_BINARY_DIR})
# Each installation writes the manifest of the build.
set_property(TEST install docs docs_sessions example_builds PROPERTY RESOURCE_LOCK install_manifest)
