# SPDX-License-Identifier: MIT
"""Compares two versions of a spec: what changed, whom it breaks, which release it needs."""
