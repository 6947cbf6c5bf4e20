/* SPDX-License-Identifier: MIT */
/* Secrets in texts that somebody may read. */
#ifndef TCV_REDACT_H
#define TCV_REDACT_H

/* Overwrites with '*' wherever `text` repeats `secret`: as it is, as JSON and URLs escape it, and
 * its beginning: 8 bytes of it, or 4 where the text was cut. Secrets shorter than 4 bytes, and
 * NULL, are left. */
void tcv_redact(char *text, const char *secret);

/* Overwrites what follows each "Name=", up to the next delimiter. */
void tcv_redact_value_of(char *text, const char *name_and_sign);

#endif
