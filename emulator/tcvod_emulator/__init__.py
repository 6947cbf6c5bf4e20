# SPDX-License-Identifier: MIT
"""A local VOD service, driven by the spec:
for demos, tests and continuous integration without an account.
"""
