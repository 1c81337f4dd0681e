#pragma once

// A disk in memory for SQLite, whose failures are planned. It keeps apart what was written from what was synced, so that a power cut
// loses, keeps or tears just what a real one may. One disk for the process; only files under a directory named /simulated-disk/ are on it.

#include <stdint.h>

enum faulty_disk_failure {
  FAULTY_DISK_FULL,
  FAULTY_DISK_WRITE,
  /// What a failed fsync was to save is never saved by a later one.
  FAULTY_DISK_SYNC,
  /// From then on nothing works until the disk is started again.
  FAULTY_DISK_POWER,
};

/// Makes SQLite use it; call it as often as you like.
void faulty_disk_install(void);

/// An empty disk that works.
void faulty_disk_format(void);

/// Lets `after` writes and syncs pass, then fails `count` of them.
void faulty_disk_fail(enum faulty_disk_failure failure, int after, int count);

/// The processes that use it die; what they wrote stays.
void faulty_disk_kill(void);

/// The power goes and comes back: of each sector that was not synced the seed decides which content it has.
void faulty_disk_restart(uint64_t seed);

/// Whether the power has gone.
int faulty_disk_is_off(void);
