/// Reads which modules a Swift source imports.
enum ImportReader {
  /// The modules that `source` imports, in order; what stands in comments and in string literals does not count.
  static func imports(of source: String) -> [String] {
    let words = code(of: source).split { !($0.isLetter || $0.isNumber || "_.".contains($0)) }
    var found: [String] = []
    for (index, word) in words.enumerated() where word == "import" {
      let rest = words[(index + 1)...]
      let name = rest.first.map { kinds.contains(String($0)) } == true ? rest.dropFirst().first : rest.first
      if let module = name?.split(separator: ".").first { found.append(String(module)) }
    }
    return found
  }

  /// What an import may say it wants of a module.
  private static let kinds: Set<String> = [
    "typealias", "struct", "class", "enum", "protocol", "let", "var", "func", "actor",
  ]

  /// `source` with comments and string literals blanked out.
  private static func code(of source: String) -> String {
    let characters = Array(source)
    var result = ""
    var index = 0
    func starts(_ token: String, at position: Int) -> Bool {
      characters[position...].starts(with: token)
    }
    while index < characters.count {
      if starts("//", at: index) {
        while index < characters.count, characters[index] != "\n" { index += 1 }
      } else if starts("/*", at: index) {
        index = endOfComment(characters, from: index)
        result += " "
      } else if characters[index] == "\"" || characters[index] == "#" {
        if let end = endOfString(characters, from: index) {
          index = end
          result += "\"\""
        } else {
          result.append(characters[index])
          index += 1
        }
      } else {
        result.append(characters[index])
        index += 1
      }
    }
    return result
  }

  /// The place after a block comment, in which others may nest.
  private static func endOfComment(_ characters: [Character], from start: Int) -> Int {
    var depth = 0
    var index = start
    while index < characters.count {
      if characters[index...].starts(with: "/*") {
        depth += 1
        index += 2
      } else if characters[index...].starts(with: "*/") {
        depth -= 1
        index += 2
        if depth == 0 { return index }
      } else {
        index += 1
      }
    }
    return index
  }

  /// The place after a string literal of any kind; nil if none begins at `start`.
  private static func endOfString(_ characters: [Character], from start: Int) -> Int? {
    var hashes = 0
    while start + hashes < characters.count, characters[start + hashes] == "#" { hashes += 1 }
    var index = start + hashes
    guard index < characters.count, characters[index] == "\"" else { return nil }
    let isLong = characters[index...].starts(with: "\"\"\"")
    let quote = isLong ? "\"\"\"" : "\""
    let end = quote + String(repeating: "#", count: hashes)
    let escape = "\\" + String(repeating: "#", count: hashes)
    index += quote.count
    while index < characters.count {
      if characters[index...].starts(with: end) { return index + end.count }
      if characters[index...].starts(with: escape) { index += escape.count }
      index += 1
    }
    return index
  }
}
