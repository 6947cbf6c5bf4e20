/* SPDX-License-Identifier: MIT */
#include <tcvod/version.h>

const char *tcvod_version(void)
{
    return TCVOD_VERSION;
}
