import CellGrid

/// Where everything stands in a TOML file, found before the file is read for its values.
///
/// It goes through the part of TOML that the files of this program need: tables of one level, bare keys, and values that are
/// strings of one line, plain words or numbers, or lists of such. The rest is refused with its place. So the parser that comes
/// after it, which says no places of values and stops the program at some faults of a table's name, never sees them.
struct TOMLOutline {
  /// A key, with the table that it belongs to; nil for one at the top.
  struct Name: Hashable {
    let table: String?
    let key: String
  }

  /// A line and a column, counted from 1.
  struct Place: Hashable {
    var line: Int
    var column: Int
  }

  /// What cannot be gone through, and where.
  struct Fault: Error, Hashable {
    let place: Place
    let sentence: String
  }

  /// The keys in the order in which they stand.
  private(set) var keys: [(name: Name, place: Place)] = []
  /// The tables in the order in which they begin.
  private(set) var tables: [(name: String, place: Place)] = []

  /// Lists may hold lists, so many deep.
  private static let deepest = 3

  private let scalars: [Unicode.Scalar]
  private var position = 0
  private var place = Place(line: 1, column: 1)

  /// Goes through `text`.
  init(_ text: String) throws(Fault) {
    scalars = Array(text.unicodeScalars)
    var table: String?
    while skipLines() {
      if next == "[" {
        table = try takeTable()
      } else {
        try takeKey(in: table)
      }
      try endLine()
    }
  }

  private var next: Unicode.Scalar? { position < scalars.count ? scalars[position] : nil }

  private func fault(_ sentence: String) -> Fault { Fault(place: place, sentence: sentence) }

  /// The next scalar as a message shows it.
  private var shown: String {
    guard let next, next != "\n", next != "\r" else { return "the end of the line" }
    return next.isOneColumnWide ? "\"\(next)\"" : "a character that is not seen"
  }

  private mutating func advance() {
    place.column += 1
    if next == "\n" { place = Place(line: place.line + 1, column: 1) }
    position += 1
  }

  private mutating func skipBlanks() {
    while next == " " || next == "\t" { advance() }
  }

  /// Skips blanks, line ends and comments; false at the end of the text.
  private mutating func skipLines() -> Bool {
    while let scalar = next {
      switch scalar {
      case " ", "\t", "\n", "\r": advance()
      case "#": while let inside = next, inside != "\n" { _ = inside; advance() }
      default: return true
      }
    }
    return false
  }

  private mutating func endLine() throws(Fault) {
    skipBlanks()
    if next == "\r" { advance() }
    guard let scalar = next, scalar != "\n", scalar != "#" else { return }
    throw fault("\(shown) stands after the end of what the line says: begin a new line, or a comment with #")
  }

  private mutating func takeTable() throws(Fault) -> String {
    let start = place
    advance()
    skipBlanks()
    let name = try takeName("the name of a table, as [keys], is made of letters, digits, - and _")
    skipBlanks()
    guard next == "]" else { throw fault("\(shown) stands where ] should end the name of the table") }
    advance()
    tables.append((name, start))
    return name
  }

  private mutating func takeKey(in table: String?) throws(Fault) {
    let start = place
    let name = try takeName("a line says  name = value  with a name of letters, digits, - and _")
    skipBlanks()
    guard next == "=" else { throw fault("\(shown) stands where = should follow \(name.shortened)") }
    advance()
    skipBlanks()
    keys.append((Name(table: table, key: name), start))
    try takeValue(depth: 0)
  }

  private mutating func takeName(_ rule: String) throws(Fault) -> String {
    var name = String.UnicodeScalarView()
    while let scalar = next, scalar.isBare { name.append(scalar); advance() }
    guard !name.isEmpty else { throw fault("\(shown) is not understood here: \(rule)") }
    return String(name)
  }

  private mutating func takeValue(depth: Int) throws(Fault) {
    switch next {
    case "\""?: try takeString("\"")
    case "'"?: try takeString("'")
    case "["?:
      guard depth < TOMLOutline.deepest else { throw fault("a list inside so many lists is not understood") }
      advance()
      while skipLines(), next != "]" {
        try takeValue(depth: depth + 1)
        _ = skipLines()
        guard next == "," || next == "]" else {
          throw fault("\(shown) stands where a list goes on with , or ends with ]")
        }
        if next == "," { advance() }
      }
      guard next == "]" else { throw fault("a list does not end: ] is missing") }
      advance()
    case "{"?:
      throw fault("a table in braces is not understood: write lines below a [name]")
    default:
      guard let scalar = next, scalar.isWord else {
        throw fault("\(shown) stands where a value should: text stands in quotes, as \"dark\"")
      }
      while let scalar = next, scalar.isWord { _ = scalar; advance() }
    }
  }

  private mutating func takeString(_ quote: Unicode.Scalar) throws(Fault) {
    let start = place
    advance()
    while let scalar = next, scalar != quote {
      guard scalar != "\n" else { break }
      advance()
      // What follows a backslash is part of the string, a quote too.
      if scalar == "\\", quote == "\"", next != nil, next != "\n" { advance() }
    }
    guard next == quote else {
      throw Fault(place: start, sentence: "the text does not end on its line: \(quote) is missing")
    }
    advance()
  }
}

extension Unicode.Scalar {
  /// Whether a key without quotes may have it.
  fileprivate var isBare: Bool {
    switch self {
    case "a"..."z", "A"..."Z", "0"..."9", "-", "_": true
    default: false
    }
  }

  /// Whether a number, a date or true may have it.
  fileprivate var isWord: Bool { isBare || self == "+" || self == "." || self == ":" }
}
