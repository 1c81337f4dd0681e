#pragma once

// Linux calls that Swift's Glibc module lacks. _GNU_SOURCE stays in the .c file: in a header it changes fd_set and clashes with Glibc's.
// Each returns -1 and sets errno when it fails, like the call it wraps.

#include <stdint.h>

/// eventfd(2) with EFD_CLOEXEC and EFD_NONBLOCK.
int linux_eventfd(void);

/// accept4(2) with SOCK_CLOEXEC; accept(2) followed by fcntl(2) would leak the descriptor into a child forked in between.
int linux_accept(int listener);

/// SO_PEERCRED; struct ucred is not in the module.
int linux_peer_credentials(int connection, int32_t *pid, uint32_t *uid, uint32_t *gid);

/// renameat2(2) with RENAME_NOREPLACE: fails with EEXIST instead of overwriting.
int linux_rename_without_replacing(const char *from, const char *to);

/// pthread_setname_np(3) on the calling thread; cuts the name to the kernel's 15 bytes.
void linux_name_this_thread(const char *name);

/// The commit this was built from, as the build said by HUSHD_COMMIT.
const char *linux_build_commit(void);
