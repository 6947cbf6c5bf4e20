/* SPDX-License-Identifier: MIT */
/* Which kinds of JSON a field expects. */
#ifndef TCV_EXPECTATION_H
#define TCV_EXPECTATION_H

#include "json_tree.h"
#include "table.h"

/* "integer", for notes. */
const char *tcv_expected_name(const tcv_field *field);

/* Taken as it is. */
bool tcv_is_native(const tcv_field *field, tcv_node_kind found);
/* The spec says that the service sends this kind, too. */
bool tcv_is_announced(const tcv_field *field, tcv_node_kind found);

/* "", [] and {}: how a sender without types says "nothing". */
bool tcv_says_nothing(const tcv_node *node);

#endif
