/* SPDX-License-Identifier: MIT */
/* JSON scalars as C values, when nothing is lost. */
#ifndef TCV_SCALAR_H
#define TCV_SCALAR_H

#include "json_tree.h"

enum { TCV_SCALAR_TEXT_BYTES = 24 };

/* False: the value cannot be said in that type. */
bool tcv_scalar_to_int(const tcv_scalar *scalar, int64_t *value);
bool tcv_scalar_to_uint(const tcv_scalar *scalar, uint64_t *value);
bool tcv_scalar_to_double(const tcv_scalar *scalar, double *value);
bool tcv_scalar_to_bool(const tcv_scalar *scalar, bool *value);

/* *text points into the tree, to static text or to `storage`. A string that holds a NUL has no
 * text. */
bool tcv_scalar_to_text(const tcv_scalar *scalar, char storage[static TCV_SCALAR_TEXT_BYTES],
                        const char **text, size_t *size_bytes);

#endif
