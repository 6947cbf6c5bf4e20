/* SPDX-License-Identifier: MIT */
/* The runtime's public face. The actions are in the header of their service, <tcvod/vod_v2.h>. */
#ifndef TCVOD_TCVOD_H
#define TCVOD_TCVOD_H

#include <tcvod/async.h>
#include <tcvod/call.h>
#include <tcvod/client.h>
#include <tcvod/credential.h>
#include <tcvod/dynamic.h>
#include <tcvod/error.h>
#include <tcvod/event.h>
#include <tcvod/log.h>
#include <tcvod/pages.h>
#include <tcvod/response.h>
#include <tcvod/sign.h>
#include <tcvod/types.h>
#include <tcvod/upload.h>
#include <tcvod/version.h>

#endif
