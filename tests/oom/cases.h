/* SPDX-License-Identifier: MIT */
/* What is done while memory is short. */
#ifndef OOM_CASES_H
#define OOM_CASES_H

#include <tcvod/vod_v2.h>

typedef struct surroundings {
    const char *endpoint;
    tcvod_client *client; /* made while there was memory */
    void *response;       /* the same */
} surroundings;

/* Uses some public functions, releases what they gave and returns the first failure. */
typedef struct oom_case {
    const char *name;
    int (*run)(const surroundings *around);
} oom_case;

int oom_upload(const surroundings *around);
int oom_run_loop(const surroundings *around);

extern const oom_case oom_cases[];
extern const size_t oom_case_count;

/* Everything that promises to allocate nothing. */
void call_what_allocates_nothing(const surroundings *around);

/* An answer that suits all the cases. */
extern const char oom_answer[];

#endif
