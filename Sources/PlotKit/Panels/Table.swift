import CellGrid

/// Rows of text in aligned columns under a header.
///
/// Numbers are never cut: a column that does not fit is left out with all that follow it, and the header says so.
public struct Table: Hashable, Sendable {
  /// On which side the entries of a column stand.
  public enum Alignment: Hashable, Sendable {
    /// Text. An entry that is too long ends in an ellipsis.
    case left
    /// Numbers.
    case right
  }

  /// A column.
  public struct Column: Hashable, Sendable {
    /// The header.
    public var title: String
    /// On which side entries and header stand.
    public var alignment: Alignment
    /// Cells from side to side; nil for as many as the longest entry takes.
    public var width: Int?

    /// A column under `title`.
    public init(_ title: String, _ alignment: Alignment = .right, width: Int? = nil) {
      self.title = title
      self.alignment = alignment
      self.width = width
    }
  }

  /// An entry: text, and a style if it differs from the row's.
  public struct Entry: Hashable, Sendable, ExpressibleByStringLiteral {
    /// What is written.
    public var text: String
    /// The style; nil for the row's.
    public var style: Style?

    /// The entry `text`.
    public init(_ text: String, style: Style? = nil) {
      self.text = text
      self.style = style
    }

    /// The entry `value` as `format` writes it.
    public init(_ value: Double, _ format: NumberFormat, style: Style? = nil) {
      self.init(format.text(value), style: style)
    }

    /// The literal text.
    public init(stringLiteral value: String) { self.init(value) }
  }

  /// A row.
  public struct Row: Hashable, Sendable {
    /// From left to right; missing ones are empty.
    public var entries: [Entry]
    /// The style of the row; nil for the theme's text.
    public var style: Style?

    /// A row of `entries`.
    public init(_ entries: [Entry], style: Style? = nil) {
      self.entries = entries
      self.style = style
    }
  }

  /// The columns from left to right.
  public var columns: [Column]
  /// The rows from top to bottom.
  public var rows: [Row]
  /// The row at the top, where not all fit.
  public var firstRow: Int
  /// The row that is marked; it is kept in sight.
  public var selectedRow: Int?
  /// Whether the titles are shown.
  public var hasHeader: Bool

  /// A table.
  public init(
    columns: [Column], rows: [Row], firstRow: Int = 0, selectedRow: Int? = nil, hasHeader: Bool = true
  ) {
    self.columns = columns
    self.rows = rows
    self.firstRow = firstRow
    self.selectedRow = selectedRow
    self.hasHeader = hasHeader
  }
}
