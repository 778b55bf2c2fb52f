/// The formats of files that hold arrays of numbers.
public enum ArrayFormat: String, Hashable, Sendable {
  /// An array of NumPy (`.npy`).
  case npy = "a NumPy file"
  /// A zip archive of such arrays (`.npz`).
  case npz = "a NumPy archive"
  /// An array as LeCun's data sets have it.
  case idx = "an IDX file"
}

/// What is wrong with a file of arrays. Offsets count bytes from the start of the file, or of what it unpacks to.
public enum ArrayFault: Error, Hashable, Sendable {
  /// At `offset` stands `found` where `expected` should be.
  case unexpected(offset: Int, expected: String, found: String)
  /// The file ends at `offset`, and `what` was expected to reach to `end`.
  case truncated(offset: Int, what: String, end: Int)
  /// The numbers end at `offset`, and bytes that belong to nothing follow.
  case trailing(offset: Int)
  /// The shape that stands at `offset` is of more than `limit` bytes, or of none.
  case unusableShape(offset: Int, shape: [Int], limit: Int)
  /// There are more than `limit` bytes.
  case tooLarge(limit: Int)
  /// The array has this shape, and `expected` are the ones that can be used.
  case axes(shape: [Int], expected: String)
  /// The archive has none of the arrays that were wanted; `names` are those there are, each with its shape.
  case noArray(wanted: String, names: [String])
}

extension ArrayFault: CustomStringConvertible {
  /// What is wrong, where, and what was expected; without a full stop.
  public var description: String {
    switch self {
    case .unexpected(let offset, let expected, let found):
      "at byte \(offset): expected \(expected), found \(found)"
    case .truncated(let offset, let what, let end):
      "it ends at byte \(offset), and \(what) should reach to byte \(end)"
    case .trailing(let offset): "its numbers end at byte \(offset), and more bytes follow"
    case .unusableShape(let offset, let shape, let limit):
      shape.contains(0)
        ? "the shape \(named(shape)) at byte \(offset) holds no numbers"
        : "the shape \(named(shape)) at byte \(offset) is of more than \(limit >> 20) MiB"
    case .tooLarge(let limit): "it has more than \(limit >> 20) MiB"
    case .axes(let shape, let expected): "it has the shape \(named(shape)); expected \(expected)"
    case .noArray(let wanted, let names):
      names.isEmpty
        ? "it has no arrays of numbers; expected an \(wanted)"
        : "it has no \(wanted); it has \(listed(names))"
    }
  }

  /// What to try; empty where there is nothing to add.
  var remedy: String {
    switch self {
    case .truncated, .trailing: "Was it cut short, or written by something else?"
    case .noArray(_, let names): names.isEmpty ? "Export a spreadsheet as CSV" : ""
    default: ""
    }
  }
}

/// A shape of one axis or more as it is written: `3x4`; at most eight of its extents.
func named(_ shape: [Int]) -> String {
  shape.prefix(8).map(String.init).joined(separator: "x") + (shape.count > 8 ? "x…" : "")
}
