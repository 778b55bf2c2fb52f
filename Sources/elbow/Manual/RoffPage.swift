/// A page as it is written, in the man(7) macros of roff.
///
/// It is ASCII whatever is written on it, no text is taken for a macro or an escape, and every dash is the one that is typed, so that
/// what is copied from the page works.
struct RoffPage {
  /// A run of text in one face.
  enum Span: Hashable {
    /// As it stands.
    case plain(String)
    /// What is typed: bold.
    case typed(String)
    /// What something else is put in the place of: italic.
    case variable(String)
  }

  /// What was written so far.
  private(set) var text: String
  /// Whether nothing stands below the newest heading.
  private var isAtHead = true

  /// A page called `name` in `section` of the manual.
  init(name: String, section: Int, source: String, manual: String) {
    text =
      ".TH \(Self.escaped(name)) \(section) \"\" \"\(Self.escaped(source))\" \"\(Self.escaped(manual))\"\n"
    // Words are not broken, so that every option and every value can be searched for.
    text += ".nh\n.ad l\n"
  }

  /// Begins a section.
  mutating func section(_ title: String) { head(".SH", title) }

  /// Begins a part of a section.
  mutating func subsection(_ title: String) { head(".SS", title) }

  /// Adds a paragraph.
  mutating func paragraph(_ spans: Span...) { paragraph(spans) }

  /// Adds a paragraph.
  mutating func paragraph(_ spans: [Span]) {
    separate()
    text += "\(Self.line(spans))\n"
  }

  /// Adds a term with what it means below it, indented.
  mutating func definition(_ term: [Span], _ meaning: [Span]) {
    text += ".TP\n\(Self.line(term))\n\(Self.line(meaning))\n"
    isAtHead = false
  }

  /// Adds lines that are kept as they are.
  mutating func lines(_ lines: [[Span]]) {
    separate()
    text += ".nf\n"
    for line in lines { text += "\(line.isEmpty ? "\\&" : Self.line(line))\n" }
    text += ".fi\n"
  }

  /// Adds lines that are kept as they are, indented.
  mutating func indented(_ lines: [String]) {
    separate()
    text += ".RS 4\n.nf\n"
    for line in lines { text += "\(Self.line([.plain(line)]))\n" }
    text += ".fi\n.RE\n"
  }

  private mutating func head(_ macro: String, _ title: String) {
    text += "\(macro) \(Self.escaped(title))\n"
    isAtHead = true
  }

  /// A blank line, but for the place below a heading.
  private mutating func separate() {
    if !isAtHead { text += ".PP\n" }
    isAtHead = false
  }

  /// Adds what a command says of itself: paragraphs with blank lines between them, indented lines kept as they are.
  mutating func discussion(_ discussion: String) {
    var kept: [Substring] = []
    var filled: [Substring] = []
    func finish(_ page: inout RoffPage) {
      if !filled.isEmpty { page.paragraph(.plain(filled.joined(separator: " "))) }
      if !kept.isEmpty { page.indented(kept.map { String($0.dropFirst(2)) }) }
      (kept, filled) = ([], [])
    }
    for line in discussion.split(separator: "\n", omittingEmptySubsequences: false) {
      let isKept = line.hasPrefix("  ")
      if line.isEmpty || (isKept ? !filled.isEmpty : !kept.isEmpty) { finish(&self) }
      if isKept { kept.append(line) } else if !line.isEmpty { filled.append(line) }
    }
    finish(&self)
  }

  /// The spans as one line.
  static func line(_ spans: [Span]) -> String {
    let line = spans.map { span in
      switch span {
      case .plain(let text): escaped(text)
      case .typed(let text): "\\fB\(escaped(text))\\fR"
      case .variable(let text): "\\fI\(escaped(text))\\fR"
      }
    }.joined()
    // A dot in the first column would begin a macro. An apostrophe would too, but none is left.
    return line.hasPrefix(".") ? "\\&" + line : line
  }

  /// `text` so that roff sets it as it stands.
  static func escaped(_ text: String) -> String {
    text.unicodeScalars.reduce(into: "") { result, scalar in
      switch scalar {
      case "\\": result += "\\e"
      case "-": result += "\\-"
      case "'": result += "\\(aq"
      case "\"": result += "\\(dq"
      case "`": result += "\\(ga"
      case "^": result += "\\(ha"
      case "~": result += "\\(ti"
      case "\n", "\t": result += " "
      // What a typewriter does not have.
      case "\u{2026}": result += "..."
      case "\u{B2}": result += "\\(ha2"
      case _ where scalar.isASCII: result.unicodeScalars.append(scalar)
      default:
        let digits = String(scalar.value, radix: 16, uppercase: true)
        result += "\\[u\(String(repeating: "0", count: max(0, 4 - digits.count)))\(digits)]"
      }
    }
  }
}
