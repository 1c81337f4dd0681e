#include <curl/curl.h>

// curl's headers wrap these in type-checking macros, which would warn about the shims' own casts.
#undef curl_easy_setopt
#undef curl_easy_getinfo
#undef curl_multi_setopt

/// curl_easy_setopt is variadic, which Swift cannot call: one shim for each kind of argument.
static inline CURLcode shim_easy_set_long(CURL *easy, CURLoption option, long value) {
  return curl_easy_setopt(easy, option, value);
}

static inline CURLcode shim_easy_set_size(CURL *easy, CURLoption option, curl_off_t value) {
  return curl_easy_setopt(easy, option, value);
}

static inline CURLcode shim_easy_set_pointer(CURL *easy, CURLoption option, const void *value) {
  return curl_easy_setopt(easy, option, value);
}

static inline CURLcode shim_easy_set_text(CURL *easy, CURLoption option, const char *value) {
  return curl_easy_setopt(easy, option, value);
}

typedef size_t (*shim_easy_sink)(char *bytes, size_t size, size_t count, void *context);

static inline CURLcode shim_easy_set_sink(CURL *easy, CURLoption option, shim_easy_sink value) {
  return curl_easy_setopt(easy, option, value);
}

static inline CURLcode shim_easy_set_gate(CURL *easy, CURLoption option, curl_prereq_callback value) {
  return curl_easy_setopt(easy, option, value);
}

/// curl_easy_getinfo is variadic, which Swift cannot call: one shim for each kind of result.
static inline CURLcode shim_easy_get_long(CURL *easy, CURLINFO info, long *value) {
  return curl_easy_getinfo(easy, info, value);
}

static inline CURLcode shim_easy_get_pointer(CURL *easy, CURLINFO info, void **value) {
  return curl_easy_getinfo(easy, info, value);
}

/// curl_multi_setopt is variadic, which Swift cannot call.
static inline CURLMcode shim_multi_set_long(CURLM *multi, CURLMoption option, long value) {
  return curl_multi_setopt(multi, option, value);
}
