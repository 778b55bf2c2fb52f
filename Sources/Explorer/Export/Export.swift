/// A text on its way to a file: the screen or a table, as it was when a person asked for it.
public struct Export: Hashable, Sendable {
  /// Where it goes.
  public let path: String
  /// What the file will hold.
  public let text: String

  /// `text` on its way to `path`.
  public init(path: String, text: String) {
    self.path = path
    self.text = text
  }

  /// What a file holds, by the ending of its name.
  enum Format: String, CaseIterable {
    /// The screen as a drawing, as text with colours, and as text.
    case svg, ansi, txt
    /// The table of the focused panel.
    case csv, md, json

    /// The format of the file at `path`; nil for an ending that is none of them.
    init?(path: String) {
      guard let dot = path.lastIndex(of: "."),
        let format = Format(rawValue: path[path.index(after: dot)...].lowercased())
      else { return nil }
      self = format
    }
  }
}
