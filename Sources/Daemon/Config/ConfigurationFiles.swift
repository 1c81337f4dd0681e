import Model
import Native

/// Reads the configuration's files into one tree.
enum ConfigurationFiles {
  /// FILE, overlaid by `conf.d/*.json5` beside it in name order.
  static func read(_ file: String, hashing hasher: inout SHA256) throws(ConfigurationError) -> ConfigurationValue {
    var problems: [ConfigurationError.Problem] = []
    var root: ConfigurationValue?
    for one in [file] + (try additions(beside: file)) {
      do throws(ConfigurationError) {
        let value = try readOne(one, hint: one == file ? "--config FILE or $HUSHD_CONFIG says another" : nil, hashing: &hasher)
        root = root?.overlaid(by: value) ?? value
      } catch {
        problems += error.problems
      }
    }
    guard let root, problems.isEmpty else { throw ConfigurationError(problems) }
    return root
  }

  private static func additions(beside file: String) throws(ConfigurationError) -> [String] {
    let directory = "\(FileSystem.parent(of: file))/conf.d"
    do {
      return try FileSystem.names(in: directory).filter { $0.hasSuffix(".json5") && !$0.hasPrefix(".") }.map { "\(directory)/\($0)" }
    } catch {
      guard !error.isMissing else { return [] }  // the common case
      throw ConfigurationError([.init(file: directory, "\(error)")])
    }
  }

  private static func readOne(
    _ file: String, hint: String?, hashing hasher: inout SHA256
  ) throws(ConfigurationError) -> ConfigurationValue {
    let bytes: [UInt8]
    do {
      bytes = try FileSystem.read(file, atMost: Limits.configurationBytesMax)
    } catch {
      throw ConfigurationError([.init(file: file, "\(error)", hint: hint)])
    }
    hasher.update(bytes)
    do {
      let value = try JSON5Reader.read(bytes, file: file)
      guard case .object = value.content else {
        throw ConfigurationError([.init(file: file, "must be an object, not \(value.kind)", hint: "{ … }")])
      }
      return value
    } catch let error as JSON5Reader.Failure {
      throw ConfigurationError([.init(file: file, "line \(error.line), column \(error.column): \(error.message)")])
    } catch let error as ConfigurationError {
      throw error
    } catch {
      throw ConfigurationError([.init(file: file, "\(error)")])
    }
  }
}
