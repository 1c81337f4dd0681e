import CCurl
import CGnuTLS
import CLinux
import CMicroHTTPD
import CSQLite

/// What this binary is made of: the commit, and the libraries as they are now, not as they were when it was built.
package enum Build {
  package static var commit: String { unsafe String(cString: linux_build_commit()) }

  package static var libraries: [(name: String, version: String)] {
    let sqlite = unsafe text(sqlite3_libversion())
    let microHTTPD = unsafe text(MHD_get_version())
    let gnuTLS = unsafe text(gnutls_check_version(nil))
    return [("SQLite", sqlite), ("curl", curlVersion), ("libmicrohttpd", microHTTPD), ("GnuTLS", gnuTLS)]
  }

  /// The first word of `libcurl/7.88.1 GnuTLS/3.7.9 …`.
  private static var curlVersion: String {
    let words = unsafe text(curl_version())
    return String(words.prefix { $0 != " " }.drop { !$0.isNumber })
  }

  private static func text(_ pointer: UnsafePointer<CChar>?) -> String {
    guard let pointer = unsafe pointer else { return "unknown" }
    return unsafe String(cString: pointer)
  }
}
