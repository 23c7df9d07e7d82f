// libsignal-protocol-c or libomemo-c, which grew from it: one source serves both.
#pragma once

#if defined(SMX_BENCH_OMEMO)
#include <omemo/curve.h>
#include <omemo/key_helper.h>
#include <omemo/protocol.h>
#include <omemo/ratchet.h>
#include <omemo/session_builder.h>
#include <omemo/session_cipher.h>
#include <omemo/session_pre_key.h>
#include <omemo/session_record.h>
#include <omemo/signal_protocol.h>
#define SMX_BENCH_PEER "omemo"
#else
#include <signal/curve.h>
#include <signal/key_helper.h>
#include <signal/protocol.h>
#include <signal/ratchet.h>
#include <signal/session_builder.h>
#include <signal/session_cipher.h>
#include <signal/session_pre_key.h>
#include <signal/session_record.h>
#include <signal/signal_protocol.h>
#define SMX_BENCH_PEER "signal"
#endif
