/* SPDX-License-Identifier: MIT */
/* Bodies as the small service's types see them. */
#ifndef DECODED_H
#define DECODED_H

#include "small_service.h"

#include <stddef.h>
#include <stdint.h>

/* For tcv_response_create(), which takes it over. */
char *copy_of(const char *body, size_t size_bytes);

/* To be freed with tcvod_free(); the test fails when it cannot be decoded. */
void *decode_as(uint16_t type, uint16_t version, const char *body);
const small_everything *decode_everything(const char *body);

void assert_no_notes(const void *response);
/* `notes` ends with NULL. */
void assert_notes(const void *response, const char *const *notes);

#define ASSERT_NOTES(response, ...) assert_notes(response, (const char *const[]){__VA_ARGS__, NULL})

#endif
