/* SPDX-License-Identifier: MIT */
#ifndef TCVOD_VERSION_H
#define TCVOD_VERSION_H

#include <tcvod/types.h>

#define TCVOD_VERSION_MAJOR 0
#define TCVOD_VERSION_MINOR 1
#define TCVOD_VERSION_PATCH 0
#define TCVOD_VERSION "0.1.0"

TCVOD_BEGIN_C

/* Version of the library that is linked, where TCVOD_VERSION is the headers'. Static text. */
TCVOD_API const char *tcvod_version(void);

TCVOD_END_C

#endif
