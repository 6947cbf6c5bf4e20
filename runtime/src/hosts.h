/* SPDX-License-Identifier: MIT */
/* What a client has learned about the hosts it talks to: how far their clocks are from ours, and
 * how much repeating they have earned. For all threads. */
#ifndef TCV_HOSTS_H
#define TCV_HOSTS_H

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { TCV_MAX_HOSTS = 8, TCV_FULL_BUDGET = 500 };

typedef struct tcv_host_state {
    char name[256];
    int64_t skew_ms; /* to be added to our clock */
    int budget;
} tcv_host_state;

typedef struct tcv_hosts {
    pthread_mutex_t lock;
    size_t count;
    tcv_host_state states[TCV_MAX_HOSTS]; /* a service has two or three; more share the last one */
} tcv_hosts;

bool tcv_hosts_init(tcv_hosts *hosts);
void tcv_hosts_release(tcv_hosts *hosts);

int64_t tcv_hosts_skew_ms(tcv_hosts *hosts, const char *name);

/* When an answer says what time it is. */
typedef struct tcv_sighting {
    int64_t received_unix_ms; /* by our clock */
    int64_t round_trip_ms;    /* by the monotonic clock */
    int64_t server_unix_ms;
    bool has_age; /* from a cache: the date is an old one */
} tcv_sighting;

/* Remembers the difference when it is large enough to matter and the sighting good enough; true
 * when that changed what is remembered. */
bool tcv_hosts_see_clock(tcv_hosts *hosts, const char *name, const tcv_sighting *sighting);

/* False when the host has answered so few of late that it is to be spared. */
bool tcv_hosts_spend(tcv_hosts *hosts, const char *name, int cost);
void tcv_hosts_earn(tcv_hosts *hosts, const char *name, int gain);

#endif
