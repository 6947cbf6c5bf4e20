/* SPDX-License-Identifier: MIT */
#include "engine.h"

enum { TRANSFERS_PER_SHARD = 512 };

tcv_shard *tcv_engine_shard_with_room(tcv_engine *engine)
{
    if (engine->shards && engine->shards->transfer_count < TRANSFERS_PER_SHARD)
        return engine->shards;
    const tcvod_allocator *allocator = &engine->settings->allocator;
    tcv_shard *shard = tcv_allocate_zeroed(allocator, sizeof *shard);
    if (!shard)
        return NULL;
    shard->engine = engine;
    shard->due_ms = INT64_MAX;
    shard->next = engine->shards;
    shard->multi = curl_multi_init();
    if (!shard->multi) {
        tcv_release(allocator, shard);
        return NULL;
    }
    /* With less, libcurl would look for the oldest connection whenever a transfer ends. */
    long kept_connections = engine->max_transfers < TRANSFERS_PER_SHARD
                                ? (long)engine->max_transfers
                                : (long)TRANSFERS_PER_SHARD;
    curl_multi_setopt(shard->multi, CURLMOPT_MAXCONNECTS, kept_connections);
    if (engine->has_hooks)
        tcv_shard_hook(shard);
    engine->shards = shard;
    return shard;
}
