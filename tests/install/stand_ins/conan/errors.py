# SPDX-License-Identifier: MIT
class ConanInvalidConfiguration(Exception):
    """This recipe does not do that."""
