/* SPDX-License-Identifier: MIT */
#include "hosts.h"

#include <stdlib.h>
#include <string.h>

static const int64_t MINUTE_MS = 60000;
enum { LONGEST_ROUND_TRIP_MIN = 15, SMALLEST_SKEW_MIN = 4 };

bool tcv_hosts_init(tcv_hosts *hosts)
{
    memset(hosts, 0, sizeof *hosts);
    return pthread_mutex_init(&hosts->lock, NULL) == 0;
}

void tcv_hosts_release(tcv_hosts *hosts)
{
    pthread_mutex_destroy(&hosts->lock);
}

static tcv_host_state *find(tcv_hosts *hosts, const char *name)
{
    for (size_t i = 0; i < hosts->count; i++)
        if (strcmp(hosts->states[i].name, name) == 0)
            return &hosts->states[i];
    if (hosts->count == TCV_MAX_HOSTS)
        return &hosts->states[TCV_MAX_HOSTS - 1];
    tcv_host_state *added = &hosts->states[hosts->count++];
    strncpy(added->name, name, sizeof added->name - 1);
    added->budget = TCV_FULL_BUDGET;
    return added;
}

int64_t tcv_hosts_skew_ms(tcv_hosts *hosts, const char *name)
{
    pthread_mutex_lock(&hosts->lock);
    int64_t skew_ms = find(hosts, name)->skew_ms;
    pthread_mutex_unlock(&hosts->lock);
    return skew_ms;
}

bool tcv_hosts_see_clock(tcv_hosts *hosts, const char *name, const tcv_sighting *sighting)
{
    if (sighting->has_age || sighting->round_trip_ms > LONGEST_ROUND_TRIP_MIN * MINUTE_MS)
        return false;
    /* Received, less half of the way: the local clock may have been set meanwhile. */
    int64_t middle_ms = sighting->received_unix_ms - sighting->round_trip_ms / 2;
    int64_t skew_ms = sighting->server_unix_ms - middle_ms;
    if (llabs(skew_ms) <= SMALLEST_SKEW_MIN * MINUTE_MS)
        skew_ms = 0;
    pthread_mutex_lock(&hosts->lock);
    tcv_host_state *state = find(hosts, name);
    bool changed = llabs(skew_ms - state->skew_ms) > SMALLEST_SKEW_MIN * MINUTE_MS ||
                   (skew_ms == 0 && state->skew_ms != 0);
    if (changed)
        state->skew_ms = skew_ms;
    pthread_mutex_unlock(&hosts->lock);
    return changed;
}

bool tcv_hosts_spend(tcv_hosts *hosts, const char *name, int cost)
{
    pthread_mutex_lock(&hosts->lock);
    tcv_host_state *state = find(hosts, name);
    bool enough = state->budget >= cost;
    if (enough)
        state->budget -= cost;
    pthread_mutex_unlock(&hosts->lock);
    return enough;
}

void tcv_hosts_earn(tcv_hosts *hosts, const char *name, int gain)
{
    pthread_mutex_lock(&hosts->lock);
    tcv_host_state *state = find(hosts, name);
    state->budget = state->budget < TCV_FULL_BUDGET - gain ? state->budget + gain : TCV_FULL_BUDGET;
    pthread_mutex_unlock(&hosts->lock);
}
