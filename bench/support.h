/* SPDX-License-Identifier: MIT
 * Shared by the benchmarks: a canned HTTP server, a clock, medians of paired rounds. */
#ifndef BENCH_SUPPORT_H
#define BENCH_SUPPORT_H

#include <stddef.h>

/* A server process on loopback that answers every request with status 200 and `body`; stopped by
 * bench_server_stop(). */
typedef struct bench_server {
    int process;
    char endpoint[64]; /* "http://127.0.0.1:PORT" */
} bench_server;

int bench_server_start(bench_server *server, const char *body);
/* The same with a status line and header lines of one's own: "503 Busy\r\nRetry-After: 1". */
int bench_server_start_with(bench_server *server, const char *status, const char *body);
void bench_server_stop(const bench_server *server);

double bench_seconds(void);

/* The most memory that this program has had so far. */
long bench_peak_memory_kib(void);

/* One line of JSON that run.py reads: what was measured, in which unit, against which goal. */
typedef struct bench_figure {
    const char *name;
    const char *unit; /* of values and goal; "ratio" when a baseline stands beside it */
    const char *goal; /* "<= 1.25"; NULL when there is none */
    const double *values;
    size_t value_count;       /* one a round */
    double subject, baseline; /* medians, in side_unit; printed when side_unit is set */
    const char *side_unit;
} bench_figure;
void bench_print(const bench_figure *figure);
/* Of 64 values at most. */
double bench_median(const double *values, size_t count);

/* Runs subject and baseline in turn, `rounds` times after a warm-up, prints the ratios of their
 * times and returns 1. With TCVOD_BENCH_ALONE="NAME:subject:REPETITIONS" (or baseline) in the
 * environment it runs that one alone, for an instruction counter to watch, and returns 0. */
typedef void (*bench_run)(void *state, int repetitions);
int bench_compare(const char *name, bench_run subject, bench_run baseline, void *state,
                  int repetitions, int rounds, double goal);

/* Reads a whole file; exits with a message when it cannot. */
char *bench_read_file(const char *path, size_t *size_bytes);

#endif
