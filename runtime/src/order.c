/* SPDX-License-Identifier: MIT */
#include "order.h"

#include "fail.h"

#include <tcvod/version.h>

static int take_options(tcv_order *order, const tcvod_call_options *options, size_t options_size,
                        tcvod_error *error)
{
    if (tcv_copy_sized(&order->options, sizeof order->options, options, options_size)) {
        const tcvod_bytes *bytes = &order->options.body;
        order->body = (tcv_body){.data = bytes->data, .size_bytes = bytes->size_bytes};
        return TCVOD_OK;
    }
    return tcv_fail(error, TCVOD_ERROR_ARGUMENT, "options", "options",
                    "the call options hold something newer than this library (%s): update it",
                    tcvod_version());
}

int tcv_order_by_id(tcv_order *order, uint32_t action_id, uint32_t layout_version,
                    const tcvod_call_options *options, size_t options_size, tcvod_error *error)
{
    *order = (tcv_order){0};
    order->action = tcv_action_by_id(action_id, &order->service);
    if (!order->action)
        return tcv_fail(error, TCVOD_ERROR_ARGUMENT, "encode", "",
                        "action 0x%x is unknown to this library (%s): update it",
                        (unsigned)action_id, tcvod_version());
    if (layout_version == 0 || layout_version > order->service->layout_version)
        return tcv_fail(error, TCVOD_ERROR_ARGUMENT, "encode", "",
                        "the program was built with bindings of layout %u; this library (%s) knows "
                        "1 to %u: update it",
                        (unsigned)layout_version, tcvod_version(),
                        (unsigned)order->service->layout_version);
    order->layout_version = (uint16_t)layout_version;
    return take_options(order, options, options_size, error);
}

int tcv_order_by_name(tcv_order *order, const char *action, const tcvod_call_options *options,
                      tcvod_error *error)
{
    *order = (tcv_order){0};
    if (action)
        order->action = tcv_action_by_name(action, &order->service);
    if (!order->action)
        return tcv_fail(error, TCVOD_ERROR_ARGUMENT, "encode", "action",
                        "there is no action \"%s\"; `tcvod actions` lists them",
                        action ? action : "(NULL)");
    order->layout_version = order->service->layout_version;
    return take_options(order, options, sizeof *options, error);
}
