/// A page that grows by lines; whatever comes from outside is escaped on its way in.
struct HTMLText {
  private(set) var text = ""

  /// Markup of our own.
  mutating func raw(_ markup: String) { text += markup + "\n" }

  mutating func element(_ name: String, _ content: String, _ attributes: String = "") {
    raw("<\(name)\(attributes.isEmpty ? "" : " \(attributes)")>\(Self.escaped(content))</\(name)>")
  }

  mutating func table(_ titles: [String], _ rows: [[String]]) {
    raw("<table><thead><tr>\(titles.map { "<th>\(Self.escaped($0))</th>" }.joined())</tr></thead><tbody>")
    for row in rows { raw("<tr>\(row.map { "<td>\(Self.escaped($0))</td>" }.joined())</tr>") }
    raw("</tbody></table>")
  }

  static func escaped(_ text: String) -> String {
    var escaped = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": escaped += "&amp;"
      case "<": escaped += "&lt;"
      case ">": escaped += "&gt;"
      case "\"": escaped += "&quot;"
      case "'": escaped += "&#39;"
      // No control character has a place in a page; what turns the direction of the text could make it say something else.
      case _ where scalar.properties.generalCategory == .control || scalar.properties.generalCategory == .format: escaped += "�"
      default: escaped.unicodeScalars.append(scalar)
      }
    }
    return escaped
  }
}
