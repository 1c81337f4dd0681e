#include <microhttpd.h>

typedef void *(*shim_mhd_target_callback)(void *context, const char *target, struct MHD_Connection *connection);

/// MHD_start_daemon is variadic, which Swift cannot call; the two-pointer options have no Swift spelling in an option array either.
static inline struct MHD_Daemon *shim_mhd_start(
    unsigned int flags, void *context, MHD_AcceptPolicyCallback accept, MHD_AccessHandlerCallback access, shim_mhd_target_callback target,
    MHD_RequestCompletedCallback completed, MHD_NotifyConnectionCallback connection, const struct MHD_OptionItem *options) {
  return MHD_start_daemon(
      flags, 0, accept, context, access, context,
      MHD_OPTION_URI_LOG_CALLBACK, target, context,
      MHD_OPTION_NOTIFY_COMPLETED, completed, context,
      MHD_OPTION_NOTIFY_CONNECTION, connection, context,
      MHD_OPTION_ARRAY, options,
      MHD_OPTION_END);
}

/// MHD_get_connection_info is variadic, which Swift cannot call.
static inline const union MHD_ConnectionInfo *shim_mhd_connection_info(
    struct MHD_Connection *connection, enum MHD_ConnectionInfoType type) {
  return MHD_get_connection_info(connection, type);
}
