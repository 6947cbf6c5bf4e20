/* SPDX-License-Identifier: MIT */
/* A client's pool of workers: an engine with the connections that it keeps open, and room for a
 * call. */
#ifndef TCV_CLIENT_H
#define TCV_CLIENT_H

#include "operations.h"

typedef struct tcv_worker tcv_worker;
struct tcv_worker {
    tcv_engine engine;
    tcv_call call;
    tcv_worker *next;
};

/* The worker whose connections were used last, or a new one: ARGUMENT after fork(), MEMORY. */
int tcv_worker_borrow(tcvod_client *client, tcv_worker **worker, tcvod_error *error);
void tcv_worker_give_back(tcvod_client *client, tcv_worker *worker);

/* Sends the order and waits for the answer. `error` is complete afterwards. */
int tcv_client_call(tcvod_client *client, const tcv_order *order, void **response,
                    tcvod_error *error);

/* Where submitted calls are, made when they are asked for first: ARGUMENT after fork(), MEMORY,
 * FILE (no descriptors). */
int tcv_client_operations(tcvod_client *client, tcv_operations **operations, tcvod_error *error);
/* Further ones with connections of their own, to be destroyed before the client. The same
 * errors. */
int tcv_client_new_operations(tcvod_client *client, size_t max_transfers,
                              tcv_operations **operations, tcvod_error *error);
/* Of a client whose operations were closed. */
void tcv_client_release(tcvod_client *client);

const tcvod_allocator *tcv_client_allocator(const tcvod_client *client);

#endif
