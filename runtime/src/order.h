/* SPDX-License-Identifier: MIT */
/* From the arguments of a public function to an order. */
#ifndef TCV_ORDER_H
#define TCV_ORDER_H

#include "protocol.h"

/* ARGUMENT errors: unknown action, bindings or options newer than the library. `order->request` is
 * left NULL. */
int tcv_order_by_id(tcv_order *order, uint32_t action_id, uint32_t layout_version,
                    const tcvod_call_options *options, size_t options_size, tcvod_error *error);

/* The newest layout. `options` are those of a caller inside the library. */
int tcv_order_by_name(tcv_order *order, const char *action, const tcvod_call_options *options,
                      tcvod_error *error);

#endif
