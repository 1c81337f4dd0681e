#include "CLinux.h"

// Package.swift defines it from the environment of the build: C can take a text from the command line, Swift cannot.
#ifndef HUSHD_COMMIT
#define HUSHD_COMMIT "unknown"
#endif

const char *linux_build_commit(void) {
  return HUSHD_COMMIT;
}
