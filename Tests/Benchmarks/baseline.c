// The line that `make bench` measures hushd against: the least a durable event intake can be that gives hushd's word, in C, on the same
// libraries. libmicrohttpd in poll mode takes events, one writer thread commits whatever is queued (SQLite, WAL, synchronous=FULL), and
// the suspended connections are answered once their commit is on disk.
//
// What hushd promises of an event at that moment, this does too, by the same means and no dearer:
//   - the JSON is checked whole (design G8);
//   - an id seen before, and the same fact under another id, are one event (E1): two unique indexes of eight-byte SHA-256 keys, in the
//     same transaction. What a fact is, this takes from the raw text of `detail.eventBody` instead of decoding it;
//   - each entry carries the SHA-256 of itself and the one before it, and a head row in the same transaction tells of a cut tail (G6).
// What it spares itself is hushd's work proper: to decode the event, mask card numbers, know its conversation, and decide what to do.
// Neither is asked for credentials here.
//
// Use: baseline DIRECTORY   prints the port it listens on, then serves until it is killed. The journal is DIRECTORY/baseline.sqlite.

#include <arpa/inet.h>
#include <gnutls/crypto.h>
#include <microhttpd.h>
#include <pthread.h>
#include <signal.h>
#include <sqlite3.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { BODY_MAX = 1024 * 1024, DEPTH_MAX = 64, HASH_SIZE = 32 };

struct request {
  struct MHD_Connection *connection;
  struct request *next;
  char *body;
  size_t length, capacity;
  const char *id, *fact;
  size_t id_length, fact_length;
  int64_t id_key, fact_key;
  unsigned int status;  // 0 as long as nothing is decided
  bool is_duplicate;
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t filled = PTHREAD_COND_INITIALIZER;
static struct request *queue_head;
static struct request **queue_tail = &queue_head;

_Noreturn static void die(const char *what) {
  perror(what);
  exit(1);
}

static gnutls_hash_hd_t new_hasher(void) {
  gnutls_hash_hd_t hasher;
  if (gnutls_hash_init(&hasher, GNUTLS_DIG_SHA256) != 0) die("hash");
  return hasher;
}

static int64_t key_of(gnutls_hash_hd_t hasher, const char *text, size_t length) {
  unsigned char digest[HASH_SIZE];
  int64_t key;
  gnutls_hash(hasher, text, length);
  gnutls_hash_output(hasher, digest);
  memcpy(&key, digest, sizeof key);
  return key;
}

// A scanner that checks the whole document and remembers where "id" and "detail.eventBody" are.

struct scanner {
  const char *at, *end;
  struct request *request;
  bool is_in_detail;
};

static bool is(const char *name, const char *key, size_t length) { return strlen(name) == length && memcmp(name, key, length) == 0; }

static void skip_blanks(struct scanner *s) {
  while (s->at < s->end && (*s->at == ' ' || *s->at == '\t' || *s->at == '\n' || *s->at == '\r')) s->at++;
}

static bool scan_string(struct scanner *s, const char **start, size_t *length) {
  if (s->at == s->end || *s->at != '"') return false;
  *start = ++s->at;
  for (; s->at < s->end && *s->at != '"'; s->at++) {
    if ((unsigned char)*s->at < 0x20) return false;
    if (*s->at == '\\' && ++s->at == s->end) return false;
  }
  if (s->at == s->end) return false;
  *length = (size_t)(s->at++ - *start);
  return true;
}

static bool scan_value(struct scanner *s, int depth);

static bool scan_members(struct scanner *s, int depth) {
  skip_blanks(s);
  if (s->at < s->end && *s->at == '}') return s->at++, true;
  for (;;) {
    const char *key;
    size_t key_length;
    skip_blanks(s);
    if (!scan_string(s, &key, &key_length)) return false;
    skip_blanks(s);
    if (s->at == s->end || *s->at++ != ':') return false;
    skip_blanks(s);
    if (depth == 1 && is("id", key, key_length)) {
      if (!scan_string(s, &s->request->id, &s->request->id_length)) return false;
    } else {
      const char *start = s->at;
      if (depth == 1) s->is_in_detail = is("detail", key, key_length);
      if (!scan_value(s, depth)) return false;
      if (depth == 2 && s->is_in_detail && is("eventBody", key, key_length)) {
        s->request->fact = start;
        s->request->fact_length = (size_t)(s->at - start);
      }
    }
    skip_blanks(s);
    if (s->at == s->end) return false;
    if (*s->at == '}') return s->at++, true;
    if (*s->at++ != ',') return false;
  }
}

static bool scan_elements(struct scanner *s, int depth) {
  skip_blanks(s);
  if (s->at < s->end && *s->at == ']') return s->at++, true;
  for (;;) {
    if (!scan_value(s, depth)) return false;
    skip_blanks(s);
    if (s->at == s->end) return false;
    if (*s->at == ']') return s->at++, true;
    if (*s->at++ != ',') return false;
  }
}

static bool scan_value(struct scanner *s, int depth) {
  const char *start;
  size_t length;
  skip_blanks(s);
  if (s->at == s->end || depth == DEPTH_MAX) return false;
  switch (*s->at) {
    case '{': return s->at++, scan_members(s, depth + 1);
    case '[': return s->at++, scan_elements(s, depth + 1);
    case '"': return scan_string(s, &start, &length);
    default:
      for (start = s->at; s->at < s->end && strchr("+-.0123456789Eaeflnrstu", *s->at) != NULL; s->at++) {}
      return s->at > start;
  }
}

static bool read_event(struct request *request) {
  static gnutls_hash_hd_t hasher;
  struct scanner scanner = {request->body, request->body + request->length, request, false};
  if (!scan_value(&scanner, 0) || request->id == NULL || request->fact == NULL) return false;
  skip_blanks(&scanner);
  if (scanner.at != scanner.end) return false;
  if (hasher == NULL) hasher = new_hasher();
  request->id_key = key_of(hasher, request->id, request->id_length);
  request->fact_key = key_of(hasher, request->fact, request->fact_length);
  return true;
}

// The writer.

static void run(sqlite3 *database, const char *sql) {
  if (sqlite3_exec(database, sql, NULL, NULL, NULL) != SQLITE_OK) {
    fprintf(stderr, "%s: %s\n", sql, sqlite3_errmsg(database));
    exit(1);
  }
}

static sqlite3 *open_journal(const char *path) {
  sqlite3 *database;
  if (sqlite3_open(path, &database) != SQLITE_OK) die(path);
  run(database, "PRAGMA journal_mode=WAL");
  run(database, "PRAGMA synchronous=FULL");
  run(database, "PRAGMA wal_autocheckpoint=1000");
  run(database, "CREATE TABLE entry (seq INTEGER PRIMARY KEY, id INTEGER NOT NULL, fact INTEGER NOT NULL, body BLOB NOT NULL,"
                " hash BLOB NOT NULL)");
  run(database, "CREATE UNIQUE INDEX entry_id ON entry (id)");
  run(database, "CREATE UNIQUE INDEX entry_fact ON entry (fact)");
  run(database, "CREATE TABLE head (one INTEGER PRIMARY KEY, count INTEGER NOT NULL, hash BLOB NOT NULL)");
  run(database, "INSERT INTO head VALUES (1, 0, zeroblob(32))");
  return database;
}

static struct request *take_all(void) {
  pthread_mutex_lock(&lock);
  while (queue_head == NULL) pthread_cond_wait(&filled, &lock);
  struct request *batch = queue_head;
  queue_head = NULL;
  queue_tail = &queue_head;
  pthread_mutex_unlock(&lock);
  return batch;
}

static sqlite3_stmt *prepare(sqlite3 *database, const char *sql) {
  sqlite3_stmt *statement;
  if (sqlite3_prepare_v2(database, sql, -1, &statement, NULL) != SQLITE_OK) die(sql);
  return statement;
}

static void step(sqlite3_stmt *statement) {
  if (sqlite3_step(statement) != SQLITE_DONE) die("step");
  sqlite3_reset(statement);
}

_Noreturn static void *write_batches(void *path) {
  sqlite3 *database = open_journal(path);
  sqlite3_stmt *begin = prepare(database, "BEGIN IMMEDIATE"), *commit = prepare(database, "COMMIT");
  sqlite3_stmt *insert = prepare(database, "INSERT OR IGNORE INTO entry (id, fact, body, hash) VALUES (?, ?, ?, ?)");
  sqlite3_stmt *set_head = prepare(database, "UPDATE head SET count = ?, hash = ?");
  gnutls_hash_hd_t hasher = new_hasher();
  unsigned char hash[HASH_SIZE] = {0}, next[HASH_SIZE];
  int64_t count = 0;
  for (;;) {
    struct request *batch = take_all();
    step(begin);
    for (struct request *request = batch; request != NULL; request = request->next) {
      gnutls_hash(hasher, hash, HASH_SIZE);
      gnutls_hash(hasher, &request->id_key, sizeof request->id_key);
      gnutls_hash(hasher, &request->fact_key, sizeof request->fact_key);
      gnutls_hash(hasher, request->body, request->length);
      gnutls_hash_output(hasher, next);
      sqlite3_bind_int64(insert, 1, request->id_key);
      sqlite3_bind_int64(insert, 2, request->fact_key);
      sqlite3_bind_blob(insert, 3, request->body, (int)request->length, SQLITE_STATIC);
      sqlite3_bind_blob(insert, 4, next, HASH_SIZE, SQLITE_STATIC);
      step(insert);
      request->is_duplicate = sqlite3_changes(database) == 0;
      if (request->is_duplicate) continue;
      memcpy(hash, next, HASH_SIZE);
      count++;
    }
    sqlite3_bind_int64(set_head, 1, count);
    sqlite3_bind_blob(set_head, 2, hash, HASH_SIZE, SQLITE_STATIC);
    step(set_head);
    step(commit);
    while (batch != NULL) {
      struct request *request = batch;
      batch = request->next;  // Once resumed, the request belongs to the other thread.
      request->status = 200;
      MHD_resume_connection(request->connection);
    }
  }
}

// The server.

static enum MHD_Result answer(struct MHD_Connection *connection, unsigned int status, const char *body) {
  struct MHD_Response *response = MHD_create_response_from_buffer(strlen(body), (void *)body, MHD_RESPMEM_PERSISTENT);
  MHD_add_response_header(response, "Content-Type", "application/json");
  enum MHD_Result result = MHD_queue_response(connection, status, response);
  MHD_destroy_response(response);
  return result;
}

static enum MHD_Result keep(struct request *request, const char *data, size_t *size) {
  if (request->length + *size > BODY_MAX) return MHD_NO;
  if (request->length + *size > request->capacity) {
    request->capacity = request->length + *size > 2048 ? BODY_MAX : 2048;
    request->body = realloc(request->body, request->capacity);
    if (request->body == NULL) return MHD_NO;
  }
  memcpy(request->body + request->length, data, *size);
  request->length += *size;
  *size = 0;
  return MHD_YES;
}

static enum MHD_Result handle(
    void *context, struct MHD_Connection *connection, const char *path, const char *method, const char *version, const char *data,
    size_t *size, void **slot) {
  (void)context, (void)path, (void)version;
  struct request *request = *slot;
  if (request == NULL) {
    if (strcmp(method, "POST") != 0) return answer(connection, 405, "{\"status\":405}");
    *slot = request = calloc(1, sizeof *request);
    if (request == NULL) return MHD_NO;
    request->connection = connection;
    return MHD_YES;
  }
  if (*size > 0) return keep(request, data, size);
  if (request->status != 0) {
    return answer(
        connection, 200, request->is_duplicate ? "{\"accepted\":0,\"duplicates\":1}" : "{\"accepted\":1,\"duplicates\":0}");
  }
  if (!read_event(request)) return answer(connection, 400, "{\"status\":400}");
  MHD_suspend_connection(connection);
  pthread_mutex_lock(&lock);
  *queue_tail = request;
  queue_tail = &request->next;
  pthread_cond_signal(&filled);
  pthread_mutex_unlock(&lock);
  return MHD_YES;
}

static void end(void *context, struct MHD_Connection *connection, void **slot, enum MHD_RequestTerminationCode code) {
  (void)context, (void)connection, (void)code;
  struct request *request = *slot;
  if (request == NULL) return;
  free(request->body);
  free(request);
}

int main(int count, char **arguments) {
  char path[4096];
  pthread_t writer;
  if (count != 2) return fprintf(stderr, "use: baseline DIRECTORY\n"), 64;
  snprintf(path, sizeof path, "%s/baseline.sqlite", arguments[1]);
  signal(SIGPIPE, SIG_IGN);
  if (pthread_create(&writer, NULL, write_batches, path) != 0) die("thread");
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  struct MHD_Daemon *daemon = MHD_start_daemon(
      MHD_USE_POLL_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME, 0, NULL, NULL, handle, NULL, MHD_OPTION_SOCK_ADDR, &address,
      MHD_OPTION_CONNECTION_LIMIT, 512u, MHD_OPTION_CONNECTION_TIMEOUT, 10u, MHD_OPTION_NOTIFY_COMPLETED, end, NULL, MHD_OPTION_END);
  if (daemon == NULL) die("listen");
  printf("%u\n", MHD_get_daemon_info(daemon, MHD_DAEMON_INFO_BIND_PORT)->port);
  fflush(stdout);
  pause();
  return 0;
}
