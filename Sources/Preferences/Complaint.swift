extension String {
  /// What a message quotes of a name that may be of any length.
  var shortened: String { count > 40 ? prefix(40) + "..." : self }

  /// The text with a question mark for whatever would end the line, or tell a terminal something.
  fileprivate var inOneLine: String {
    var text = String.UnicodeScalarView()
    for scalar in unicodeScalars {
      switch scalar.properties.generalCategory {
      case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate: text.append("?")
      default: text.append(scalar)
      }
    }
    return String(text)
  }
}

/// What is wrong with a file that a person wrote, where, and what to do; the part that it is about is ignored.
public struct Complaint: Error, Hashable, Sendable, CustomStringConvertible {
  /// What a part of a file decides.
  public enum Subject: Hashable, Sendable {
    /// All that the file says, or how the explorer looks and answers.
    case explorer
    /// Something that a run without a terminal goes by too.
    case computing
  }

  /// The file.
  public let file: String
  /// The line, counted from 1; nil where it is about the whole file.
  public let line: Int?
  /// The column, counted from 1, where it is known.
  public let column: Int?
  /// What is wrong and what to do, in one sentence without its end.
  public let sentence: String
  /// What it is about.
  public let subject: Subject

  /// A complaint about a place in a file.
  public init(
    _ sentence: String, file: String, line: Int? = nil, column: Int? = nil, subject: Subject = .explorer
  ) {
    self.sentence = sentence.inOneLine
    self.file = file.inOneLine
    self.line = line
    self.column = column
    self.subject = subject
  }

  /// File, line and column, and the sentence.
  public var description: String {
    file + (line.map { ", line \($0)" } ?? "") + (column.map { ", column \($0)" } ?? "") + ": " + sentence
  }
}
