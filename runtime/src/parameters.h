/* SPDX-License-Identifier: MIT */
/* The flat list of parameters a query request is made of. */
#ifndef TCV_PARAMETERS_H
#define TCV_PARAMETERS_H

#include "arena.h"

#include <tcvod/call.h>

typedef struct tcv_parameters {
    tcv_arena arena; /* owns names and values */
    tcvod_parameter *items;
    size_t count;
    size_t capacity;
    bool failed; /* memory ran out */
} tcv_parameters;

void tcv_parameters_init(tcv_parameters *parameters, const tcvod_allocator *allocator);
/* Copies both texts. */
void tcv_parameters_add(tcv_parameters *parameters, const char *name, const char *value);
/* By the bytes of the names; stable. */
void tcv_parameters_sort(tcv_parameters *parameters);
/* Wipes values: a token may be among them. */
void tcv_parameters_release(tcv_parameters *parameters);

#endif
