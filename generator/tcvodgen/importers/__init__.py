# SPDX-License-Identifier: MIT
"""The vendor's machine-readable description, and our own decisions on top of it, as a spec."""
