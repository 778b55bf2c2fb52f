/// Something that shows a `Grid`: the terminal, or a memory for tests and recordings.
public protocol Screen {
  /// The size in cells that a grid should have now.
  var size: Size { get }
  /// Shows `grid`, sending only what differs from the picture shown last.
  mutating func present(_ grid: Grid)
}

/// A screen without a terminal: it keeps the newest picture and counts what a terminal would have received.
public struct MemoryScreen: Screen, Sendable {
  /// The size in cells; a resize is an assignment.
  public var size: Size
  /// The picture shown last.
  public private(set) var shown: Grid?
  /// How many pictures differed from the one before.
  public private(set) var framesSent = 0

  /// An empty screen of `size`.
  public init(size: Size) { self.size = size }

  /// Keeps `grid`, and counts it if it differs from the picture shown last.
  public mutating func present(_ grid: Grid) {
    if !Difference(from: shown, to: grid).isEmpty { framesSent += 1 }
    shown = grid
  }
}
