/* SPDX-License-Identifier: MIT */
#ifndef TCV_PAGES_H
#define TCV_PAGES_H

#include "client.h"

#include <tcvod/pages.h>

/* Resets *pages and `error`; ARGUMENT when a target is NULL. */
int tcv_pages_check_targets(tcvod_client *client, tcvod_pages **pages, tcvod_error *error);

/* As tcvod_pages_open(), for an order that has its request, which is copied. */
int tcv_pages_open(tcvod_client *client, const tcv_order *order, tcvod_pages **pages,
                   tcvod_error *error);

#endif
