#include <gnutls/gnutls.h>
#include <gnutls/abstract.h>
#include <gnutls/crypto.h>
#include <gnutls/x509.h>

/// gnutls_free is a global variable holding a function, which Swift 6 takes for shared mutable state.
static inline void hush_gnutls_free(void *memory) { gnutls_free(memory); }
