import Glibc

extension ThisProcess {
  package static func exit(_ code: Int32) -> Never { Glibc.exit(code) }
}
