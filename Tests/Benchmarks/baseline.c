// The line that `make bench` measures hushd against: the least a durable event intake can be, in C, on the same libraries.
//
// libmicrohttpd in poll mode takes events, one writer thread commits whatever is queued (SQLite, WAL, synchronous=FULL, a unique
// index on the event id), and the suspended connections are answered once their commit is on disk.
//
// Use: baseline DIRECTORY   prints the port it listens on, then serves until it is killed. The journal is DIRECTORY/baseline.sqlite.

#include <arpa/inet.h>
#include <microhttpd.h>
#include <pthread.h>
#include <signal.h>
#include <sqlite3.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { BODY_MAX = 1024 * 1024, DEPTH_MAX = 64 };

struct request {
  struct MHD_Connection *connection;
  struct request *next;
  char *body;
  size_t length, capacity;
  const char *id;
  size_t id_length;
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

// A scanner that checks the whole document and remembers the string at the top-level key "id".

struct scanner {
  const char *at, *end;
  struct request *request;
};

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
    const char *key, *value;
    size_t key_length, value_length;
    skip_blanks(s);
    if (!scan_string(s, &key, &key_length)) return false;
    skip_blanks(s);
    if (s->at == s->end || *s->at++ != ':') return false;
    skip_blanks(s);
    if (depth == 1 && key_length == 2 && memcmp(key, "id", 2) == 0) {
      if (!scan_string(s, &value, &value_length)) return false;
      s->request->id = value;
      s->request->id_length = value_length;
    } else if (!scan_value(s, depth)) {
      return false;
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

static bool find_id(struct request *request) {
  struct scanner scanner = {request->body, request->body + request->length, request};
  return scan_value(&scanner, 0) && request->id != NULL;
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
  run(database, "CREATE TABLE IF NOT EXISTS entries (seq INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, body BLOB NOT NULL)");
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

_Noreturn static void *write_batches(void *path) {
  sqlite3 *database = open_journal(path);
  sqlite3_stmt *insert;
  const char *sql = "INSERT INTO entries (id, body) VALUES (?, ?) ON CONFLICT (id) DO NOTHING";
  if (sqlite3_prepare_v2(database, sql, -1, &insert, NULL) != SQLITE_OK) die("prepare");
  for (;;) {
    struct request *batch = take_all();
    run(database, "BEGIN IMMEDIATE");
    for (struct request *request = batch; request != NULL; request = request->next) {
      sqlite3_bind_text(insert, 1, request->id, (int)request->id_length, SQLITE_STATIC);
      sqlite3_bind_blob(insert, 2, request->body, (int)request->length, SQLITE_STATIC);
      if (sqlite3_step(insert) != SQLITE_DONE) die("insert");
      request->is_duplicate = sqlite3_changes(database) == 0;
      sqlite3_reset(insert);
    }
    run(database, "COMMIT");
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
  if (!find_id(request)) return answer(connection, 400, "{\"status\":400}");
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
