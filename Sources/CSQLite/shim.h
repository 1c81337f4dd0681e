#include <sqlite3.h>

/// sqlite3_db_config is variadic, which Swift cannot call. Without this a reader that closes last would try to checkpoint.
static inline int hush_sqlite3_no_checkpoint_on_close(sqlite3 *database) {
  return sqlite3_db_config(database, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, 0);
}

/// SQLITE_TRANSIENT is a cast macro, which Swift does not import: SQLite copies the bytes before these return.
static inline int hush_sqlite3_bind_text(sqlite3_stmt *statement, int index, const char *text, int count) {
  return sqlite3_bind_text(statement, index, text, count, SQLITE_TRANSIENT);
}

static inline int hush_sqlite3_bind_blob(sqlite3_stmt *statement, int index, const void *bytes, int count) {
  return sqlite3_bind_blob(statement, index, bytes, count, SQLITE_TRANSIENT);
}

static inline int hush_sqlite3_wal_hook(void *pages, sqlite3 *database, const char *name, int count) {
  (void)database, (void)name;
  *(int *)pages = count;
  return SQLITE_OK;
}

/// Takes the place of automatic checkpoints. Here, because the callback only stores a number.
static inline void hush_sqlite3_note_wal_pages(sqlite3 *database, int *pages) {
  sqlite3_wal_hook(database, hush_sqlite3_wal_hook, pages);
}
