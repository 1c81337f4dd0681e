/* Preloaded into hushd by CrashPointTests: counts every call that changes a file under HUSHD_CRASH_ROOT, and kills the process at the one whose number is
   HUSHD_CRASH_AT. HUSHD_CRASH_HOW says when: "before" the call, "after" it, or in the "middle" of a write. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

static atomic_long calls;

static int is_ours(const char *path) {
  const char *root = getenv("HUSHD_CRASH_ROOT");
  return root && path && strncmp(path, root, strlen(root)) == 0;
}

static int is_our_file(int file) {
  char link[64], path[PATH_MAX];
  snprintf(link, sizeof link, "/proc/self/fd/%d", file);
  ssize_t length = readlink(link, path, sizeof path - 1);
  if (length < 0) return 0;
  path[length] = 0;
  return is_ours(path);
}

/* Is this the call to die at? */
static int is_due(int ours) {
  const char *at = getenv("HUSHD_CRASH_AT");
  return ours && at && atomic_fetch_add(&calls, 1) + 1 == atol(at);
}

static int how(const char *word) {
  const char *how = getenv("HUSHD_CRASH_HOW");
  return how && strcmp(how, word) == 0;
}

static void die(void) {
  kill(getpid(), SIGKILL);
  for (;;) pause();
}

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

/* The real call, with a death before or after it when it is the one. */
#define CRASHING(ours, call) \
  int due = is_due(ours); \
  if (due && !how("after")) die(); \
  __typeof__(call) result = call; \
  if (due) die(); \
  return result

#define CRASHING_WRITE(call_of_half, call) \
  int due = is_due(is_our_file(file)); \
  if (due && how("middle")) call_of_half; \
  if (due && !how("after")) die(); \
  ssize_t result = call; \
  if (due) die(); \
  return result

ssize_t write(int file, const void *bytes, size_t count) {
  CRASHING_WRITE(REAL(write)(file, bytes, count / 2), REAL(write)(file, bytes, count));
}

ssize_t pwrite(int file, const void *bytes, size_t count, off_t offset) {
  CRASHING_WRITE(REAL(pwrite)(file, bytes, count / 2, offset), REAL(pwrite)(file, bytes, count, offset));
}

ssize_t pwrite64(int file, const void *bytes, size_t count, off64_t offset) {
  CRASHING_WRITE(REAL(pwrite64)(file, bytes, count / 2, offset), REAL(pwrite64)(file, bytes, count, offset));
}

int fsync(int file) { CRASHING(is_our_file(file), REAL(fsync)(file)); }
int fdatasync(int file) { CRASHING(is_our_file(file), REAL(fdatasync)(file)); }
int ftruncate(int file, off_t length) { CRASHING(is_our_file(file), REAL(ftruncate)(file, length)); }
int ftruncate64(int file, off64_t length) { CRASHING(is_our_file(file), REAL(ftruncate64)(file, length)); }
int rename(const char *from, const char *to) { CRASHING(is_ours(to), REAL(rename)(from, to)); }
int renameat2(int from, const char *a, int to, const char *b, unsigned int flags) {
  CRASHING(is_ours(b), REAL(renameat2)(from, a, to, b, flags));
}
int unlink(const char *path) { CRASHING(is_ours(path), REAL(unlink)(path)); }
