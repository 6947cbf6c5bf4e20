# SPDX-License-Identifier: MIT
"""Reads the specs of cloud services and writes their C bindings."""

__version__ = "0.1.0"
