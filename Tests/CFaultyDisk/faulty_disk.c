#include "faulty_disk.h"

#include <pthread.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>

enum { SECTOR = 512, FILES = 8, REGIONS = 64 };

struct disk_file {
  char name[256];
  int exists, handles, shared;
  // What programs read, and what a power cut leaves.
  unsigned char *data, *synced;
  sqlite3_int64 size, synced_size, capacity;
  unsigned char *dirty;
  void *regions[REGIONS];
  int region_users;
};

struct handle {
  sqlite3_file base;
  struct disk_file *file;
  int lock, generation, maps;
};

static struct {
  struct disk_file files[FILES];
  // Handles from before a restart belong to a process that is dead: nothing they do reaches the disk.
  int generation;
  enum faulty_disk_failure failure;
  int after, count, is_off;
} disk;

static sqlite3_vfs *original;
static sqlite3_vfs simulated;

static int is_simulated(const char *name) { return name && strstr(name, "/simulated-disk/") != NULL; }

static struct disk_file *find(const char *name, int creates) {
  struct disk_file *unused = NULL;
  for (int i = 0; i < FILES; i++) {
    struct disk_file *file = &disk.files[i];
    if (file->name[0] && strcmp(file->name, name) == 0) return file;
    if (!file->name[0] && !unused) unused = file;
  }
  if (creates && unused) strncpy(unused->name, name, sizeof unused->name - 1);
  return creates ? unused : NULL;
}

// SQLITE_OK, or the planned failure of this write or sync.
static int strike(struct handle *handle, int is_sync) {
  if (disk.is_off || handle->generation != disk.generation) return is_sync ? SQLITE_IOERR_FSYNC : SQLITE_IOERR_WRITE;
  if (disk.count == 0) return SQLITE_OK;
  if (disk.failure == FAULTY_DISK_SYNC ? !is_sync : disk.failure != FAULTY_DISK_POWER && is_sync) return SQLITE_OK;
  if (disk.after > 0) {
    disk.after--;
    return SQLITE_OK;
  }
  disk.count--;
  switch (disk.failure) {
    case FAULTY_DISK_FULL: return SQLITE_FULL;
    case FAULTY_DISK_WRITE: return SQLITE_IOERR_WRITE;
    case FAULTY_DISK_SYNC: return SQLITE_IOERR_FSYNC;
    case FAULTY_DISK_POWER: disk.is_off = 1; break;
  }
  return is_sync ? SQLITE_IOERR_FSYNC : SQLITE_IOERR_WRITE;
}

static void reserve(struct disk_file *file, sqlite3_int64 size) {
  if (size <= file->capacity) return;
  sqlite3_int64 capacity = file->capacity ? file->capacity : 65536;
  while (capacity < size) capacity *= 2;
  file->data = realloc(file->data, capacity);
  file->synced = realloc(file->synced, capacity);
  file->dirty = realloc(file->dirty, capacity / SECTOR);
  memset(file->data + file->capacity, 0, capacity - file->capacity);
  memset(file->synced + file->capacity, 0, capacity - file->capacity);
  memset(file->dirty + file->capacity / SECTOR, 0, (capacity - file->capacity) / SECTOR);
  file->capacity = capacity;
}

// MARK: files

static int disk_close(sqlite3_file *base) {
  struct handle *handle = (struct handle *)base;
  if (handle->generation == disk.generation && handle->lock > 0) handle->file->shared--;
  return SQLITE_OK;
}

static int disk_read(sqlite3_file *base, void *buffer, int count, sqlite3_int64 offset) {
  struct handle *handle = (struct handle *)base;
  if (disk.is_off || handle->generation != disk.generation) return SQLITE_IOERR_READ;
  struct disk_file *file = handle->file;
  sqlite3_int64 there = file->size > offset ? file->size - offset : 0;
  if (there >= count) {
    memcpy(buffer, file->data + offset, count);
    return SQLITE_OK;
  }
  if (there > 0) memcpy(buffer, file->data + offset, there);
  memset((char *)buffer + there, 0, count - there);
  return SQLITE_IOERR_SHORT_READ;
}

static int disk_write(sqlite3_file *base, const void *buffer, int count, sqlite3_int64 offset) {
  struct handle *handle = (struct handle *)base;
  int result = strike(handle, 0);
  if (result != SQLITE_OK) return result;
  struct disk_file *file = handle->file;
  reserve(file, offset + count);
  memcpy(file->data + offset, buffer, count);
  memset(file->dirty + offset / SECTOR, 1, (offset + count - 1) / SECTOR - offset / SECTOR + 1);
  if (file->size < offset + count) file->size = offset + count;
  return SQLITE_OK;
}

static int disk_truncate(sqlite3_file *base, sqlite3_int64 size) {
  struct handle *handle = (struct handle *)base;
  int result = strike(handle, 0);
  if (result != SQLITE_OK) return result;
  struct disk_file *file = handle->file;
  reserve(file, size);
  if (size < file->size) memset(file->data + size, 0, file->size - size);
  file->size = size;
  return SQLITE_OK;
}

static int disk_sync(sqlite3_file *base, int flags) {
  struct handle *handle = (struct handle *)base;
  int result = strike(handle, 1);
  if (disk.is_off || handle->generation != disk.generation) return result;
  struct disk_file *file = handle->file;
  for (sqlite3_int64 sector = 0; sector < file->capacity / SECTOR; sector++) {
    if (!file->dirty[sector]) continue;
    file->dirty[sector] = 0;
    if (result == SQLITE_OK) memcpy(file->synced + sector * SECTOR, file->data + sector * SECTOR, SECTOR);
  }
  if (result == SQLITE_OK) file->synced_size = file->size;
  return result;
}

static int disk_size(sqlite3_file *base, sqlite3_int64 *size) {
  *size = ((struct handle *)base)->file->size;
  return SQLITE_OK;
}

static int disk_lock(sqlite3_file *base, int level) {
  struct handle *handle = (struct handle *)base;
  if (handle->generation != disk.generation) return SQLITE_IOERR_LOCK;
  if (level >= SQLITE_LOCK_PENDING && handle->file->shared > 1) return SQLITE_BUSY;
  if (handle->lock == 0 && level > 0) handle->file->shared++;
  if (level > handle->lock) handle->lock = level;
  return SQLITE_OK;
}

static int disk_unlock(sqlite3_file *base, int level) {
  struct handle *handle = (struct handle *)base;
  if (handle->generation == disk.generation && handle->lock > 0 && level == 0) handle->file->shared--;
  handle->lock = level;
  return SQLITE_OK;
}

static int disk_reserved(sqlite3_file *base, int *result) {
  *result = 0;
  return SQLITE_OK;
}

static int disk_control(sqlite3_file *base, int operation, void *argument) { return SQLITE_NOTFOUND; }
static int disk_sector(sqlite3_file *base) { return SECTOR; }
static int disk_characteristics(sqlite3_file *base) { return 0; }

static int disk_map(sqlite3_file *base, int region, int size, int extends, void volatile **memory) {
  struct handle *handle = (struct handle *)base;
  *memory = NULL;
  if (handle->generation != disk.generation || region >= REGIONS) return SQLITE_IOERR_SHMMAP;
  struct disk_file *file = handle->file;
  if (!handle->maps) {
    handle->maps = 1;
    file->region_users++;
  }
  if (!file->regions[region] && extends) file->regions[region] = calloc(1, size);
  *memory = file->regions[region];
  return SQLITE_OK;
}

// The simulation runs one thread at a time and commits only while nobody reads, so nobody has to wait for anybody.
static int disk_share(sqlite3_file *base, int offset, int count, int flags) { return SQLITE_OK; }
static void disk_barrier(sqlite3_file *base) {}

static int disk_unmap(sqlite3_file *base, int deletes) {
  struct handle *handle = (struct handle *)base;
  if (!handle->maps || handle->generation != disk.generation) return SQLITE_OK;
  handle->maps = 0;
  // The memory itself stays until the next restart: whoever maps it anew finds it as it was, or cleared.
  if (--handle->file->region_users == 0 && deletes) {
    for (int i = 0; i < REGIONS; i++) {
      free(handle->file->regions[i]);
      handle->file->regions[i] = NULL;
    }
  }
  return SQLITE_OK;
}

static const sqlite3_io_methods methods = {
    2, disk_close, disk_read, disk_write, disk_truncate, disk_sync, disk_size, disk_lock, disk_unlock, disk_reserved, disk_control,
    disk_sector, disk_characteristics, disk_map, disk_share, disk_barrier, disk_unmap, NULL, NULL,
};

// MARK: the file system

static int disk_open(sqlite3_vfs *vfs, const char *name, sqlite3_file *base, int flags, int *out) {
  if (!is_simulated(name)) return original->xOpen(original, name, base, flags, out);
  struct handle *handle = (struct handle *)base;
  memset(handle, 0, sizeof *handle);
  if (disk.is_off) return SQLITE_CANTOPEN;
  struct disk_file *file = find(name, 1);
  if (!file || (!file->exists && !(flags & SQLITE_OPEN_CREATE))) return SQLITE_CANTOPEN;
  file->exists = 1;
  handle->base.pMethods = &methods;
  handle->file = file;
  handle->generation = disk.generation;
  if (out) *out = flags;
  return SQLITE_OK;
}

static int disk_delete(sqlite3_vfs *vfs, const char *name, int syncs) {
  if (!is_simulated(name)) return original->xDelete(original, name, syncs);
  struct disk_file *file = find(name, 0);
  if (disk.is_off || !file || !file->exists) return disk.is_off ? SQLITE_IOERR_DELETE : SQLITE_IOERR_DELETE_NOENT;
  file->exists = 0;
  file->size = file->synced_size = 0;
  if (file->capacity) {
    memset(file->data, 0, file->capacity);
    memset(file->synced, 0, file->capacity);
    memset(file->dirty, 0, file->capacity / SECTOR);
  }
  return SQLITE_OK;
}

static int disk_access(sqlite3_vfs *vfs, const char *name, int flags, int *result) {
  if (!is_simulated(name)) return original->xAccess(original, name, flags, result);
  struct disk_file *file = find(name, 0);
  *result = file && file->exists && (flags != SQLITE_ACCESS_EXISTS || file->size > 0);
  return SQLITE_OK;
}

static int disk_path(sqlite3_vfs *vfs, const char *name, int count, char *result) {
  if (!is_simulated(name)) return original->xFullPathname(original, name, count, result);
  strncpy(result, name, count);
  return SQLITE_OK;
}

static void install(void) {
  original = sqlite3_vfs_find(NULL);
  simulated = *original;
  simulated.zName = "simulated-disk";
  simulated.szOsFile = original->szOsFile > (int)sizeof(struct handle) ? original->szOsFile : (int)sizeof(struct handle);
  simulated.xOpen = disk_open;
  simulated.xDelete = disk_delete;
  simulated.xAccess = disk_access;
  simulated.xFullPathname = disk_path;
  sqlite3_vfs_register(&simulated, 1);
}

void faulty_disk_install(void) {
  static pthread_once_t once = PTHREAD_ONCE_INIT;
  pthread_once(&once, install);
}

static void forget_regions(struct disk_file *file) {
  for (int i = 0; i < REGIONS; i++) {
    free(file->regions[i]);
    file->regions[i] = NULL;
  }
  file->region_users = 0;
  file->shared = 0;
}

void faulty_disk_format(void) {
  for (int i = 0; i < FILES; i++) {
    struct disk_file *file = &disk.files[i];
    forget_regions(file);
    free(file->data);
    free(file->synced);
    free(file->dirty);
    memset(file, 0, sizeof *file);
  }
  disk.generation++;
  disk.count = disk.is_off = 0;
}

void faulty_disk_fail(enum faulty_disk_failure failure, int after, int count) {
  disk.failure = failure;
  disk.after = after;
  disk.count = count;
}

static void revive(void) {
  for (int i = 0; i < FILES; i++) forget_regions(&disk.files[i]);
  disk.generation++;
  disk.count = disk.is_off = 0;
}

void faulty_disk_kill(void) { revive(); }
int faulty_disk_is_off(void) { return disk.is_off; }

static uint64_t mixed(uint64_t *state) {
  uint64_t x = (*state += 0x9e3779b97f4a7c15ULL);
  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9ULL;
  x = (x ^ (x >> 27)) * 0x94d049bb133111ebULL;
  return x ^ (x >> 31);
}

void faulty_disk_restart(uint64_t seed) {
  for (int i = 0; i < FILES; i++) {
    struct disk_file *file = &disk.files[i];
    if (file->size != file->synced_size && mixed(&seed) % 2) file->size = file->synced_size;
    for (sqlite3_int64 sector = 0; sector < file->capacity / SECTOR; sector++) {
      // Synced: as it is. Never saved after a failed sync, or not yet: the old one, the new one, or one torn in the middle.
      int choice = file->dirty[sector] ? (int)(mixed(&seed) % 3) : 0;
      unsigned char *now = file->data + sector * SECTOR, *old = file->synced + sector * SECTOR;
      if (choice == 0) memcpy(now, old, SECTOR);
      if (choice == 2) memcpy(now + SECTOR / 2, old + SECTOR / 2, SECTOR / 2);
      memcpy(old, now, SECTOR);
      file->dirty[sector] = 0;
    }
    file->synced_size = file->size;
  }
  revive();
}
