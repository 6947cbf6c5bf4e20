/* SPDX-License-Identifier: MIT */
#include "support.h"

#include <arpa/inet.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { MAX_ROUNDS = 64 };

static void serve_connection(int connection, const char *answer, size_t answer_bytes)
{
    char request[65536];
    size_t used = 0;
    for (;;) {
        ssize_t got = read(connection, request + used, sizeof request - 1 - used);
        if (got <= 0)
            break;
        used += (size_t)got;
        request[used] = '\0';
        if (!strstr(request, "\r\n\r\n"))
            continue;
        used = 0;
        for (size_t sent = 0; sent < answer_bytes;) {
            ssize_t part = write(connection, answer + sent, answer_bytes - sent);
            if (part <= 0)
                return;
            sent += (size_t)part;
        }
    }
}

static void serve(int listener, const char *status, const char *body)
{
    size_t room = strlen(status) + strlen(body) + 256;
    char *answer = malloc(room);
    if (!answer)
        _exit(1);
    int length = snprintf(answer, room,
                          "HTTP/1.1 %s\r\nContent-Type: application/json\r\n"
                          "Content-Length: %zu\r\n\r\n%s",
                          status, strlen(body), body);
    signal(SIGCHLD, SIG_IGN);
    for (;;) {
        int connection = accept(listener, NULL, NULL);
        if (connection < 0)
            _exit(1);
        if (fork() == 0) {
            close(listener);
            serve_connection(connection, answer, (size_t)length);
            _exit(0);
        }
        close(connection);
    }
}

int bench_server_start(bench_server *server, const char *body)
{
    return bench_server_start_with(server, "200 OK", body);
}

int bench_server_start_with(bench_server *server, const char *status, const char *body)
{
    struct sockaddr_in address = {.sin_family = AF_INET};
    socklen_t size = sizeof address;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    int listener = socket(AF_INET, SOCK_STREAM, 0);
    if (listener < 0 || bind(listener, (struct sockaddr *)&address, sizeof address) != 0 ||
        listen(listener, 16) != 0 || getsockname(listener, (struct sockaddr *)&address, &size) != 0)
        return perror("bench server"), -1;
    snprintf(server->endpoint, sizeof server->endpoint, "http://127.0.0.1:%d",
             ntohs(address.sin_port));
    server->process = fork();
    if (server->process == 0)
        serve(listener, status, body);
    close(listener);
    return server->process > 0 ? 0 : -1;
}

void bench_server_stop(const bench_server *server)
{
    kill(server->process, SIGTERM);
    waitpid(server->process, NULL, 0);
}

double bench_seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

static int ascending(const void *left, const void *right)
{
    double a = *(const double *)left, b = *(const double *)right;
    return (a > b) - (a < b);
}

static double timed(bench_run run, void *state, int repetitions)
{
    double begin = bench_seconds();
    run(state, repetitions);
    return bench_seconds() - begin;
}

void bench_print(const bench_figure *figure)
{
    printf("{\"name\": \"%s\", \"unit\": \"%s\", \"values\": [", figure->name, figure->unit);
    for (size_t i = 0; i < figure->value_count; i++)
        printf("%s%.6g", i ? ", " : "", figure->values[i]);
    printf("]");
    if (figure->goal)
        printf(", \"goal\": \"%s\"", figure->goal);
    if (figure->side_unit)
        printf(", \"subject\": %.6g, \"baseline\": %.6g, \"side_unit\": \"%s\"", figure->subject,
               figure->baseline, figure->side_unit);
    printf("}\n");
    fflush(stdout);
}

double bench_median(const double *values, size_t count)
{
    double sorted[MAX_ROUNDS];
    memcpy(sorted, values, count * sizeof *values);
    qsort(sorted, count, sizeof *sorted, ascending);
    return sorted[count / 2];
}

static void run_alone(const char *alone, const char *name, bench_run subject, bench_run baseline,
                      void *state)
{
    size_t length = strlen(name);
    if (strncmp(alone, name, length) != 0 || alone[length] != ':')
        return;
    const char *which = alone + length + 1;
    const char *repetitions = strchr(which, ':');
    (*which == 's' ? subject : baseline)(state, repetitions ? atoi(repetitions + 1) : 1);
}

int bench_compare(const char *name, bench_run subject, bench_run baseline, void *state,
                  int repetitions, int rounds, double goal)
{
    double ratios[MAX_ROUNDS], subjects[MAX_ROUNDS], baselines[MAX_ROUNDS];
    char goal_text[32];
    const char *alone = getenv("TCVOD_BENCH_ALONE");
    if (alone) {
        run_alone(alone, name, subject, baseline, state);
        return 0;
    }
    if (rounds > MAX_ROUNDS)
        rounds = MAX_ROUNDS;
    subject(state, repetitions);
    baseline(state, repetitions);
    for (int i = 0; i < rounds; i++) {
        baselines[i] = timed(baseline, state, repetitions) * 1e6 / repetitions;
        subjects[i] = timed(subject, state, repetitions) * 1e6 / repetitions;
        ratios[i] = subjects[i] / baselines[i];
    }
    snprintf(goal_text, sizeof goal_text, "<= %.2f", goal);
    bench_print(&(bench_figure){.name = name,
                                .unit = "ratio",
                                .goal = goal_text,
                                .values = ratios,
                                .value_count = (size_t)rounds,
                                .subject = bench_median(subjects, (size_t)rounds),
                                .baseline = bench_median(baselines, (size_t)rounds),
                                .side_unit = "us"});
    return 1;
}

char *bench_read_file(const char *path, size_t *size_bytes)
{
    FILE *file = fopen(path, "rb");
    char *text = NULL;
    long size = -1;
    if (file && fseek(file, 0, SEEK_END) == 0)
        size = ftell(file);
    if (size >= 0 && fseek(file, 0, SEEK_SET) == 0)
        text = malloc((size_t)size + 1);
    if (!text || fread(text, 1, (size_t)size, file) != (size_t)size) {
        perror(path);
        exit(1);
    }
    fclose(file);
    text[size] = '\0';
    *size_bytes = (size_t)size;
    return text;
}

/* Not ru_maxrss: that remembers what the process was before it became this program. */
long bench_peak_memory_kib(void)
{
    char line[128];
    long peak_kib = 0;
    FILE *status = fopen("/proc/self/status", "r");
    while (status && fgets(line, sizeof line, status))
        if (sscanf(line, "VmHWM: %ld", &peak_kib) == 1)
            break;
    if (status)
        fclose(status);
    return peak_kib;
}
