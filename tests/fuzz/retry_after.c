/* SPDX-License-Identifier: MIT */
/* The headers Retry-After, seconds or a date, and Date. */
#include "fuzz.h"
#include "retry.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size_bytes)
{
    static const int64_t now_unix_ms = 1700000000000;
    fuzz_input input = fuzz_split(data, size_bytes);
    int64_t wait_ms = tcv_retry_after_ms(input.text, now_unix_ms);
    REQUIRE(wait_ms >= -1);
    REQUIRE(tcv_http_date_s(input.text) >= -1);
    free(input.text);
    return 0;
}
