/* SPDX-License-Identifier: MIT
 * Shared by the benchmarks: a canned HTTP server, a clock, medians of paired rounds. */
#ifndef BENCH_SUPPORT_H
#define BENCH_SUPPORT_H

#include <stddef.h>

/* A server process on loopback that answers every request with `body`; stopped by
 * bench_server_stop(). */
typedef struct bench_server {
    int process;
    char endpoint[64]; /* "http://127.0.0.1:PORT" */
} bench_server;

int bench_server_start(bench_server *server, const char *body);
void bench_server_stop(const bench_server *server);

double bench_seconds(void);

/* The most memory that this program has had so far. */
long bench_peak_memory_kib(void);

/* Runs A and B in turn, `rounds` times each after one warm-up; prints the median of B/A … as
 * "name: ratio 1.05 (min 1.01, max 1.12), subject 61.2 us, baseline 58.1 us". Returns the median
 * ratio. */
typedef void (*bench_run)(void *state, int repetitions);
double bench_compare(const char *name, bench_run subject, bench_run baseline, void *state,
                     int repetitions, int rounds, double goal);

/* Reads a whole file; exits with a message when it cannot. */
char *bench_read_file(const char *path, size_t *size_bytes);

#endif
