/* SPDX-License-Identifier: MIT */
/* Who may use a transfer next. */
#include "engine.h"

void tcv_engine_request_turn(tcv_engine *engine, tcv_turn *turn)
{
    turn->previous = engine->last_turn;
    turn->next = NULL;
    turn->waiting = true;
    if (engine->last_turn)
        engine->last_turn->next = turn;
    else
        engine->first_turn = turn;
    engine->last_turn = turn;
}

void tcv_engine_withdraw_turn(tcv_engine *engine, tcv_turn *turn)
{
    if (!turn->waiting)
        return;
    if (turn->previous)
        turn->previous->next = turn->next;
    else
        engine->first_turn = turn->next;
    if (turn->next)
        turn->next->previous = turn->previous;
    else
        engine->last_turn = turn->previous;
    turn->previous = turn->next = NULL;
    turn->waiting = false;
}

static tcv_transfer *create_transfer(tcv_engine *engine)
{
    const tcv_settings *settings = engine->settings;
    tcv_shard *shard = tcv_engine_shard_with_room(engine);
    tcv_transfer *transfer =
        shard ? tcv_allocate_zeroed(&settings->allocator, sizeof *transfer) : NULL;
    if (!transfer)
        return NULL;
    if (!tcv_transfer_init(transfer, settings)) {
        tcv_release(&settings->allocator, transfer);
        return NULL;
    }
    transfer->shard = shard;
    shard->transfer_count++;
    return transfer;
}

static tcv_transfer *take_transfer(tcv_engine *engine)
{
    tcv_transfer *transfer = engine->idle;
    if (!transfer)
        return create_transfer(engine);
    engine->idle = transfer->next;
    transfer->next = NULL;
    return transfer;
}

void tcv_engine_give_back(tcv_engine *engine, tcv_transfer *transfer)
{
    tcv_http_answer_clear(&transfer->answer, &engine->settings->allocator);
    transfer->previous = NULL;
    transfer->next = engine->idle;
    engine->idle = transfer;
}

bool tcv_engine_serve_turns(tcv_engine *engine)
{
    bool any = false;
    while (engine->first_turn && engine->running_count < engine->max_transfers) {
        tcv_turn *turn = engine->first_turn;
        tcv_engine_withdraw_turn(engine, turn);
        turn->come(turn, take_transfer(engine));
        any = true;
    }
    return any;
}
