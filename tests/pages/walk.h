/* SPDX-License-Identifier: MIT */
/* A walk through the pages of a service with five videos. */
#ifndef TEST_WALK_H
#define TEST_WALK_H

#include "server.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>

#include <cmocka.h>

#include <tcvod/vod_v2.h>

typedef struct walk {
    test_server server;
    tcvod_client *client;
    tcvod_pages *pages;
    tcvod_error error;
} walk;

void walk_begin(walk *about, server_answer answer);
void walk_end(walk *about);

/* One more client of the walk's server; NULL when there is none to be had. */
tcvod_client *walk_client(const walk *about, const tcvod_allocator *allocator);

/* Value of a parameter in the last request; -1: it has none. */
int asked(const test_server *server, const char *name);

/* Five videos in all, two on each page. */
bool answer_videos(test_server *server, test_peer *peer, unsigned number);
void open_videos(walk *about, tcvod_int page);

/* Digits of the ids on all pages that are left; gives what ended the walk. */
int collect_videos(walk *about, char *ids);

#endif
