/* SPDX-License-Identifier: MIT */
/* Every allocation fails once: what comes out is MEMORY, and nothing leaks. */
#include "allocations.h"
#include "json.h"
#include "query.h"
#include "request_json.h"
#include "response.h"
#include "signing.h"
#include "small_service.h"
#include "unit.h"

#include <tcvod/response.h>

static const char full_body[] =
    "{\"code\":0,\"message\":\"m\",\"requestId\":12,\"surprise\":1,\"loose\":7,\"everything\":{"
    "\"text\":5,"
    "\"whole\":99999999999999999999,\"raw\":{\"a\":[1]},\"texts\":[\"a\",2],\"wholes\":[1,2],"
    "\"truths\":[true],\"textMap\":{\"k\":\"v\"},\"petMap\":{\"r\":{\"name\":\"n\"}},"
    "\"kind\":\"meal\",\"deed\":{\"dishes\":[\"x\"]},\"pet\":{\"friends\":[{\"name\":\"f\"}]}}}";

static int decode(const tcvod_allocator *allocator, void *user)
{
    (void)user;
    void *response = NULL;
    tcvod_error error = {0};
    size_t size_bytes = strlen(full_body);
    char *body = tcv_allocate(allocator, size_bytes + 1);
    if (body == NULL)
        return TCVOD_ERROR_MEMORY;
    memcpy(body, full_body, size_bytes + 1);
    int status = tcv_response_create(&response, allocator, &small_service, SMALL_ECHO_RESPONSE, 2,
                                     body, size_bytes, false, NULL, &error);
    assert_int_equal(error.category, status);
    if (status == TCVOD_OK) {
        const char *text = NULL;
        status = tcvod_get_string(response, "loose", &text);
        tcvod_free(response);
    } else {
        assert_null(response);
    }
    return status;
}

static int print(const tcvod_allocator *allocator, void *user)
{
    tcv_buffer buffer;
    tcv_buffer_init(&buffer, allocator);
    tcv_json_print(&small_service, SMALL_EVERYTHING, 2, user, true, &buffer);
    char *text = tcv_buffer_take(&buffer);
    tcv_release(allocator, text);
    return text != NULL ? TCVOD_OK : TCVOD_ERROR_MEMORY;
}

static int encode(const tcvod_allocator *allocator, void *user)
{
    tcv_parameters parameters;
    tcvod_error error = {0};
    tcv_parameters_init(&parameters, allocator);
    int status =
        tcv_encode_query(&small_service, SMALL_EVERYTHING, 2, user, true, &parameters, &error);
    assert_int_equal(error.category, status);
    tcv_parameters_release(&parameters);
    return status;
}

static int encode_json(const tcvod_allocator *allocator, void *user)
{
    const tcvod_parameter flat[] = {{"texts.1", "a"},   {"texts.2", "b"},       {"pet.name", "n"},
                                    {"textMap.k", "v"}, {"deed.dishes.0", "x"}, {"kind", "meal"}};
    tcv_buffer json;
    tcv_arena arena;
    void *request = NULL;
    tcvod_error error = {0};
    (void)user;
    tcv_buffer_init(&json, allocator);
    tcv_arena_init(&arena, allocator, 0);
    int status = tcv_json_from_parameters(&small_service, SMALL_EVERYTHING, flat, COUNT_OF(flat),
                                          &json, &error);
    if (status == TCVOD_OK)
        status = tcv_request_from_json(&small_service, SMALL_EVERYTHING, json.data, &arena,
                                       &request, &error);
    assert_int_equal(error.category, status);
    assert_int_equal(request != NULL, status == TCVOD_OK);
    tcv_buffer_release(&json);
    tcv_arena_release(&arena);
    return status;
}

static int sign(const tcvod_allocator *allocator, void *user)
{
    tcv_parameters parameters;
    tcv_buffer text;
    (void)user;
    tcv_parameters_init(&parameters, allocator);
    tcv_buffer_init(&text, allocator);
    text.secret = true;
    for (int i = 0; i < 100; i++)
        tcv_parameters_add(&parameters, i % 2 != 0 ? "Nonce" : "a_b", "value");
    tcv_parameters_sort(&parameters);
    bool failed = parameters.failed;
    if (!failed) {
        tcv_string_to_sign(&text, "GET", "host", "/", parameters.items, parameters.count);
        failed = text.failed;
    }
    tcv_buffer_release(&text);
    tcv_parameters_release(&parameters);
    return failed ? TCVOD_ERROR_MEMORY : TCVOD_OK;
}

static const small_pet friends[] = {{.name = "f"}, {.name = "g"}};
static const small_pet pet = {.name = "p", .friends = {friends, 2}};

static void decoding_survives_lack_of_memory(void **state)
{
    (void)state;
    check_every_failure(decode, NULL);
}

static void encoding_survives_lack_of_memory(void **state)
{
    (void)state;
    small_everything request = {
        .text = "t", .pet = &pet, .texts = TCVOD_STRINGS("a", "b"), .raw = "[]"};
    check_every_failure(encode, &request);
    check_every_failure(encode_json, NULL);
}

static void printing_survives_lack_of_memory(void **state)
{
    (void)state;
    small_everything request = {.text = "a text that is longer than the first block of a buffer",
                                .pet = &pet,
                                .texts = TCVOD_STRINGS("a", "b"),
                                .real = TCVOD_DOUBLE(1.5)};
    check_every_failure(print, &request);
}

static void signing_survives_lack_of_memory(void **state)
{
    (void)state;
    check_every_failure(sign, NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(decoding_survives_lack_of_memory),
        cmocka_unit_test(encoding_survives_lack_of_memory),
        cmocka_unit_test(printing_survives_lack_of_memory),
        cmocka_unit_test(signing_survives_lack_of_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
