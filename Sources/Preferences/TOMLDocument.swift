import TOMLKit

/// A value as a file says it.
enum FileValue: Hashable {
  case boolean(Bool)
  case integer(Int)
  case number(Double)
  case text(String)
  case list([FileValue])
  /// A date or a time.
  case other

  /// What it is, in words.
  var kind: String {
    switch self {
    case .boolean: "true or false"
    case .integer: "a whole number"
    case .number: "a number with a fraction"
    case .text: "a text"
    case .list: "a list"
    case .other: "a date or a time"
    }
  }
}

/// What a TOML file says, each value with its place.
struct TOMLDocument {
  /// A value with its name and its place.
  struct Entry {
    let name: TOMLOutline.Name
    let value: FileValue
    let place: TOMLOutline.Place
  }

  /// What messages call the file.
  let file: String
  /// The values in the order in which they stand.
  let entries: [Entry]
  /// The tables in the order in which they begin.
  let tables: [(name: String, place: TOMLOutline.Place)]

  /// Reads a file of those bytes.
  /// - Throws: `Complaint` where it is no text, or no TOML that is understood here; with the place.
  init(_ bytes: [UInt8], file: String) throws(Complaint) {
    guard !bytes.contains(0), let text = String(validating: bytes, as: UTF8.self) else {
      let line = 1 + bytes.prefix { $0 != 0 }.count { $0 == 10 }
      throw Complaint(
        "this is no text in UTF-8: write the file anew, or remove it", file: file,
        line: bytes.contains(0) ? line : nil, subject: .computing)
    }
    let outline: TOMLOutline
    do {
      outline = try TOMLOutline(text)
    } catch {
      throw Complaint(
        error.sentence, file: file, line: error.place.line, column: error.place.column, subject: .computing)
    }
    let root = try TOMLDocument.table(of: text, file: file)
    self.file = file
    tables = outline.tables
    entries = outline.keys.map { name, place in
      let found = name.table.map { root[$0]?.table?[name.key] } ?? root[name.key]
      return Entry(name: name, value: FileValue(found, depth: 0), place: place)
    }
  }

  private static func table(of text: String, file: String) throws(Complaint) -> TOMLTable {
    do {
      return try TOMLTable(string: text)
    } catch let error as TOMLParseError {
      let sentence = error.description.prefix(200).filter { !$0.isNewline }
      throw Complaint(
        "\(sentence): correct it, or remove the line", file: file, line: error.source.begin.line,
        column: error.source.begin.column, subject: .computing)
    } catch {
      throw Complaint("it cannot be read as TOML: correct it", file: file, subject: .computing)
    }
  }
}

extension FileValue {
  /// What the parser found.
  fileprivate init(_ value: (any TOMLValueConvertible)?, depth: Int) {
    if let boolean = value?.bool {
      self = .boolean(boolean)
    } else if let integer = value?.int {
      self = .integer(integer)
    } else if let number = value?.double {
      self = .number(number)
    } else if let text = value?.string {
      self = .text(text)
    } else if let array = value?.array, depth < 4 {
      self = .list(array.indices.map { FileValue(array[$0], depth: depth + 1) })
    } else {
      self = .other
    }
  }
}
