/// A reader of the XML that drawings are written in, strict about what makes it well-formed: every element is closed by its own
/// name, every attribute is quoted and stands once, and nothing is escaped by another name than the five.
struct XMLDrawing {
  struct Fault: Error { let what: String }
  /// A text element.
  struct Text: Equatable {
    var x = 0
    var y = 0
    var length = 0
    var content = ""
  }

  /// The name of the outermost element.
  private(set) var root = ""
  private(set) var texts: [Text] = []
  /// The drawing commands of its paths: those of filled ones, and those of stroked ones.
  private(set) var filledPaths: [String] = []
  private(set) var strokedPaths: [String] = []
  private var rest: Substring

  init(_ text: String) throws {
    rest = text[...]
    var open: [String] = []
    while !rest.isEmpty {
      if rest.hasPrefix("</") {
        rest.removeFirst(2)
        let name = word()
        guard open.popLast() == name, rest.popFirst() == ">" else { throw Fault(what: "</\(name)") }
      } else if rest.hasPrefix("<") {
        rest.removeFirst()
        let name = word()
        if open.isEmpty {
          guard root.isEmpty, !name.isEmpty else { throw Fault(what: "two roots") }
          root = name
        }
        let attributes = try readAttributes()
        if name == "text" {
          let numbers = ["x", "y", "textLength"].map { attributes[$0].flatMap { Int($0) } ?? -1 }
          texts.append(Text(x: numbers[0], y: numbers[1], length: numbers[2]))
        }
        if name == "path", let commands = attributes["d"] {
          if attributes["stroke"] == nil {
            filledPaths.append(commands)
          } else {
            strokedPaths.append(commands)
          }
        }
        if rest.hasPrefix("/>") {
          rest.removeFirst(2)
        } else {
          guard rest.popFirst() == ">" else { throw Fault(what: "<\(name)") }
          open.append(name)
        }
      } else {
        let content = rest.prefix { $0 != "<" }
        rest = rest.dropFirst(content.count)
        let plain = try unescaped(content)
        if open.last == "text" {
          texts[texts.count - 1].content += plain
        } else if !plain.allSatisfy(\.isWhitespace) {
          throw Fault(what: "text outside: \(plain)")
        }
      }
    }
    guard open.isEmpty else { throw Fault(what: "not closed: \(open)") }
  }

  private mutating func word() -> String {
    let name = rest.prefix { $0.isLetter || $0.isNumber || $0 == "-" }
    rest = rest.dropFirst(name.count)
    return String(name)
  }

  private mutating func readAttributes() throws -> [String: String] {
    var result: [String: String] = [:]
    while rest.first == " " {
      rest.removeFirst()
      let name = word()
      guard !name.isEmpty, rest.hasPrefix("=\""), result[name] == nil else {
        throw Fault(what: "attribute \(name)")
      }
      rest.removeFirst(2)
      let value = rest.prefix { $0 != "\"" && $0 != "<" }
      rest = rest.dropFirst(value.count)
      guard rest.popFirst() == "\"" else { throw Fault(what: "value of \(name)") }
      result[name] = try unescaped(value)
    }
    return result
  }

  private func unescaped(_ text: Substring) throws -> String {
    var result = ""
    var rest = text
    while let next = rest.popFirst() {
      guard next == "&" else {
        result.append(next)
        continue
      }
      let name = rest.prefix { $0 != ";" }
      let meanings = ["amp": "&", "lt": "<", "gt": ">", "quot": "\"", "apos": "'"]
      guard let meaning = meanings[String(name)] else { throw Fault(what: "&\(name)") }
      result += meaning
      rest = rest.dropFirst(name.count + 1)
    }
    return result
  }
}
