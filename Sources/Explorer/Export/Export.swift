/// What is on its way to a file: the screen, a table or a film, as it was when a person asked for it.
public struct Export: Hashable, Sendable {
  /// Where it goes.
  public let path: String
  /// What the file will hold.
  public let bytes: [UInt8]

  /// `bytes` on their way to `path`.
  public init(path: String, bytes: [UInt8]) {
    self.path = path
    self.bytes = bytes
  }

  /// What a file holds, by the ending of its name.
  enum Format: String, CaseIterable {
    /// The screen as a drawing, as text with colours, and as text.
    case svg, ansi, txt
    /// The table of the focused panel; as an array of NumPy, the columns of it that are numbers.
    case csv, md, json, npy
    /// The film, as a recording of the screen while it plays.
    case cast

    /// The format of the file at `path`; nil for an ending that is none of them, and for a name that is nothing but one.
    init?(path: String) {
      guard let dot = path.lastIndex(of: "."), dot > path.startIndex, path[path.index(before: dot)] != "/",
        let format = Format(rawValue: path[path.index(after: dot)...].lowercased())
      else { return nil }
      self = format
    }
  }
}
